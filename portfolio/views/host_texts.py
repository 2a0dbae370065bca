"""The host's own texts in place of ours, from Markdown; and the files that prove a site theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response, abort, current_app
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portfolio import host_files, languages
from portfolio.config import Config
from portfolio.languages import LANGUAGES, SOURCE
from portfolio.views import caching

#: Under these keys an app keeps its texts, and the bytes of the other files.
TEXTS, VERIFICATIONS = "host texts", "host verifications"


@dataclass(frozen=True)
class HostText:
    """A text of the host's as HTML, without its title."""

    language: str
    #: "": it has none of its own.
    title: str
    html: Markup


def register(app: Flask, config: Config) -> None:
    """Read the host's files, and give the others than texts their addresses. See `host_files`."""
    found = host_files.read(config)
    app.extensions[TEXTS] = {
        (name, language): _rendered(language, text)
        for (name, language), text in found.texts.items()
    }
    app.extensions[VERIFICATIONS] = found.verifications
    for name in found.verifications:
        # A rule for each, so that every other address ending in .txt is a 404 as before.
        app.add_url_rule(f"/{name}", "verification", _verification, defaults={"name": name})


def find(name: str, language: str | None = None) -> HostText | None:
    """Return the host's text in this language.

    Without one: in the site's own language, else in English, else in another. None: ours is to be
    shown, or there is none in that language.
    """
    texts: Mapping[tuple[str, str], HostText] = current_app.extensions[TEXTS]
    wanted = [language] if language else [languages.of_the_site(), SOURCE, *LANGUAGES]
    return next((texts[name, each] for each in wanted if (name, each) in texts), None)


def languages_of(name: str) -> list[str]:
    """Return the languages in which the host wrote a text."""
    return [each for each in LANGUAGES if (name, each) in current_app.extensions[TEXTS]]


@caching.shared()
def _verification(name: str) -> ResponseReturnValue:
    content = current_app.extensions[VERIFICATIONS].get(name)
    return Response(content, mimetype="text/plain") if content is not None else abort(404)


def _rendered(language: str, text: str) -> HostText:
    """Make HTML from Markdown: tags are shown as text, and links lead to no script."""
    # Only where a host wrote a text: the package takes as long to import as a page to render.
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).disable("image")
    tokens = markdown.parse(text)
    title = ""
    if [token.type for token in tokens[:1]] == ["heading_open"] and tokens[0].tag == "h1":
        title = "".join(
            " " if child.type.endswith("break") else child.content
            for child in tokens[1].children or ()
        )
        del tokens[:3]
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"  # a page has one
    html = markdown.renderer.render(tokens, markdown.options, {})
    return HostText(language, title.strip(), Markup(html))  # noqa: S704 - has no tags of the text
