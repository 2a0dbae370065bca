"""HTML as a tree, and the house standard for every page and fragment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

from portfolio.languages import LANGUAGES, RIGHT_TO_LEFT

VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905
)
#: Elements whose end tag may be left out, with the next siblings that end them.
IMPLIED_END = {"li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "p": {"p"}}
NAMED_BY_THEMSELVES = frozenset({"hidden", "submit", "button", "reset", "image"})


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str) -> str | None:
        return self.attributes.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    @property
    def text(self) -> str:
        """The text of the element, with single spaces."""
        return " ".join("".join(self._texts()).split())

    def all(self, tag: str | None = None, **attributes: str | bool) -> list[Element]:
        """Return the descendants with this tag and these attributes (True: any value)."""
        return [
            each
            for each in self._descendants
            if (tag is None or each.tag == tag)
            and all(_fits(each, name, wanted) for name, wanted in attributes.items())
        ]

    def one(self, tag: str | None = None, **attributes: str | bool) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} elements {tag} {attributes}"
        return found[0]

    def ancestors(self) -> Iterator[Element]:
        if self.parent is not None:
            yield self.parent
            yield from self.parent.ancestors()

    @cached_property
    def _descendants(self) -> list[Element]:
        """All elements inside, in their order; the tree no longer changes when it is first read."""
        found = []
        following = [self]
        while following:
            each = following.pop()
            found.append(each)
            following += [child for child in reversed(each.children) if isinstance(child, Element)]
        return found[1:]

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield " "
                yield from child._texts()


def _fits(element: Element, name: str, wanted: str | bool) -> bool:
    name = name.rstrip("_").replace("_", "-")
    value = element.get(name)
    if isinstance(wanted, bool):
        return (value is not None) == wanted
    return wanted in (value or "").split() if name == "class" else value == wanted


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = self.root
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in IMPLIED_END and self.open.tag in IMPLIED_END[tag]:
            self.open = self.open.parent or self.root
        names = Counter(name for name, _ in attrs)
        self.problems += [f"<{tag}> has {name} twice" for name, n in names.items() if n > 1]
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(element)
        if tag not in VOID:
            self.open = element

    def handle_endtag(self, tag: str) -> None:
        if self.open.tag in IMPLIED_END and self.open.tag != tag:
            self.open = self.open.parent or self.root
        if self.open.tag != tag:
            self.problems.append(f"</{tag}> where <{self.open.tag}> is open")
            return
        self.open = self.open.parent or self.root

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


class Document(Element):
    """A page or, without a doctype, a fragment of one."""

    def __init__(self, html: str) -> None:
        builder = _Builder()
        builder.feed(html)
        builder.close()
        super().__init__("", {}, None, builder.root.children)
        self.is_page = html.lstrip().lower().startswith("<!doctype html>")
        self.problems = builder.problems
        if builder.open is not builder.root:
            self.problems.append(f"<{builder.open.tag}> is never closed")

    @property
    def csrf_token(self) -> str | None:
        tokens = self.all("input", name="csrf_token")
        return tokens[0]["value"] if tokens else None


def house_faults(document: Document, *, is_public: bool) -> list[str]:
    """Return the faults of a page or fragment; a public one must have no CSRF token."""
    faults = list(document.problems)
    if document.is_page:
        faults += _page_faults(document)
    ids = Counter(element["id"] for element in document.all(id=True))
    faults += [f"the id {name!r} is there {n} times" for name, n in ids.items() if n > 1]
    faults += [f"no alt: {image.get('src')}" for image in document.all("img", alt=False)]
    faults += [f"no title: {frame.get('src')}" for frame in document.all("iframe", title=False)]
    faults += [f"no type: {button.text!r}" for button in document.all("button", type=False)]
    faults += _unlabelled(document)
    faults += _inline(document)
    faults += _nameless(document)
    for form in document.all("form", method="post"):
        has_token = bool(form.all("input", name="csrf_token"))
        if has_token == is_public:
            what = "a token on a public page" if has_token else "no token"
            faults.append(f"{what}: form to {form.get('action')}")
    return faults


def _page_faults(document: Document) -> list[str]:
    faults = []
    titles = [title.text for title in document.all("title") if _is_in_head(title)]
    if len(titles) != 1 or not titles[0]:
        faults.append(f"titles: {titles}")
    if (n := len(document.all("h1"))) != 1:
        faults.append(f"{n} h1")
    faults += _language_faults(document.one("html"))
    if len(document.all("main")) != 1:
        faults.append("not one main")
    return faults


def _language_faults(html: Element) -> Iterator[str]:
    language = html.get("lang")
    if language not in LANGUAGES:
        yield "no language"
    elif html.get("dir") != ("rtl" if language in RIGHT_TO_LEFT else "ltr"):
        yield f"no direction of {language}"


def _is_in_head(element: Element) -> bool:
    return any(each.tag == "head" for each in element.ancestors())


def _unlabelled(document: Document) -> Iterator[str]:
    labelled = {label["for"] for label in document.all("label", for_=True)}
    for control in [e for tag in ("input", "select", "textarea") for e in document.all(tag)]:
        if control.tag == "input" and control.get("type") in NAMED_BY_THEMSELVES:
            continue
        is_named = (
            control.get("id") in labelled
            or "aria-label" in control
            or "aria-labelledby" in control
            or any(each.tag == "label" for each in control.ancestors())
        )
        if not is_named:
            yield f"no label: {control.get('name')}"


def _nameless(document: Document) -> Iterator[str]:
    for control in [*document.all("a", href=True), *document.all("button")]:
        if "data-part" in control and any(each.tag == "dialog" for each in control.ancestors()):
            continue  # named by the script that opens the dialog
        pictures = " ".join(image.get("alt") or "" for image in control.all("img"))
        if not (control.text or pictures.strip() or control.get("aria-label")):
            yield f"no name: {control.get('href') or control.tag}"


def _inline(document: Document) -> Iterator[str]:
    for script in document.all("script", src=False):
        if script.get("type") != "application/ld+json":  # data, which no browser runs
            yield f"an inline script: {script.text[:40]}"
    yield from (f"a <style>: {style.text[:40]}" for style in document.all("style"))
    for element in document.all():
        for name in element.attributes:
            if name == "style" or name.startswith("on"):
                yield f"an inline {name} on <{element.tag}>"
