"""The verdict on a listing, for any figures: the videos it spares, and those it may hide."""

from __future__ import annotations

from math import floor

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.services.library.trust import FEW, SHARE, Tally, Verdict

#: Numbers of videos: small ones, at which each counts, and as large as libraries come.
NUMBERS = st.integers(0, 30) | st.integers(0, 5000)
TALLIES = st.builds(Tally, NUMBERS, NUMBERS, st.none() | NUMBERS, st.none() | NUMBERS)
FLAGS = st.fixed_dictionaries(
    {"came_to_its_end": st.booleans(), "has_gaps": st.booleans(), "is_repeated": st.booleans()}
)

each_listing = given(TALLIES, FLAGS)


def allowed(of: int) -> int:
    """Return the most videos out of `of` whose absence is no reason to distrust."""
    return max(FEW - 1, floor(SHARE * of))


@settings(max_examples=300)
@each_listing
def test_only_a_listing_that_came_to_its_end_hides_videos(tally: Tally, flags: dict[str, bool]):
    if tally.verdict(**flags) is Verdict.BELIEVED:
        assert flags["came_to_its_end"]
        assert not flags["has_gaps"]


@settings(max_examples=300)
@each_listing
def test_a_large_loss_is_believed_only_with_a_witness(tally: Tally, flags: dict[str, bool]):
    known = tally.there + tally.lost
    is_large = tally.lost > allowed(known) or (tally.lost and not tally.there)
    if is_large and tally.verdict(**flags) is Verdict.BELIEVED:
        assert tally.promised is not None or flags["is_repeated"]


@settings(max_examples=300)
@each_listing
def test_one_far_short_of_the_profiles_count_is_believed_only_if_the_last_one_was_as_short(
    tally: Tally, flags: dict[str, bool]
):
    is_short = tally.promised is not None and tally.promised - tally.there > allowed(tally.promised)
    if is_short and tally.verdict(**flags) is Verdict.BELIEVED:
        assert tally.short_before is not None
        expected = max((tally.promised or 0) - tally.short_before, 0)
        assert abs(tally.there - expected) <= allowed(max(tally.there, expected))


@settings(max_examples=300)
@given(NUMBERS, st.booleans())
def test_a_listing_that_holds_all_is_never_asked_for_again(there: int, is_repeated: bool):
    for has_gaps in (False, True):
        whole = Tally(there, lost=0, promised=there)
        for came_to_its_end in (False, True):
            verdict = whole.verdict(
                came_to_its_end=came_to_its_end, has_gaps=has_gaps, is_repeated=is_repeated
            )
            assert verdict is not Verdict.DISTRUSTED
