import pytest

from portfolio.services.pages.accents import NAMES
from tests.look.colours import SCHEMES, Colour, Scheme, accents, card, contrast, derived

HUES = [15 + 30 * step for step in range(12)]

every_accent = pytest.mark.parametrize("accent", accents().values(), ids=accents().keys())
both_schemes = pytest.mark.parametrize("scheme", SCHEMES)


def test_thirty_six_colours_are_on_offer() -> None:
    assert len(accents()) == 36


def test_the_program_knows_the_colours_by_the_same_names() -> None:
    assert list(NAMES) == list(accents())


@both_schemes
@every_accent
def test_text_reads_on_the_field(accent: Colour, scheme: Scheme) -> None:
    field, text = derived("field", accent, scheme), derived("on-field", accent, scheme)

    assert contrast(field, text) >= 4.5


@both_schemes
@every_accent
def test_soft_text_and_edges_read_on_paper(accent: Colour, scheme: Scheme) -> None:
    paper = derived("paper", accent, scheme)

    assert contrast(paper, derived("ink", accent, scheme)) >= 12
    assert contrast(paper, derived("soft", accent, scheme)) >= 6.6
    assert contrast(paper, derived("edge", accent, scheme)) >= 4.0


@both_schemes
@every_accent
def test_soft_text_reads_in_a_well_and_on_a_sheet(accent: Colour, scheme: Scheme) -> None:
    soft = derived("soft", accent, scheme)

    assert contrast(soft, derived("well", accent, scheme)) >= 4.5
    assert contrast(soft, derived("sheet", accent, scheme)) >= 4.5


@both_schemes
@pytest.mark.parametrize("hue", HUES)
def test_the_running_time_reads_on_a_card_without_a_picture(hue: int, scheme: Scheme) -> None:
    assert contrast(card("card", hue, scheme), card("on-card", hue, scheme)) >= 7


def test_the_guard_would_notice_a_colour_of_middling_lightness() -> None:
    middling = Colour(0.6, 0.19, 28)

    assert contrast(middling, derived("on-field", middling, "light")) < 4.5
    assert (
        contrast(derived("field", middling, "light"), derived("on-field", middling, "light")) >= 4.5
    )
