"""Links: addresses of four kinds, however they are typed; nothing else becomes an href."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio.services.pages import links
from portfolio.services.pages.links import Link, NoAddress, href_of, parsed
from tests.support import garbage

#: The typed text, the stored address, and the href for a browser.
GOOD = [
    ("https://example.com", "https://example.com", "https://example.com"),
    ("  example.com/me ", "https://example.com/me", "https://example.com/me"),
    ("//example.com", "https://example.com", "https://example.com"),
    ("example.com:8080/x", "https://example.com:8080/x", "https://example.com:8080/x"),
    ("HTTP://WWW.Example.COM/Me", "http://www.example.com/Me", "http://www.example.com/Me"),
    ("bücher.example", "https://bücher.example", "https://xn--bcher-kva.example"),
    ("https://xn--bcher-kva.example", "https://bücher.example", "https://xn--bcher-kva.example"),
    ("straße.example", "https://straße.example", "https://xn--strae-oqa.example"),
    ("https://例え.jp/パス?q=é#ü", "https://例え.jp/パス?q=é#ü", None),
    ("https://a.example/?a[]=1&b=%20", "https://a.example/?a[]=1&b=%20", None),
    ("me@example.com", "mailto:me@example.com", "mailto:me@example.com"),
    ("MAILTO:Me+You@Example.com", "mailto:Me+You@example.com", "mailto:Me+You@example.com"),
    ("ich@bücher.example", "mailto:ich@bücher.example", "mailto:ich@xn--bcher-kva.example"),
    ("+49 (30) 123-4567", "tel:+49 (30) 123-4567", "tel:+49301234567"),
    ("tel:112", "tel:112", "tel:112"),
]
BAD = [
    "javascript:alert(1)",
    "JavaScript\t:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://example.com/x",
    "ftp://example.com",
    "https:example.com",
    "https:/example.com",
    "https:\\\\example.com",
    "https://example.com\\@evil.example",
    "https://me:secret@example.com",
    "https://me@example.com",
    "https://",
    "https:///x",
    "https://localhost",
    "localhost:8000",
    "https://127.0.0.1",
    "https://[::1]/",
    "https://0x7f.1",
    "https://example.com:0",
    "https://example.com:99999",
    "https://example.com:x",
    "https://exa mple.com",
    "https://-a-.example",
    "https://a..example",
    "https://\u202emoc.elpmaxe",
    "https://example.com/\u202etxt.exe",
    "https://example.com/\u200b",
    "https://exam\u00adple.com",
    "https://example.com/\u00a0x",
    "https://example.com/\ud800",
    "mailto:",
    "mailto:me",
    "mailto:@example.com",
    "mailto:me@localhost",
    "mailto:me@example.com?bcc=all@example.com",
    "mailto:a@example.com,b@example.com",
    'mailto:"a b"@example.com',
    "mailto:.me@example.com",
    "tel:",
    "tel:12",
    "tel:+",
    "tel:call-me",
    "tel:+1234567890123456",
    "tel:١٢٣٤",
    "tel:123;phone-context=x",
    "12",
    "word",
    "#",
    "",
]
#: Addresses in which browsers find a scheme and a host, and nothing to leave out or read otherwise.
HREF = re.compile(
    r"https?://[a-z0-9.-]+\.[a-z][a-z0-9-]*\.?(?::[1-9][0-9]{0,4})?(?:[/?#][!-~]*)?"
    r"|mailto:[A-Za-z0-9!$'*+.%_~-]+@[a-z0-9.-]+"
    r"|tel:\+?[0-9]{3,15}",
    re.A,
)

pieces = st.sampled_from(
    ("https://", "http:", "mailto:", "tel:", "javascript:", "data:", "//", "\\", "@", ":", "?", "#",
     "%", "%0a", "example.com", "bücher.example", "xn--a", "[", "]", "/", " ", "\t", "\n", '"', "<",
     "&quot;", "+49", "123", ".", "٣", "\u202e", "ﷺ", "👨‍👩‍👧", "ß", "℀", "．", "a" * 70)
)  # fmt: skip
typed_texts = st.lists(pieces | st.text(max_size=5), max_size=7).map("".join) | garbage.texts


@pytest.mark.parametrize(("typed", "stored", "href"), GOOD, ids=ascii)
def test_an_address_is_understood_as_it_was_meant(typed: str, stored: str, href: str | None):
    assert parsed(typed) == stored
    assert href is None or href_of(stored) == href


@pytest.mark.parametrize("typed", BAD, ids=ascii)
def test_what_is_no_address_of_the_four_kinds_is_refused_in_words(typed: str):
    with pytest.raises(NoAddress, match=r"^[A-Z].*\.$"):
        parsed(typed)


@given(typed_texts)
@example("https://example.com/%zz\"'<>`{}|^")
def test_nothing_but_the_four_schemes_reaches_an_href(typed: str):
    try:
        stored = parsed(typed)
    except NoAddress:
        return

    href = href_of(stored)

    assert HREF.fullmatch(href)
    assert urlsplit(href).scheme == stored.partition(":")[0]
    assert parsed(stored) == stored
    assert href_of(parsed(href)) == href


@given(
    garbage.json | st.lists(st.fixed_dictionaries({"label": typed_texts, "address": typed_texts}))
)
def test_whatever_is_stored_only_links_are_read_from_it(raw: Any):
    found, is_whole = links.read(raw)

    assert all(HREF.fullmatch(link.href) for link in found)
    assert is_whole == (raw == links.as_json(found))
    assert links.read(links.as_json(found)) == (found, True)


@pytest.mark.parametrize(
    ("link", "name"),
    [
        (Link("Prints", "https://example.com"), "Prints"),
        (Link("", "https://www.example.com/"), "example.com"),
        (Link("", "https://bücher.example/me"), "bücher.example/me"),
        (Link("", f"https://example.com/{'x' * 99}"), "example.com"),
        (Link("", "mailto:me@example.com"), "me@example.com"),
        (Link("", "tel:+49 30 1234"), "+49 30 1234"),
    ],
)
def test_a_link_without_a_name_is_called_by_its_address(link: Link, name: str):
    assert link.name == name
