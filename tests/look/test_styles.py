import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.look.files import (
    IMPORT,
    SERVED,
    STYLES,
    TEMPLATES,
    classes,
    stylesheet,
    uncommented,
)

COMPONENTS = sorted((STYLES / "components").glob("*.css"))

#: A literal colour; `oklch(from var(--…) …)` is derived from a token and allowed.
RAW = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab)a?\(|oklch\(\s*[\d.]"
    r"|:[^;{]*\b(?:black|white|gray|grey|red|green|blue|yellow|orange)\b",
    re.IGNORECASE,
)

TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
#: Functions that a browser of 2022 knows nothing of.
NEWER = re.compile(r"\b(?:light-dark|oklch|color-mix)\(")


@pytest.mark.parametrize("path", [*COMPONENTS, STYLES / "base.css"], ids=lambda path: path.stem)
def test_components_use_tokens_and_no_colour_of_their_own(path: Path) -> None:
    assert RAW.findall(uncommented(path.read_text())) == []


def test_a_colour_of_its_own_would_be_noticed() -> None:
    assert RAW.search("a { color: #fff }")
    assert RAW.search("a { color: white }")
    assert RAW.search("a { color: oklch(0.5 0 0) }")
    assert not RAW.search("a { color: oklch(from var(--accent) 0.5 0 h) }")


def test_every_stylesheet_is_part_of_one_that_is_served() -> None:
    page, site, embed = (
        [name for name, _layer in IMPORT.findall((STYLES / whole).read_text())] for whole in SERVED
    )

    files = {path.relative_to(STYLES).as_posix() for path in STYLES.rglob("*.css")}
    assert len({*page, *site}) == len([*page, *site])
    assert {*page, *site, *embed} == files - set(SERVED)


def test_every_token_that_is_used_is_defined() -> None:
    css = uncommented(stylesheet())

    used = set(re.findall(r"var\((--[\w-]+)\)", css))  # a variable with a fallback may be missing
    assert used <= set(re.findall(r"(--[\w-]+):", css))


def test_every_class_in_a_template_has_a_style_and_every_style_a_class() -> None:
    css = classes(stylesheet())
    html = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", html)
    written = {name for value in re.findall(r'class="([^"]*)"', plain) for name in value.split()}

    assert written - css == set()
    # Set by htmx; handed to a macro; set by Sortable.
    assert css - written == {"htmx-request", "large", "sortable-chosen", "sortable-ghost"}


@pytest.mark.parametrize(
    ("attribute", "values"), [("hue", range(12)), ("n", [*range(4, 20), *range(20, 41, 2)])]
)
def test_every_step_that_a_template_may_ask_for_is_there(
    attribute: str, values: Sequence[int]
) -> None:
    css = (STYLES / "steps.css").read_text()

    assert [value for value in values if f'[data-{attribute}="{value}"]' not in css] == []


def test_every_newer_colour_has_a_plain_one_for_older_browsers() -> None:
    newer, _, older = uncommented((STYLES / "tokens.css").read_text()).partition("@supports not")

    named = {name for name, value in TOKEN.findall(newer) if NEWER.search(value)}
    plain = {name for name, value in TOKEN.findall(older.partition(".player")[0])}
    assert named - {"accent"} == plain
    assert NEWER.search(older.partition("{")[2]) is None


@pytest.mark.parametrize("path", [*COMPONENTS, STYLES / "base.css"], ids=lambda path: path.stem)
def test_no_component_mixes_a_colour_that_older_browsers_would_lose(path: Path) -> None:
    assert re.findall(r"(?:color-mix|light-dark)\(|oklch\(from", path.read_text()) == []
