"""A parsed page: elements with their attributes, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "source"})


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    ancestors: tuple[str, ...]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """`Page.of(html).all("img")` returns every element of a tag. Unclosed tags are an error."""

    elements: list[Element] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @classmethod
    def of(cls, html: str) -> Page:
        page = cls()
        page.feed(html)
        page.close()
        assert [each.tag for each in page._open] == [], "not closed"
        return page

    def all(self, tag: str) -> list[Element]:
        return [each for each in self.elements if each.tag == tag]

    def with_attribute(self, name: str) -> list[Element]:
        return [each for each in self.elements if name in each.attributes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        ancestors = tuple(each.tag for each in self._open)
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), f"an attribute twice: <{tag} {names}>"
        element = Element(tag, {name: value or "" for name, value in attrs}, ancestors)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert [each.tag for each in self._open[-1:]] == [tag], f"</{tag}> closes something else"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for each in self._open:
            each.text += data
