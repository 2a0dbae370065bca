"""The player page, share links and oEmbed."""

import pytest


@pytest.mark.parametrize("video_id", ["7080213458555737986", "x", "1" * 40, "-5"])
def test_an_unknown_video_says_so_by_message(sandbox, video_id):
    page = sandbox.http.get(f"{sandbox.url}/player/v1/{video_id}")

    assert page.status_code == 200
    assert "Video currently unavailable" in page.text


def test_a_hidden_video_no_longer_plays(sandbox):
    video = sandbox.videos(sandbox.access("otis"))[0]
    assert "data-duration" in sandbox.http.get(video["embed_link"]).text

    sandbox.control("creators/otis/videos", {"hide": [video["id"]]})

    assert "data-duration" not in sandbox.http.get(video["embed_link"]).text


def test_the_player_leaves_a_cookie_on_a_plain_get_and_is_on_record(sandbox):
    video = sandbox.videos(sandbox.access("otis"))[0]

    page = sandbox.http.get(video["embed_link"])

    assert "tt_chain_token" in page.cookies
    assert sandbox.control("calls?endpoint=player").json()[0]["ids"] == [video["id"]]


def test_the_player_obeys_its_address(sandbox):
    video = sandbox.videos(sandbox.access("otis"))[0]
    url = f"{sandbox.url}/player/v1/{video['id']}"

    bare = sandbox.http.get(url).text
    full = sandbox.http.get(f"{url}?description=1&music_info=1&autoplay=1&loop=1").text

    assert 'data-autoplay="0"' in bare
    assert "@otis" not in bare
    assert 'data-autoplay="1"' in full
    assert "@otis" in full


def test_a_share_link_leads_to_the_video(sandbox):
    video = sandbox.videos(sandbox.access("otis"))[0]

    page = sandbox.http.get(video["share_url"])

    assert page.status_code == 200
    assert f"/player/v1/{video['id']}" in page.url
    assert sandbox.http.get(f"{sandbox.url}/@otis").status_code == 200
    assert sandbox.http.get(f"{sandbox.url}/@nobody").status_code == 404


def test_oembed_describes_a_video(sandbox):
    video = sandbox.videos(sandbox.access("otis"))[0]

    found = sandbox.http.get(f"{sandbox.url}/oembed", params={"url": video["share_url"]}).json()
    missing = sandbox.http.get(f"{sandbox.url}/oembed?url=https://example.org/")

    assert found["author_unique_id"] == "otis"
    assert sandbox.http.get(found["thumbnail_url"]).status_code == 200
    assert missing.status_code == 400
