"""The sandbox returns any text unchanged, even text that UTF-8 cannot encode."""

import pytest

TEXTS = {
    "half a surrogate pair": "caf\ud800 \udcff",
    "NUL": "\x00a\x00",
    "control characters": "\x1b[0m\x7f\u2028\u202e",
    "a digit for each letter": "7" * 9_000,
}
PROFILES = pytest.mark.parametrize("profile", ["observed", "documented"])
each_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


@PROFILES
@each_text
def test_a_video_says_the_text_it_was_given(sandbox, profile: str, text: str):
    sandbox.settings(profile=profile)
    access = sandbox.access()
    video_id = sandbox.page(access, max_count=1).json()["data"]["videos"][0]["id"]
    fields = {"title": text, "share_url": text, "view_count": [text], "id": text}

    changed = sandbox.control("creators/mira/videos", {"change": {video_id: fields}})

    assert changed.status_code == 200
    listed = sandbox.page(access, ",".join(fields), max_count=1).json()["data"]["videos"]
    asked = sandbox.query(access, [video_id], ",".join(fields)).json()["data"]["videos"]
    assert listed == asked == [fields]


@PROFILES
@each_text
def test_a_creator_has_the_name_that_was_given(sandbox, profile: str, text: str):
    sandbox.settings(profile=profile)
    added = sandbox.control("creators", {"account": "ada", "display_name": text, "videos": 1})
    changed = sandbox.control("creators/ada", {"bio": text, "followers": 2**70}, "PATCH")

    said = sandbox.user_info(sandbox.access("ada"), "display_name,bio_description,follower_count")

    assert (added.status_code, changed.status_code) == (201, 200)
    assert said.json()["data"]["user"] == {
        "display_name": text, "bio_description": text, "follower_count": 2**70
    }  # fmt: skip


@each_text
def test_every_page_shows_a_creator_with_such_a_name(sandbox, text: str):
    sandbox.control("creators", {"account": "ada", "display_name": text, "videos": 1})
    sandbox.control("creators/ada", {"bio": text}, "PATCH")

    pages = (sandbox.authorize_url(), f"{sandbox.url}/@ada", f"{sandbox.url}/_control")

    assert [sandbox.http.get(page).status_code for page in pages] == [200, 200, 200]
