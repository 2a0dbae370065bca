"""The shapes of TikTok's real answers of 2024 to 2026, and those of its documentation."""

import json
import re
import uuid
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.sandbox.conftest import error_of
from tests.sandbox.test_user_info import ALL_FIELDS

HOUR, DAY = 3_600, 86_400
FIRST = ["dr", "refresh_token", "x-expires", "x-signature", "t", "ps", "shp", "shcp", "idc"]
VIDEO_ENDS = [["biz_tag", "s", "sc"], ["sc", "biz_tag", "s"], ["s", "sc", "biz_tag"]]
PHOTO_ENDS = [["s", "biz_tag", "sc"], ["s", "sc", "biz_tag"]]
AVATARS = ("avatar_url", "avatar_url_100", "avatar_large_url")


def profile(sandbox, account: str = "mira") -> dict:
    return sandbox.user_info(sandbox.access(account), ALL_FIELDS).json()["data"]["user"]


def covers(sandbox, account: str = "juno") -> list[str]:
    return [v["cover_image_url"] for v in sandbox.videos(sandbox.access(account))]


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def life(sandbox, url: str) -> float:
    return int(query_of(url)["x-expires"]) - sandbox.control("state").json()["now"]


def test_video_and_photo_covers_live_to_the_full_hour_of_a_day_and_of_fifteen(sandbox):
    for url in covers(sandbox):
        days = 15 if "photomode" in url else 1
        assert int(query_of(url)["x-expires"]) % HOUR == 0
        assert days * DAY - HOUR - 30 < life(sandbox, url) <= days * DAY


def test_the_three_avatars_live_alike_to_the_full_hour_of_two_days(sandbox):
    urls = [profile(sandbox)[field] for field in AVATARS]

    assert 2 * DAY - HOUR - 30 < life(sandbox, urls[0]) <= 2 * DAY
    assert len({query_of(url)["x-expires"] for url in urls}) == 1
    for name in ("refresh_token", "x-signature"):
        assert len({query_of(url)[name] for url in urls}) == 3


def test_an_avatars_address_is_that_of_2025(sandbox):
    for field, size in zip(AVATARS, (168, 100, 1080), strict=True):
        url = profile(sandbox)[field]
        shape = rf"/tos-[a-z0-9-]+-avt-0068[a-z-]*/\w+~tplv-tiktokx-cropcenter:{size}:{size}\.jpeg"
        assert re.fullmatch(shape, urlsplit(url).path)
        assert list(query_of(url)) == FIRST
        assert (query_of(url)["t"], query_of(url)["shp"]) == ("4d5b0474", "a5d48078")


def test_a_covers_parameters_keep_their_order_but_for_the_last_three(sandbox):
    for url in covers(sandbox):
        names = list(query_of(url))
        assert names[:9] == FIRST
        assert names[9:] in (PHOTO_ENDS if "photomode" in url else VIDEO_ENDS)


def test_the_constants_of_an_address_differ_by_kind(sandbox):
    urls = covers(sandbox)
    kinds = {
        ("photomode" in url, *(query_of(url)[name] for name in ("t", "ps", "shp", "shcp")))
        for url in urls
    }

    assert kinds == {
        (False, "bacd0480", "933b5bde", "d05b14bd", "8aecc5ac"),
        (True, "5897f7ec", "d5b8ac02", "d05b14bd", "8aecc5ac"),
    }
    assert {query_of(url)["idc"] for url in urls} > {"maliva", "useast5", "sg1"}


def test_a_video_cover_may_be_webp_and_its_file_has_one_of_three_names(sandbox):
    paths = [urlsplit(url).path for url in covers(sandbox) if "photomode" not in url]
    names = [path.split("/")[2].partition("~")[0] for path in paths]
    forms = ("o[A-Za-z0-9]{36,37}", "[0-9a-f]{32}", "[0-9a-f]{32}_[0-9]{10}")

    for ending in ("q72.jpeg", "q70.jpeg", "q70.webp"):
        assert any(path.endswith(f"~tplv-tiktokx-cropcenter-q:300:400:{ending}") for path in paths)
    assert all(any(re.fullmatch(form, name) for form in forms) for name in names)
    assert all(any(re.fullmatch(form, name) for name in names) for form in forms)


@pytest.mark.parametrize("form", ["/o[A-Za-z0-9]{36,37}~", "/[0-9a-f]{32}~", "_[0-9]{10}~"])
def test_a_cover_under_each_name_is_the_videos_picture(sandbox, form):
    from sandbox.addresses import video_of

    videos = sandbox.videos(sandbox.access("juno"))
    video = next(v for v in videos if re.search(form, v["cover_image_url"]))

    assert video_of(urlsplit(video["cover_image_url"]).path) == int(video["id"])
    assert sandbox.http.get(video["cover_image_url"]).status_code == 200


def test_a_webp_cover_is_webp(sandbox):
    url = next(url for url in covers(sandbox) if "300:400:q70.webp" in url)

    picture = sandbox.http.get(url)

    assert picture.headers["Content-Type"] == "image/webp"
    assert picture.content[8:12] == b"WEBP"


@pytest.mark.parametrize("account", ["mira", "otis", "crowd-5"])
def test_an_open_id_has_36_characters_and_begins_with_a_dash(sandbox, account):
    assert re.fullmatch(r"-000[A-Za-z0-9_-]{32}", profile(sandbox, account)["open_id"])


def test_an_account_of_2017_still_has_a_uuid(sandbox):
    assert uuid.UUID(profile(sandbox, "atlas")["open_id"]).version == 4


def test_a_union_id_is_a_uuid_of_version_5(sandbox):
    assert uuid.UUID(profile(sandbox)["union_id"]).version == 5


def test_the_profile_link_is_short_and_leads_to_the_profile(sandbox):
    link = profile(sandbox)["profile_deep_link"]

    page = sandbox.http.get(link)

    assert re.fullmatch(r"/ZM[A-Za-z0-9]{7}/", urlsplit(link).path)
    assert urlsplit(page.url).path == "/@mira"
    assert page.status_code == 200
    assert sandbox.http.get(f"{sandbox.url}/ZM0000000/").status_code == 404


def test_a_query_has_a_cursor_and_has_more_beside_the_videos(sandbox):
    assert sandbox.query(sandbox.access(), ["1"]).json()["data"] == {
        "cursor": 0,
        "has_more": False,
        "videos": [],
    }


def test_an_empty_account_is_answered_with_cursor_0(sandbox):
    assert sandbox.page(sandbox.access("wren")).json()["data"] == {
        "cursor": 0,
        "has_more": False,
        "videos": [],
    }


def test_refusals_come_without_data_but_for_a_dead_token(sandbox):
    basic = sandbox.access(scopes="user.info.basic")

    assert "data" not in sandbox.page(basic).json()
    assert "data" not in sandbox.page(sandbox.access(), max_count=50).json()
    assert sandbox.page("act.no").json()["data"] == {}


@pytest.mark.parametrize(
    ("fields", "body", "message"),
    [
        ("id", {"max_count": 50}, "max_count needs to be in the range of [1, 20]"),
        ("", {}, "Fields is required, please provide fields in the request"),
    ],
)
def test_two_refusals_have_tiktoks_own_words(sandbox, fields, body, message):
    refused = sandbox.page(sandbox.access(), fields, **body)

    assert error_of(refused) == (400, "invalid_params")
    assert refused.json()["error"]["message"] == message


def test_json_is_written_as_go_writes_it(sandbox):
    text = sandbox.page(sandbox.access("otis"), "id,embed_html,embed_link").text

    assert not set("&<>") & set(text)
    assert r"\u0026utm_source=" in text
    assert r"\u003cblockquote" in text
    keys = list(json.loads(text)["data"]["videos"][0])
    assert keys == sorted(keys)


def test_log_ids_tokens_and_codes_have_their_length_and_letters(sandbox):
    code = sandbox.consent()["code"]
    tokens = sandbox.exchange(code).json()
    log_id = sandbox.user_info(tokens["access_token"]).headers["x-tt-logid"]

    assert re.fullmatch(r"[0-9]{14}[0-9A-F]{20}", log_id)
    for name, begin in (("access_token", "act"), ("refresh_token", "rft")):
        shape = rf"{begin}\.[A-Za-z0-9]{{60}}![0-9]{{4}}\.(va|u1|e1)"
        assert re.fullmatch(shape, tokens[name])
    assert re.fullmatch(r"[A-Za-z0-9_-]+\*[v310]![0-9]{4}\.(va|u1|e1)", code)
    assert 224 <= len(code) <= 261


def test_a_refresh_keeps_the_end_of_the_refresh_life(sandbox):
    tokens = sandbox.sign_in()
    sandbox.later(DAY)

    left = sandbox.refresh(tokens["refresh_token"]).json()["refresh_expires_in"]

    assert left == pytest.approx(364 * DAY, abs=30)


def test_miras_captions_hold_what_was_seen(sandbox):
    videos = sandbox.videos(sandbox.access("mira"))
    captions = [video["video_description"] for video in videos]

    assert "" in captions
    assert any(re.search(r"##\w+##\w+", caption) for caption in captions)
    cut = [v for v in videos if v["title"] != v["video_description"]]
    assert cut
    for video in cut:
        assert video["title"].endswith("…")
        assert video["video_description"].startswith(video["title"].removesuffix("…"))


def test_a_bio_may_have_a_line_break_with_a_space_before_it(sandbox):
    assert " \n" in profile(sandbox)["bio_description"]


def test_counts_are_never_null_but_by_a_fault(sandbox):
    access = sandbox.access("juno")
    counts = ("like_count", "comment_count", "share_count", "view_count")
    videos = sandbox.videos(access)
    sandbox.control("faults", {"endpoint": "video/list", "kind": "null_counts", "count": 1})

    faulty = sandbox.page(access, "id,view_count").json()["data"]["videos"]

    assert all(isinstance(video[name], int) for video in videos for name in counts)
    assert {video["view_count"] for video in faulty} == {None}
    assert profile(sandbox, "wren")["likes_count"] == 0


def test_pell_unticks_the_profile_and_grants_the_figures(sandbox):
    tokens = sandbox.sign_in("pell")

    assert tokens["scope"] == "user.info.basic,user.info.stats,video.list"
    refused = sandbox.user_info(tokens["access_token"], "open_id,username")
    assert error_of(refused) == (401, "scope_not_authorized")
    assert sandbox.user_info(tokens["access_token"], "follower_count").status_code == 200


def test_the_documented_profile_is_what_the_pages_say(sandbox):
    sandbox.settings(profile="documented")
    tokens = sandbox.sign_in()
    user, urls = profile(sandbox), covers(sandbox, "mira")
    long = max((v["video_description"] for v in sandbox.videos(sandbox.access())), key=len)
    refused = sandbox.page(tokens["access_token"], max_count=50).json()

    assert (tokens["expires_in"], tokens["refresh_expires_in"]) == (7_200, 15_552_000)
    assert uuid.UUID(user["open_id"]).version == uuid.UUID(user["union_id"]).version == 4
    assert "~c5_168x168.jpeg?" in user["avatar_url"]
    assert "/@mira" in user["profile_deep_link"]
    assert all(list(query_of(url)) == ["x-expires", "x-signature"] for url in urls)
    assert all(6 * HOUR - 30 < life(sandbox, url) <= 6 * HOUR for url in urls)
    assert sandbox.http.get(urls[0]).status_code == 200
    assert sandbox.http.get(user["avatar_url"]).status_code == 200
    assert len(long) == 150
    assert refused["data"] == {}
    assert set(sandbox.query(tokens["access_token"], ["1"]).json()["data"]) == {"videos"}


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("token_profile", "2026-11"),
        ("refresh_window", "rolling"),
        ("cover_profile", "documented"),
        ("id_profile", "documented"),
        ("answer_profile", "documented"),
    ],
)
def test_each_part_of_the_profile_can_be_chosen_alone(sandbox, part, value):
    def seen() -> dict[str, bool]:
        tokens = sandbox.sign_in()
        user = profile(sandbox)
        begun = sandbox.control("state").json()["now"]
        sandbox.later(HOUR)
        left = sandbox.refresh(tokens["refresh_token"]).json()["refresh_expires_in"]
        sandbox.control("clock", {"advance": begun - sandbox.control("state").json()["now"]})
        return {
            "token_profile": tokens["expires_in"] == 7_200,
            "refresh_window": left == tokens["refresh_expires_in"],
            "cover_profile": "~c5_" in user["avatar_url"],
            "id_profile": not user["open_id"].startswith("-"),
            "answer_profile": "data" in sandbox.page(sandbox.access(), max_count=0).json(),
        }

    assert not any(seen().values())

    sandbox.settings(**{part: value})

    assert {name for name, documented in seen().items() if documented} == {part}
    sandbox.settings(**{part: None}, profile="documented")
    assert all(seen().values())
