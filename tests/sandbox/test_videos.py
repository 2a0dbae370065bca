"""Video list and query: paging, fields, omitted videos."""

import pytest

from tests.sandbox.conftest import EVERY_VIDEO_FIELD, bearer, error_of


@pytest.mark.parametrize(("account", "count"), [("wren", 0), ("otis", 7), ("juno", 1200)])
def test_a_library_is_listed_once_newest_first(sandbox, account, count):
    videos = sandbox.videos(sandbox.access(account), "id,create_time")

    assert len({video["id"] for video in videos}) == len(videos) == count
    times = [video["create_time"] for video in videos]
    assert times == sorted(times, reverse=True)


def test_ten_thousand_videos_are_there(sandbox):
    assert sandbox.control("creators/atlas").json()["videos"][9_999]["create_time"] > 0


def test_a_page_has_ten_videos_unless_told(sandbox):
    access = sandbox.access()

    assert len(sandbox.page(access).json()["data"]["videos"]) == 10
    assert len(sandbox.page(access, max_count=20).json()["data"]["videos"]) == 20
    assert len(sandbox.page(access, max_count=1).json()["data"]["videos"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"max_count": 0},
        {"max_count": 21},
        {"max_count": "20"},
        {"max_count": True},
        {"cursor": "1"},
        {"cursor": -1},
    ],
)
def test_a_senseless_page_is_invalid(sandbox, body):
    assert error_of(sandbox.page(sandbox.access(), **body)) == (400, "invalid_params")


def test_the_cursor_is_in_milliseconds_and_strict(sandbox):
    access = sandbox.access("otis")
    videos = sandbox.page(access).json()["data"]["videos"]
    third = videos[2]["create_time"] * 1000

    before = sandbox.page(access, cursor=third).json()["data"]["videos"]
    with_it = sandbox.page(access, cursor=third + 1).json()["data"]["videos"]

    assert before[0]["id"] == videos[3]["id"]
    assert with_it[0]["id"] == videos[2]["id"]


def test_the_next_cursor_is_the_last_videos_time(sandbox):
    data = sandbox.page(sandbox.access()).json()["data"]

    assert data["cursor"] == data["videos"][-1]["create_time"] * 1000
    assert data["has_more"] is True


@pytest.mark.parametrize("account", ["mira", "juno"])
def test_short_and_empty_pages_still_lead_through_the_library(sandbox, account):
    access = sandbox.access(account)
    whole = [video["id"] for video in sandbox.videos(access, "id")]
    sandbox.settings(short_pages=True)
    sandbox.control("calls", method="DELETE")

    short = [video["id"] for video in sandbox.videos(access, "id")]
    pages = [call["returned"] for call in sandbox.control("calls?endpoint=video/list").json()]

    assert short == whole
    assert any(size < 20 for size in pages[:-1])


def test_a_large_library_has_empty_pages_too(sandbox):
    access = sandbox.access("juno")
    sandbox.settings(short_pages=True)
    sandbox.videos(access, "id")

    calls = sandbox.control("calls?endpoint=video/list").json()
    assert any(call["returned"] == 0 for call in calls)


def test_equal_times_are_lost_at_a_pages_end_only_where_switched(sandbox):
    made = {"account": "twins", "videos": 0}
    sandbox.control("creators", made)
    sandbox.control("creators/twins/videos", {"add": 7, "create_time": 1_700_000_000})
    sandbox.control("creators/twins/videos", {"add": 6, "create_time": 1_700_000_009})
    access = sandbox.access("twins")

    def listed() -> int:
        first = sandbox.page(access, max_count=10).json()["data"]
        second = sandbox.page(access, max_count=10, cursor=first["cursor"]).json()["data"]
        return len({video["id"] for video in first["videos"] + second["videos"]})

    assert listed() == 13
    sandbox.settings(split_ties=True)
    assert listed() == 10


def test_some_videos_share_their_second(sandbox):
    times = [v["create_time"] for v in sandbox.control("creators/juno").json()["videos"]]

    assert len(set(times)) < len(times)


def test_fields_are_read_from_the_query_only(sandbox):
    access = sandbox.access()
    url = f"{sandbox.url}/v2/video/list/"

    in_body = sandbox.http.post(url, json={"fields": "id"}, headers=bearer(access))

    assert error_of(in_body) == (400, "invalid_params")


def test_only_json_is_read(sandbox):
    access = sandbox.access()
    url = f"{sandbox.url}/v2/video/list/?fields=id"

    for sent in ({"data": {"max_count": 5}}, {"data": "{}"}):
        refused = sandbox.http.post(url, headers=bearer(access), **sent)
        assert error_of(refused) == (400, "invalid_params")
    array = sandbox.http.post(url, headers=bearer(access), json=[])
    assert error_of(array) == (400, "invalid_params")


def test_videos_need_their_scope(sandbox):
    access = sandbox.access(scopes="user.info.basic")

    assert error_of(sandbox.page(access)) == (401, "scope_not_authorized")
    assert error_of(sandbox.query(access, ["1"])) == (401, "scope_not_authorized")


def test_a_query_returns_only_this_creators_public_videos(sandbox):
    mira, juno = (sandbox.control(f"creators/{n}").json()["videos"] for n in ("mira", "juno"))
    ids = [video["id"] for video in mira[:4]]
    sandbox.control("creators/mira/videos", {"delete": [ids[1]], "hide": [ids[2]]})
    asked = [*ids, juno[0]["id"], "7080213458555737986", "nonsense", "-5"]

    found = sandbox.query(sandbox.access("mira"), asked).json()["data"]["videos"]

    assert {video["id"] for video in found} == {ids[0], ids[3]}


def test_a_hidden_video_leaves_the_list_and_comes_back(sandbox):
    access = sandbox.access("otis")
    whole = [video["id"] for video in sandbox.videos(access, "id")]

    sandbox.control("creators/otis/videos", {"hide": [whole[3]]})
    assert whole[3] not in [video["id"] for video in sandbox.videos(access, "id")]
    user = sandbox.user_info(access, "video_count").json()["data"]["user"]
    assert user["video_count"] == 6

    sandbox.control("creators/otis/videos", {"show": [whole[3]]})
    assert [video["id"] for video in sandbox.videos(access, "id")] == whole


def test_a_posted_video_is_listed_first(sandbox):
    access = sandbox.access("otis")

    added = sandbox.control("creators/otis/videos", {"add": 2}).json()["added"]

    assert [video["id"] for video in sandbox.videos(access, "id")][:2] == added


@pytest.mark.parametrize("ids", [[], [1, 2], "7080213458555737986", None, ["1"] * 21])
def test_a_senseless_query_is_invalid(sandbox, ids):
    assert error_of(sandbox.query(sandbox.access(), ids)) == (400, "invalid_params")


def test_twenty_ids_are_answered_in_an_order_of_tiktoks_own(sandbox):
    ids = [video["id"] for video in sandbox.control("creators/juno").json()["videos"][:20]]

    found = sandbox.query(sandbox.access("juno"), ids).json()["data"]["videos"]

    assert sorted(video["id"] for video in found) == sorted(ids)
    assert [video["id"] for video in found] != ids


def test_the_video_object_is_as_documented(sandbox):
    videos = sandbox.videos(sandbox.access("mira"))

    for video in videos:
        assert set(video) == set(EVERY_VIDEO_FIELD.split(","))
        assert isinstance(video["id"], str)
        assert int(video["id"]) > 2**53
        assert 5 < video["create_time"] - (int(video["id"]) >> 32) < 70
        assert video["embed_link"].startswith(
            f"{sandbox.url}/player/v1/{video['id']}?music_info=1&description=1&autoplay=1&loop=1"
            f"&utm_campaign=tt4d_open_api&utm_source={sandbox.key}"
        )
        assert f"/@mira/video/{video['id']}?utm_campaign=tt4d_open_api" in video["share_url"]


def test_real_captions_are_long_plain_empty_and_right_to_left(sandbox):
    captions = [v["video_description"] for v in sandbox.videos(sandbox.access("mira"))]
    captions += [v["video_description"] for v in sandbox.videos(sandbox.access("juno"))]

    assert any(len(caption) > 500 for caption in captions)
    assert any("🍞" in caption for caption in captions)
    assert any("خبز" in caption for caption in captions)
    assert "" in captions


def test_photo_posts_have_no_duration(sandbox):
    videos = sandbox.videos(sandbox.access("juno"))

    photos = [video for video in videos if video["duration"] == 0]
    assert photos
    assert all(":640:0:" in photo["cover_image_url"] for photo in photos)
    assert any(video["is_aigc"] for video in videos)


def test_any_field_can_be_given_any_value(sandbox):
    access = sandbox.access("otis")
    one = sandbox.videos(access, "id")[0]["id"]
    change = {"title": "", "create_time": None, "duration": "12"}

    sandbox.control("creators/otis/videos", {"change": {one: change}})

    video = sandbox.query(access, [one], "id,title,create_time,duration").json()["data"]["videos"]
    assert video == [{"id": one, **change}]


def test_the_limit_is_a_sliding_minute_per_endpoint(sandbox):
    sandbox.settings(calls_per_minute=3)
    access = sandbox.access()

    assert [sandbox.user_info(access).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert error_of(sandbox.user_info(access)) == (429, "rate_limit_exceeded")
    assert sandbox.page(access).status_code == 200

    sandbox.later(30)
    assert sandbox.user_info(access).status_code == 429
    sandbox.later(31)
    assert sandbox.user_info(access).status_code == 200


def test_retry_after_is_sent_only_where_switched(sandbox):
    sandbox.settings(calls_per_minute=1)
    access = sandbox.access()
    sandbox.user_info(access)

    assert "Retry-After" not in sandbox.user_info(access).headers
    sandbox.settings(retry_after=7)
    assert sandbox.user_info(access).headers["Retry-After"] == "7"


def test_five_thousand_more_creators_need_no_making(sandbox):
    access = sandbox.access("crowd-4711")

    assert len(sandbox.videos(access, "id")) == 24
