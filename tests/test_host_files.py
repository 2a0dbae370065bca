"""The host's own files: read at the start, shown as they are, or refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio import create_app, host_files
from portfolio.config import Config, SettingsError
from portfolio.extensions import db
from portfolio.host_files import MOST
from portfolio.setting_parsers import OUR_OWN
from tests.look.conftest import SETTINGS
from tests.support.html import Document, house_faults
from tests.support.wire import ask

Put = Callable[[str, str | bytes], Path]
Started = Callable[..., FlaskClient]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Return a function that writes a file of the instance folder."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    """Return a function that starts the site on these files: its pages need no database."""
    apps: list[Flask] = []

    def start(**settings: str) -> FlaskClient:
        named = {**SETTINGS, **settings, "INSTANCE_DIR": str(tmp_path)}
        apps.append(create_app(Config.from_environment(named)))
        return apps[-1].test_client()

    yield start
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def page(client: FlaskClient, path: str) -> Document:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    document = Document(answer.text)
    assert house_faults(document, is_public=True) == []
    return document


def test_without_files_our_own_words_are_shown(started: Started):
    client = started()

    assert "straight from TikTok" in page(client, "/privacy").text
    assert client.get("/privacy/en").status_code == 404
    assert client.get("/terms/xx").status_code == 404


def test_a_text_of_the_hosts_takes_the_place_of_ours(put: Put, started: Started):
    put("words/privacy.en.md", "# Privacy at *Reels*\n\n## Who we are\n\n- Mira, 1 Main St\n")
    client = started()

    shown = page(client, "/privacy")

    assert shown.one("h1").text == "Privacy at Reels"
    assert shown.one("title").text.startswith("Privacy at Reels: ")
    assert shown.one("h2").text == "Who we are"
    assert [item.text for item in shown.one("div", class_="host-words").all("li")] == [
        "Mira, 1 Main St"
    ]
    assert "straight from TikTok" not in shown.text
    assert "You publish your own TikTok videos" in page(client, "/terms").text
    assert client.get("/privacy").headers["Cache-Control"].startswith("public, ")


def test_the_page_is_in_the_sites_language_and_leads_to_the_others(put: Put, started: Started):
    put("words/terms.en.md", "Without a title.")
    put("words/terms.ar.md", "# الشروط\n\nنص")
    put("words/terms.de.md", "\ufeff# Bedingungen\n\n# Noch eine\n\nText")
    client = started(SITE_LANGUAGE="de")

    shown = page(client, "/terms")

    assert (shown.one("html")["lang"], shown.one("h1").text) == ("de", "Bedingungen")
    assert [heading.text for heading in shown.all("h2")] == ["Noch eine"]
    links = {link["href"]: link.text for link in shown.one("ul", class_="in-languages").all("a")}
    assert links == {"/terms/en": "English", "/terms/ar": "العربية"}
    arabic = page(client, "/terms/ar")
    assert (arabic.one("html")["dir"], arabic.one("h1").text) == ("rtl", "الشروط")
    assert page(client, "/terms/en").one("h1").text == "Terms"


@pytest.mark.parametrize(
    ("written", "shown"), [(("en", "ar"), "en"), (("ar",), "ar"), (("de", "en"), "de")]
)
def test_another_language_stands_in_for_a_missing_one(
    put: Put, started: Started, written: tuple[str, ...], shown: str
):
    for language in written:
        put(f"words/privacy.{language}.md", f"# In {language}")

    found = page(started(SITE_LANGUAGE="de"), "/privacy")

    assert (found.one("html")["lang"], found.one("h1").text) == (shown, f"In {shown}")


def test_nothing_that_a_text_holds_becomes_a_tag_or_a_script(put: Put, started: Started):
    put(
        "words/terms.en.md",
        "# A <b>title</b>\n\n<script>alert(1)</script> [x](javascript:alert(1)) "
        "[y](data:text/html,z) ![p](https://elsewhere.example/p.png) [ok](https://ok.example)\n",
    )

    shown = page(started(), "/terms")

    assert shown.one("h1").text == "A <b>title</b>"
    words = shown.one("div", class_="host-words")
    assert "<script>alert(1)</script>" in words.text
    assert words.all("script") == words.all("img") == []
    assert [a["href"] for a in words.all("a")] == [
        "https://elsewhere.example/p.png",
        "https://ok.example",
    ]


def test_a_proof_for_tiktok_is_served_byte_for_byte(put: Put, started: Started):
    content = b"tiktok-developers-site-verification=AbC123\r\n\xff"
    put("verification/tiktokAbC123.txt", content)
    put("verification/tiktok_d.e-f.txt", b"")
    client = started()

    answer = client.get("/tiktokAbC123.txt")

    assert (answer.status_code, answer.data) == (200, content)
    assert answer.mimetype == "text/plain"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/tiktok_d.e-f.txt").data == b""
    assert client.head("/tiktokAbC123.txt").status_code == 200
    assert client.post("/tiktokAbC123.txt").status_code == 405
    for other in ("/tiktokabc123.txt", "/other.txt", "/verification/tiktokAbC123.txt", "/.txt"):
        assert client.get(other).status_code == 404, other
    assert b"User-agent" in client.get("/robots.txt").data


def test_under_a_prefix_it_stands_below_the_prefix(put: Put, started: Started):
    put("verification/tiktokA.txt", b"A")
    client = started(PUBLIC_URL="http://127.0.0.1:8000/reels")

    assert ask(client.application, "GET", "/reels/tiktokA.txt").body == b"A"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("words/privacy.md", "x", "call it privacy or terms, a dot, one of en, de, ar, and .md"),
        ("words/privacy.fr.md", "x", "one of en, de, ar"),
        ("words/imprint.en.md", "x", "privacy or terms"),
        ("words/terms.en.md", b"\xff\xfe", "save it as UTF-8"),
        ("words/terms.en.md", " \n", "is empty"),
        ("words/terms.en.md", "x" * (MOST + 1), "larger than 256 kB"),
        ("verification/robots.txt", "x", "an address that the site uses itself"),
        ("verification/reels.txt", "x", "an address that the site uses itself"),
        ("verification/ti ktok.txt", "x", "use letters, figures"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_start_and_is_named(
    put: Put, started: Started, name: str, content: str | bytes, words: str
):
    path = put(name, content)

    with pytest.raises(SettingsError) as refused:
        started(PUBLIC_URL="http://127.0.0.1:8000/reels.txt")

    assert str(path) in str(refused.value)
    assert words in str(refused.value)


def test_a_file_that_cannot_be_read_is_named(put: Put, tmp_path: Path):
    (tmp_path / "words" / "privacy.en.md").mkdir(parents=True)
    config = replace(Config.from_environment(SETTINGS), instance_dir=str(tmp_path))

    with pytest.raises(SettingsError, match=r"privacy\.en\.md cannot be read: Is a directory"):
        host_files.read(config)


def test_other_files_are_left_alone(put: Put, started: Started):
    for name in ("words/privacy.de.md~", "words/.privacy.de.md", "words/README", "verification/a"):
        put(name, "\0")

    client = started()

    assert client.get("/a").status_code == 404
    assert "robots.txt" in OUR_OWN
