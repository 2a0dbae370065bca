from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.tiktok import reading
from portfolio.tiktok.models import Profile, Tokens, Video

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0),
        (4_800_000_000, 4_800_000_000),
        ("12", 12),
        (3.0, 3),
        (None, None),
        ("", None),
        ("many", None),
        (-1, None),
        (1.5, None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        (False, None),
        (2**63 - 1, 2**63 - 1),
        (2**63, None),
        ([], None),
    ],
)
def test_a_count_is_a_number_or_unknown_and_unknown_is_not_zero(value, expected):
    assert reading.count(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(576, 576), ("12", 12), (2**31 - 1, 2**31 - 1), (2**31, None), (-1, None)],
)
def test_seconds_pixels_and_videos_are_small_numbers(value, expected):
    assert reading.small_count(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1657851434, datetime(2022, 7, 15, 2, 17, 14, tzinfo=UTC)),
        ("1657851434", datetime(2022, 7, 15, 2, 17, 14, tzinfo=UTC)),
        (0, None),
        (None, None),
        (-5, None),
        (1657851434000, None),
        (10**30, None),
    ],
)
def test_an_instant_is_in_seconds_and_aware(value, expected):
    assert reading.instant(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7080213458555737986", "7080213458555737986"),
        (7080213458555737987, None),
        ("-000q-hExample", "-000q-hExample"),
        ("0012", "0012"),
        ("", None),
        ("a b", None),
        ("a\n", None),
        (True, None),
        ("x" * 256, None),
    ],
)
def test_an_id_is_opaque(value, expected):
    assert reading.identifier(value) == expected


def test_text_keeps_all_but_what_no_database_stores():
    caption = "  👩‍👩‍👧 مرحبا  double  spaces \n" + "x" * 5000

    assert reading.text(caption) == caption
    assert reading.text("a\x00b\ud800c") == "a\ufffdb\ufffdc"
    assert reading.text(7) is None


video_fields = [
    "id",
    "create_time",
    "title",
    "duration",
    "cover_image_url",
    "is_aigc",
    "view_count",
]
profile_fields = ["open_id", "avatar_url", "display_name", "username", "is_verified", "likes_count"]
names = st.sampled_from(video_fields + profile_fields)


@given(st.dictionaries(names, json_values))
def test_anything_can_stand_in_a_video_or_a_profile(values):
    for made in (Video.read(values, NOON), Profile.read(values, NOON)):
        if made is not None:
            str(made).encode()


@given(
    st.dictionaries(
        st.sampled_from(["expires_in", "refresh_expires_in", "refresh_token", "scope", "open_id"]),
        json_values,
    )
)
def test_an_odd_detail_never_costs_the_new_tokens(details):
    tokens = Tokens.from_body({"access_token": "act.new"} | details)

    assert tokens.access_token == "act.new"
    assert tokens.access_life.total_seconds() >= 0


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("user.info.basic,video.list", {"user.info.basic", "video.list"}),
        ("user.info.basic video.list", {"user.info.basic", "video.list"}),
        (" user.info.basic , ,", {"user.info.basic"}),
        ("", set()),
        (None, set()),
    ],
)
def test_granted_scopes_come_with_commas_or_spaces(scope, expected):
    assert Tokens.from_body({"access_token": "act.x", "scope": scope}).scopes == expected


def test_an_absent_refresh_token_is_none_not_empty():
    assert Tokens.from_body({"access_token": "act.x", "refresh_token": ""}).refresh_token is None
    assert Tokens.from_body({"access_token": "act.x"}).refresh_token is None


def test_lifetimes_may_be_numbers_in_quotes():
    tokens = Tokens.from_body(
        {"access_token": "act.x", "expires_in": "7200", "refresh_expires_in": "15552000"}
    )

    assert tokens.access_life.total_seconds() == 7200
    assert tokens.refresh_life.days == 180


def test_an_unstated_life_is_short_and_an_unstated_refresh_life_unknown():
    tokens = Tokens.from_body({"access_token": "act.x"})

    assert tokens.access_life.total_seconds() == 3600
    assert tokens.refresh_life is None


@pytest.mark.parametrize(
    "text",
    [
        "https://www.tiktok.com/@ines/video/1?utm_campaign=x#top",
        "HTTPS://WWW.TIKTOK.COM/",
        "http://127.0.0.1:8090/cover.png?x-expires=1",
        "http://[::1]:8090/x",
        "https://пример.example/",
    ],
)
def test_an_address_is_kept_byte_for_byte(text):
    assert reading.address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "https://[",
        "https://[1/x",
        "https://[::1",
        "https://",
        "https:///x",
        "https://:443/",
        "https://user@/",
        "https://a:b/",
        "https://a:99999/",
        "https://a b/",
        "https://a\\b/",
        "https://\uff0f\uff0fa/",  # becomes a slash when the host is normalised
        "javascript:alert(1)",
        "//www.tiktok.com/",
        "www.tiktok.com",
        "",
        None,
        7,
    ],
)
def test_what_cannot_be_read_as_an_address_is_none(text):
    assert reading.address(text) is None


@given(st.text(st.sampled_from("https://[]:@a.1-0%\\?#\uff0f\u2100 \n"), max_size=30))
def test_an_address_is_what_can_be_taken_apart_whatever_follows_the_scheme(text):
    for value in (text, "https://" + text, f"https://a.example:{text}/", f"http://{text}/x"):
        is_address = reading.address_parts(value) is not None
        assert reading.address(value) == (value if is_address else None)
