"""The plain colours, for browsers without light-dark(), read as WCAG 2.2 asks for at level AA."""

from __future__ import annotations

import re
from itertools import product

import pytest

from tests.look.colours import SCHEMES, Scheme, contrast_of_luminances
from tests.look.files import STYLES, uncommented

GROUNDS, TEXTS = ("paper", "sheet", "well"), ("ink", "soft")


def blocks() -> list[dict[str, str]]:
    """Return the sets of tokens: the light one, the dark one, and the visitor's dark one."""
    css = uncommented((STYLES / "tokens.css").read_text()).partition("@supports not")[2]
    found = re.findall(r"\{([^{}]*)\}", css)
    return [dict(re.findall(r"--([\w-]+):\s*([^;]+);", block)) for block in found]


def tokens(scheme: Scheme) -> dict[str, str]:
    light, dark, _ = blocks()
    return light if scheme == "light" else light | dark


def luminance(value: str) -> float:
    """Return a colour's relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    digits = value.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    assert re.fullmatch("[0-9a-f]{6}", digits), value
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(scheme: Scheme, one: str, other: str) -> float:
    colours = tokens(scheme)
    return contrast_of_luminances(luminance(colours[one]), luminance(colours[other]))


both_schemes = pytest.mark.parametrize("scheme", SCHEMES)


@both_schemes
@pytest.mark.parametrize(("ground", "text"), [*product(GROUNDS, TEXTS)])
def test_text_reads_on_every_ground(ground: str, text: str, scheme: Scheme) -> None:
    assert contrast(scheme, ground, text) >= 4.5


@both_schemes
def test_text_reads_on_the_field_and_on_a_card(scheme: Scheme) -> None:
    assert contrast(scheme, "field", "on-field") >= 4.5
    assert contrast(scheme, "card", "on-card") >= 4.5


@both_schemes
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edge_of_a_control_is_seen(ground: str, scheme: Scheme) -> None:
    assert contrast(scheme, ground, "edge") >= 3


@both_schemes
def test_a_main_button_reads(scheme: Scheme) -> None:
    assert contrast(scheme, "ink", "paper") >= 4.5


def test_what_is_light_in_the_dark_is_so_for_the_creator_and_for_the_visitor() -> None:
    _, chosen, preferred = blocks()

    assert chosen == preferred
    assert luminance(chosen["paper"]) < luminance(chosen["ink"])
