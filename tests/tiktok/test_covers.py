from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.tiktok import covers
from portfolio.tiktok.models import Cover

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
AT = int(NOON.timestamp())
SIX_HOURS = timedelta(hours=6)


def life(query: str) -> timedelta:
    return covers.life(f"https://p16-sign-sg.tiktokcdn.com/a~tplv-noop.image{query}", NOON)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"?x-expires={AT + 3600}&x-signature=a%2Fb%3D", timedelta(hours=1)),
        (f"?dr=14782&refresh_token=1a2b&x-expires={AT + 86000}", timedelta(seconds=86000)),
        (f"?X-Expires={AT + 60}", timedelta(minutes=1)),
        (f"?expires={AT + 60}", timedelta(minutes=1)),
        (f"?expires={AT + 60}&x-expires={AT + 90}", timedelta(seconds=90)),
        (f"?x-expires={AT + 90}&x-expires={AT + 60}", timedelta(seconds=60)),
        (f"?x-expires={AT}", timedelta(0)),
        (f"?x-expires={AT - 600}", timedelta(minutes=-10)),
        (f"?x-expires={AT + 30 * 86400}", timedelta(days=30)),
        (f"?x-expires={AT + 30 * 86400 + 1}", SIX_HOURS),
        (f"?x-expires={AT + 3600}000", SIX_HOURS),  # Milliseconds.
        ("", SIX_HOURS),
        ("?x-expires=", SIX_HOURS),
        ("?x-expires", SIX_HOURS),
        ("?x-expires=0", SIX_HOURS),
        ("?x-expires=-1", SIX_HOURS),
        ("?x-expires=soon", SIX_HOURS),
        ("?x-expires=²", SIX_HOURS),
        ("?x-expires=1e12", SIX_HOURS),
        (f"?x-expires={'9' * 5000}", SIX_HOURS),
        (f"?not-x-expires={AT + 60}", SIX_HOURS),
        (f"#?x-expires={AT + 60}", SIX_HOURS),
        (f"?a=1#x-expires={AT + 60}", SIX_HOURS),
        (f"/x-expires={AT + 60}", SIX_HOURS),
    ],
)
def test_a_cover_lives_until_its_address_expires(query, expected):
    assert life(query) == expected


def test_the_path_may_look_like_anything():
    url = f"https://p16/tos:a/~tplv-x:300:400:tos-useast2a-v-0068/a~q:72.jpeg?x-expires={AT + 60}"

    assert covers.life(url, NOON) == timedelta(minutes=1)


parameters = st.tuples(
    st.sampled_from(
        ["x-expires", "X-EXPIRES", "expires", "refresh_token", "x-signature", "ps", ""]
    ),
    st.one_of(st.integers().map(str), st.text(), st.just("a%2Bb%3D"), st.none()),
).map(lambda pair: pair[0] if pair[1] is None else "=".join(pair))
addresses = st.one_of(
    st.text(),
    st.builds(
        lambda start, rest: start + "&".join(rest),
        st.sampled_from(["https://a/b?", "http://[::1?", "//?", "https://a/~c:1:2?x#", "?"]),
        st.lists(parameters),
    ),
)


@given(addresses, st.datetimes(timezones=st.just(UTC)))
def test_no_address_raises_and_every_life_is_bounded(url, answered_at):
    assert covers.life(url, answered_at) <= covers.LONGEST_LIFE


@given(addresses)
def test_an_address_is_kept_byte_for_byte_or_not_at_all(url):
    cover = Cover.read(url, NOON)

    assert cover is None or cover.url == url


@given(
    st.lists(
        parameters.filter(
            lambda each: not set(each) & set("\x7f ") and each.isascii() and each.isprintable()
        )
    )
)
def test_a_printable_address_is_always_kept(parts):
    url = "https://p16-sign.tiktokcdn-us.com/a~c:300:400.jpeg?" + "&".join(parts)

    assert Cover.read(url, NOON).url == url


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "",
        "data:image/png;base64,AA",
        "javascript:alert(1)",
        "//a/b",
        "https://a b",
        "https://a\n",
        ["https://a"],
    ],
)
def test_what_is_no_web_address_is_no_cover(value):
    assert Cover.read(value, NOON) is None
