"""The house standard detects a page that breaks one of its rules."""

from __future__ import annotations

import pytest

from tests.support.html import Document, house_faults

GOOD = (
    '<!doctype html><html lang="en" dir="ltr"><head><title>A page</title>'
    '<script src="/a.js"></script></head><body><main><h1>A page</h1>{}</main></body></html>'
)
TOKEN = '<input type="hidden" name="csrf_token" value="x">'


def faults(inside: str, *, is_public: bool = False) -> list[str]:
    return house_faults(Document(GOOD.format(inside)), is_public=is_public)


@pytest.mark.parametrize(
    "inside",
    [
        "",
        '<img src="/a.webp" alt="">',
        '<label for="a">A</label><input id="a" name="a">',
        '<label>A <input name="a"></label>',
        '<input name="a" aria-label="A">',
        f'<form method="post" action="/studio/page">{TOKEN}</form>',
        '<button type="submit">Go</button>',
        "<ul><li>one<li>two</ul>",
    ],
    ids=ascii,
)
def test_a_good_page_has_no_faults(inside: str):
    assert faults(inside) == []


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<h1>Another</h1>", "2 h1"),
        ('<img src="/a.webp">', "no alt: /a.webp"),
        ('<iframe src="/a"></iframe>', "no title: /a"),
        ('<p id="a"></p><p id="a"></p>', "the id 'a' is there 2 times"),
        ('<input name="a">', "no label: a"),
        ('<select name="a"></select>', "no label: a"),
        ('<form method="post" action="/x"></form>', "no token: form to /x"),
        ("<script>alert(1)</script>", "an inline script: alert(1)"),
        ("<style>p {}</style>", "a <style>: p {}"),
        ('<p style="color: red"></p>', "an inline style on <p>"),
        ('<p onclick="go()"></p>', "an inline onclick on <p>"),
        ("<button>Go</button>", "no type: 'Go'"),
        ('<button type="button"></button>', "no name: button"),
        ('<a href="/x"></a>', "no name: /x"),
        ('<p class="a" class="b"></p>', "<p> has class twice"),
        ("<div></p></div>", "</p> where <div> is open"),
    ],
    ids=ascii,
)
def test_each_fault_is_found(inside: str, fault: str):
    assert fault in faults(inside)


def test_a_public_page_carries_no_token():
    form = f'<form method="post" action="/login">{TOKEN}</form>'

    assert faults(form, is_public=True) == ["a token on a public page: form to /login"]


def test_a_page_needs_title_language_and_main():
    bare = "<!doctype html><html><head></head><body><h1>A</h1></body></html>"

    found = house_faults(Document(bare), is_public=True)

    assert found == ["titles: []", "no language", "not one main"]
