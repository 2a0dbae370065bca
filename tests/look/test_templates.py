from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from portfolio.views.contexts import Player, Preview, render
from portfolio.views.embed_contexts import EmbedCode
from tests.look.files import SCRIPTS, TEMPLATES, classes, stylesheet, templates
from tests.look.reading import Page
from tests.look.samples import Sample, fragments, samples

PAGES = list(samples())
FRAGMENTS = list(fragments())
PUBLIC = [
    sample
    for sample in PAGES
    if sample[1].template.startswith("page/") and not isinstance(sample[1], Preview)
]

#: Elements in which only words may stand, and those that are none: https://html.spec.whatwg.org/
FOR_WORDS = frozenset({"b", "bdi", "button", "h1", "h2", "h3", "label", "p", "span", "strong"})
BLOCKS = frozenset({"div", "dl", "form", "h1", "h2", "h3", "ol", "p", "section", "table", "ul"})

every_page = pytest.mark.parametrize("sample", PAGES, ids=[name for name, *_ in PAGES])
every_answer = pytest.mark.parametrize(
    "sample", [*PAGES, *FRAGMENTS], ids=[name for name, *_ in [*PAGES, *FRAGMENTS]]
)


def rendered(app: Flask, sample: Sample) -> Page:
    _name, context = sample
    with app.test_request_context("/"):
        return Page.of(render(context))


@pytest.mark.parametrize("name", templates())
def test_every_template_is_understood(app: Flask, name: str) -> None:
    app.jinja_env.get_template(name)


def test_every_page_and_fragment_is_tried() -> None:
    tried = {context.template for _name, context in [*PAGES, *FRAGMENTS]}
    included = set(re.findall(r'\{% (?:include|extends) "([^"]+)"', _all_templates()))
    macros = {name for name in templates() if name.startswith("components/")}

    xml = {name for name in templates() if name.endswith(".xml")}
    assert set(templates()) - tried - included - macros == xml


@every_answer
def test_no_block_stands_in_an_element_for_words(app: Flask, sample: Sample) -> None:
    blocks = [each for each in rendered(app, sample).elements if each.tag in BLOCKS]

    assert [each.tag for each in blocks if FOR_WORDS & set(each.ancestors)] == []


@pytest.mark.parametrize("sample", PUBLIC, ids=[name for name, *_ in PUBLIC])
def test_every_field_of_a_public_page_says_its_type(app: Flask, sample: Sample) -> None:
    fields = rendered(app, sample).all("input")

    assert [each.attributes for each in fields if not each.attributes.get("type")] == []


@every_answer
def test_nothing_is_written_where_the_content_policy_forbids_it(app: Flask, sample: Sample) -> None:
    page = rendered(app, sample)

    assert page.all("style") == []
    if not isinstance(sample[1], EmbedCode):  # which stands in other sites' pages
        assert page.with_attribute("style") == []
    written = [each for each in page.all("script") if not each.attributes.get("src")]
    assert {each.attributes.get("type") for each in written} <= {"application/ld+json"}  # not run
    names = {name for each in page.elements for name in each.attributes}
    assert [name for name in names if name.startswith(("on", "hx-on"))] == []


@every_answer
def test_ids_stand_for_one_thing_and_references_find_it(app: Flask, sample: Sample) -> None:
    page = rendered(app, sample)

    ids = [each.attributes["id"] for each in page.with_attribute("id")]
    assert len(ids) == len(set(ids))
    for reference in ("for", "aria-labelledby", "aria-describedby", "form"):
        for each in page.with_attribute(reference):
            assert set(each.attributes[reference].split()) <= {
                *ids,
                "picks",
                "moves",
                "pins",
                "undo",
            }


@every_page
def test_a_page_has_a_language_a_title_one_heading_and_a_main_part(
    app: Flask, sample: Sample
) -> None:
    page = rendered(app, sample)

    assert page.all("html")[0].attributes["lang"] == "en"
    assert page.all("title")[0].text.strip()
    assert len(page.all("h1")) == 1
    assert [each.attributes.get("id") for each in page.all("main")] == ["main"]


@every_answer
def test_pictures_have_alternatives_and_their_measures(app: Flask, sample: Sample) -> None:
    for image in rendered(app, sample).all("img"):
        assert image.attributes.keys() >= {"alt", "width", "height", "src"}


@every_answer
def test_what_is_filled_in_is_labelled(app: Flask, sample: Sample) -> None:
    page = rendered(app, sample)

    labelled = {each.attributes["for"] for each in page.all("label") if "for" in each.attributes}
    for field in page.all("input"):
        if field.attributes.get("type") != "hidden":
            assert "label" in field.ancestors or field.attributes.get("id") in labelled


#: Pages that are the same for all readers: they have no token, and the sender is checked instead.
FOR_EVERYBODY = {"public/home.html", "public/report.html"}


@every_page
def test_forms_that_change_something_carry_the_token(app: Flask, sample: Sample) -> None:
    name, context = sample
    page = rendered(app, sample)

    forms = [each for each in page.all("form") if each.attributes.get("method") == "post"]
    tokens = [each for each in page.all("input") if each.attributes.get("name") == "csrf_token"]
    assert len(tokens) == (0 if context.template in FOR_EVERYBODY else len(forms)), name


@pytest.mark.parametrize("sample", PUBLIC, ids=[name for name, *_ in PUBLIC])
def test_a_public_page_changes_nothing_by_a_form_and_loads_no_player_before_the_click(
    app: Flask, sample: Sample
) -> None:
    page = rendered(app, sample)

    assert [each for each in page.all("form") if each.attributes.get("method")] == []
    name, context = sample
    assert bool(page.all("iframe")) == (isinstance(context, Player) and "gone" not in name)


@pytest.mark.parametrize("sample", PUBLIC, ids=[name for name, *_ in PUBLIC])
def test_a_public_page_has_all_its_styles_in_the_one_sheet_it_links(
    app: Flask, sample: Sample
) -> None:
    page = rendered(app, sample)

    linked = [each for each in page.all("link") if each.attributes.get("rel") == "stylesheet"]
    used = {name for each in page.elements for name in each.attributes.get("class", "").split()}
    assert [each.attributes["href"].partition("/css/")[2][:5] for each in linked] == ["page."]
    assert used <= classes(stylesheet("page.css"))


def test_a_caption_cannot_write_html(app: Flask) -> None:
    context = dict(PAGES)["page in sections"]
    with app.test_request_context("/"):
        html = render(context)

    assert "&lt;script&gt;alert(" in html
    assert "<script>alert(" not in html


def test_every_video_is_a_link_with_what_other_programs_look_for(app: Flask) -> None:
    page = rendered(app, ("", dict(PAGES)["page without sections"]))

    frames = page.with_attribute("data-video-id")
    links = [each for each in page.all("a") if "data-embed" in each.attributes]
    assert len(frames) == len(links) == 12
    assert all("a" in frame.ancestors for frame in frames)
    for frame, link in zip(frames, links, strict=True):
        assert link.attributes["href"].endswith(f"/v/{frame.attributes['data-video-id']}")


def test_a_card_that_waits_has_no_picture_and_says_so(app: Flask) -> None:
    page = rendered(app, FRAGMENTS[0])

    ready, waiting = page.with_attribute("data-video-id")
    assert "data-pending" in waiting.attributes
    assert "data-pending" not in ready.attributes
    assert len(page.all("img")) == 1
    assert "Picture on its way" in waiting.text


@pytest.mark.parametrize(
    ("state", "asks"), [("queued", 1), ("running", 1), ("failed", 0), ("done", 0)]
)
def test_only_work_that_goes_on_asks_again(app: Flask, state: str, asks: int) -> None:
    sample = next(sample for sample in FRAGMENTS if sample[0] == f"sync {state}")
    page = rendered(app, sample)

    assert len(page.with_attribute("hx-get")) == asks
    assert next(each.attributes["id"] for each in page.with_attribute("id")) == "sync"


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.js")), ids=lambda path: path.stem)
def test_scripts_run_under_the_content_policy(path: Any) -> None:
    forbidden = r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write"

    assert re.findall(forbidden, path.read_text()) == []


def test_no_attribute_of_htmx_needs_eval() -> None:
    """htmx would compile `hx-on`, `js:` values and trigger filters at run time."""
    found = re.findall(r'hx-on|"js:|hx-trigger="[^"]*\[', _all_templates())

    assert found == []


def _all_templates() -> str:
    return "\n".join((TEMPLATES / name).read_text() for name in templates())
