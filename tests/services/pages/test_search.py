"""The search, on both databases: the table of cases, and the rule read in plain Python."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.services.drafts import picker
from portfolio.services.pages.search import Range, Search
from portfolio.services.pages.sorts import SORTS, Sort
from tests.models.test_normal_form import SCRIPTS
from tests.support import plain_search
from tests.support.databases import on_both_databases
from tests.support.indexed import index, outside
from tests.support.people import Person
from tests.support.searched import NOON, found, has_videos

pytestmark = on_both_databases

#: A query, the captions that it finds, and such as it must not.
CASES: list[tuple[str, list[str], list[str]]] = [
    ("BREAD", ["bread", "Bread", "my BREAD."], ["brea d"]),
    ("strasse", ["Straße", "STRASSE", "Strasse"], ["Strase"]),
    ("Straße", ["die strasse"], []),
    ("istanbul", ["İstanbul", "ISTANBUL", "ıstanbul"], []),
    ("İZMİR", ["izmir", "Izmir"], []),
    ("οδυσσευς", ["ΟΔΥΣΣΕΎΣ", "Οδυσσεύς", "Οδυσσεύσ"], []),
    ("creme brulee", ["Crème brûlée", "Cre\u0300me bru\u0302le\u0301e"], ["creme brul"]),
    ("crème", ["creme", "cre\u0300me"], []),
    ("smorrebrod", ["Smørrebrød"], []),
    ("lodz", ["Łódź"], []),
    ("パン", ["ﾊﾟﾝ", "パン屋"], ["ハン"]),
    ("がく", ["がくせい"], ["かく"]),
    ("full", ["ｆｕｌｌ width"], []),
    ("#１２", ["at #12"], ["12"]),
    ("خبز", ["خُبْزٌ", "خبز", "خـــبز"], ["خز"]),
    ("خُبْز", ["خبز"], []),
    ("الى", ["إلى", "الي"], []),
    ("قهوه", ["قهوة"], []),
    ("שלום", ["שָׁלוֹם", "שלום"], []),
    ("กิน", ["อยากกินข้าว"], ["กน"]),
    ("ไม่ได้", ["ทำไม่ได้นะ"], ["ไมได"]),
    ("面包", ["我爱面包机"], ["面条包"]),
    ("包", ["面包"], []),
    ("हिन्दी", ["यह हिन्दी है"], ["हनद"]),
    ("한글", ["한글이", "\u1112\u1161\u11ab\u1100\u1173\u11af"], ["하나글"]),
    ("ㅋㅋ", ["ㅋㅋㅋㅋ"], []),
    ("👍", ["👍🏽", "ok👍"], ["👎"]),
    ("👍🏿", ["👍"], []),
    ("❤️", ["❤", "❤\ufe0f"], []),
    ("#bread", ["#bread", "a #Bread!", "#bréad🥖", "#oven#bread"], ["#breadmaking", "bread"]),
    ("bread", ["#bread", "#breadmaking"], []),
    ("#bread_making", ["#bread_making"], ["#bread"]),
    ("#हिन्दी", ["#हिन्दी"], ["#हि"]),
    ("#خبز", ["#خُبْز"], ["#خبزي"]),
    ("butter bread", ["bread and butter", "breadbutter"], ["bread", "butter"]),
    ('"bread and"', ["Bread  and butter"], ["and bread", "breadand"]),
    ('"and butter" bread', ["bread and butter"], ["butter and bread"]),
    ('bread "and bu', ["bread and butter"], ["butter and bread"]),
    ("100%", ["100% rye"], ["1000 rye"]),
    ("%", ["5 %"], ["5"]),
    ("a_b", ["a_b"], ["acb"]),
    ("_", ["_"], ["-"]),
    ('"', ['12" pan', "“well”"], ["12 pan"]),
    ('12"', ['12" pan'], ["12 pan"]),
    ("50/50", ["50/50"], ["50"]),
    ("it's", ["It’s"], ["its"]),
    ("\\", ["a\\b"], ["ab"]),
    ("c*t", ["c*t"], ["cat"]),
    ("'; drop table video; --", [], ["drop table video"]),
]


@pytest.mark.parametrize("is_indexed", [False, True])
def test_each_query_finds_what_its_readers_expect(is_indexed: bool, alice: Person):
    captions = sorted({caption for _query, hits, misses in CASES for caption in hits + misses})
    has_videos(alice, ({"description": caption} for caption in captions))
    if is_indexed:
        index(alice)

    wrong = {}
    for query, hits, misses in CASES:
        ids = found(alice, Search(query))
        finds = {captions[int(each)] for each in ids}
        if set(hits) - finds or set(misses) & finds:
            wrong[query] = (set(hits) - finds, set(misses) & finds)

    assert wrong == {}


def test_a_blank_query_finds_everything(alice: Person):
    has_videos(alice, [{"title": "one"}, {"title": ""}])

    assert found(alice, Search(" \u200b ")) == ["0", "1"]


def test_the_title_is_searched_as_well_as_the_caption(alice: Person):
    has_videos(alice, [{"title": "Rye", "description": "slowly"}, {"title": "Wheat"}])

    assert found(alice, Search("rye slowly")) == ["0"]


def test_nobody_finds_somebody_elses_videos(alice: Person, bob: Person):
    has_videos(alice, [{"title": "bread"}])
    has_videos(bob, [{"title": "bread"}, {"title": "bread"}])

    assert found(alice, Search("bread")) == ["0"]
    assert not picker.finds(alice.creator_id, Search("butter"))
    assert len(found(bob, Search("bread"))) == 2


def test_what_tiktok_changes_in_a_caption_is_found_after_the_next_check(alice: Person):
    changed = alice.ids[2]
    alice.account.changes(changed, title="Pumpernickel", video_description="slowly #rye")
    alice.browser.page("/studio/videos")
    alice.browser.post("/studio/syncs")
    alice.worker.works()

    assert found(alice, Search("#rye pumpernickel")) == [changed]


# --- the rule, read plainly ---


def clean(text: str) -> str:
    """Return a text as it is stored: without NUL and lone surrogates, which no database takes."""
    return "".join(each for each in text if each != "\0" and not "\ud800" <= each <= "\udfff")


WORDS = ("bread", "Bröd", "#bread", "#breadmaking", "خُبْز", "خبز", "面包", "ไม่ได้", "100%", "a_b")
SHORT = st.sampled_from(SCRIPTS).flatmap(lambda script: st.text(script, min_size=1, max_size=3))
#: Words of one script each, some with letters of any.
TEXTS = st.sampled_from(WORDS) | SHORT | SHORT.map("#{}".format) | st.text(max_size=3)
FIGURES = st.none() | st.sampled_from([0, 1, 14, 15, 60, 999, 1000, 10**6, 2**40])
VIDEOS = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["", "Bread", "#bread"]) | TEXTS.map(clean),
        "description": st.lists(TEXTS, max_size=4).map(" ".join).map(clean),
        "created_at": st.sampled_from([NOON, NOON.replace(year=2025), NOON.replace(month=1)]),
        "duration": st.none() | st.sampled_from([0, 14, 15, 60, 700]),
        "views": FIGURES,
        "likes": FIGURES,
        "is_aigc": st.sampled_from([None, True, False]),
    }
)
#: Other spellings of a text, and itself as a phrase or a tag.
SPELLINGS = (
    str,
    str.upper,
    str.lower,
    partial(unicodedata.normalize, "NFD"),
    partial(unicodedata.normalize, "NFC"),
    '"{}"'.format,
    "#{}".format,
)


def queries(videos: list[dict[str, Any]]) -> st.SearchStrategy[str]:
    """Return queries of what stands in one of these videos' texts, or of any words."""
    texts = [text for each in videos if (text := f"{each['title']} {each['description']}".strip())]

    def parts_of(text: str) -> st.SearchStrategy[str]:
        start, length = st.integers(0, 12), st.integers(1, 8)
        part = st.builds(lambda at, most: text[at : at + most], start, length)
        spelt = st.builds(lambda spell, words: spell(words), st.sampled_from(SPELLINGS), part)
        return st.lists(spelt, max_size=3).map(" ".join)

    own = st.sampled_from(texts or ["bread"]).flatmap(parts_of)
    return own | own | own | st.lists(TEXTS, max_size=2).map(" ".join)


def searches(query: st.SearchStrategy[str]) -> st.SearchStrategy[Search]:
    return st.builds(
        Search,
        query=query,
        sort=st.sampled_from(list(SORTS.values())),
        year=seldom(2025, 2024),
        month=seldom(1, 6),
        length=seldom(Range(None, 15), Range(15, 60), Range(60, None)),
        views=seldom(Range(0, 1000), Range(1000, None)),
        kind=seldom("photo", "video"),
        ai=seldom(True, False),
    )


def seldom(*values: object) -> st.SearchStrategy[Any]:
    """Return one of these values now and then, and mostly none, so that words decide."""
    return st.sampled_from([*[None] * 4 * len(values), *values])


@st.composite
def asked(draw: st.DrawFn) -> tuple[list[dict[str, Any]], int, list[Search]]:
    """Draw a library, how many of its videos are not in the index, and searches in it."""
    videos = draw(st.lists(VIDEOS, min_size=1, max_size=45))
    others = draw(st.sampled_from([0, 0, 1, len(videos) // 2, len(videos)]))
    return videos, others, draw(st.lists(searches(queries(videos)), min_size=1, max_size=8))


def holds(video: dict[str, Any], search: Search) -> bool:
    seconds, views, posted = video["duration"], video["views"], video["created_at"]
    assert isinstance(posted, datetime)
    return (
        plain_search.finds(search.query, video["title"], video["description"])
        and search.year in (None, posted.year)
        and search.month in (None, posted.month)
        and (search.length is None or (bool(seconds) and is_in(seconds, search.length)))
        and (search.views is None or is_in(views, search.views))
        and (search.kind is None or (seconds == 0) == (search.kind == "photo"))
        and (search.ai is None or bool(video["is_aigc"]) == search.ai)
    )


def is_in(figure: object, wanted: Range) -> bool:
    return isinstance(figure, int) and (wanted.least or 0) <= figure < (wanted.below or 2**63)


def in_order(ids: list[str], videos: dict[str, dict[str, Any]], sort: Sort) -> list[str]:
    """Return these videos as the sort has them: the greater id first where figures are the same."""
    column = sort.column.key
    known = [each for each in ids if videos[each][column] is not None]
    unknown = [each for each in ids if videos[each][column] is None]
    known.sort(key=lambda each: (videos[each][column], each), reverse=not sort.ascends)
    return known + sorted(unknown, reverse=True)


def test_what_a_search_finds_is_what_the_rule_says(alice: Person):
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(asked())
    def finds(drawn: tuple[list[dict[str, Any]], int, list[Search]]) -> None:
        videos, others, searches = drawn
        has_videos(alice, videos)
        index(alice)
        outside(alice, *map(str, range(others)))
        by_id = {str(n): video for n, video in enumerate(videos)}
        for search in searches:
            expected = [each for each, video in by_id.items() if holds(video, search)]

            assert found(alice, search) == in_order(expected, by_id, search.sort), search
            assert picker.finds(alice.creator_id, search) == bool(expected)

    finds()


# --- pages of each sort ---


@pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
def test_each_sort_meets_every_video_once(sort: Sort, alice: Person):
    figures = [None, 0, 7, 7, 7, 2**40, None]
    videos: list[dict[str, Any]] = [
        {
            "created_at": datetime(2026, 1, 1 + n % 3, tzinfo=UTC),
            "views": figures[n % 7],
            "likes": figures[(n + 1) % 7],
            "duration": n % 5 or None,
        }
        for n in range(107)
    ]
    has_videos(alice, videos)
    by_id = {str(n): video for n, video in enumerate(videos)}

    assert found(alice, Search(sort=sort)) == in_order(list(by_id), by_id, sort)
