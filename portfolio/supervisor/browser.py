"""A browser without JavaScript, with only the demo walk's needs: pages, links, forms, cookies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

#: The most seconds for one answer. The bound only ends a hopeless wait: a busy machine is slow.
SECONDS = 120


@dataclass
class Form:
    """The contents of a form: fields with their values, unticked boxes, buttons by their text."""

    address: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[tuple[str, str]] = field(default_factory=list)  # Checkboxes and radios not ticked.
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)

    def tick(self, name: str, values: Collection[str]) -> None:
        """Tick exactly these of the boxes called `name`."""
        both = self.fields + self.boxes
        self.boxes = [(n, value) for n, value in both if n == name and value not in values]
        others = [(n, value) for n, value in self.fields if n != name]
        self.fields = [*others, *((name, value) for value in values)]


@dataclass
class Page:
    """One answer: its address, its links by their text, its forms."""

    address: str
    links: dict[str, str]
    forms: list[Form]

    def form_with(self, button: str) -> Form:
        """Return the form that has a button of this text. Raises `LookupError`."""
        for form in self.forms:
            if button in form.buttons:
                return form
        raise LookupError(f"{self.address} has no button “{button}”")

    def form_of(self, box: str) -> Form | None:
        """Return the form with checkboxes of this name."""
        for form in self.forms:
            if any(name == box for name, _ in form.fields + form.boxes):
                return form
        return None


class Browser:
    """Opens pages and sends forms, following redirects and keeping cookies."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False  # No proxy stands between this machine and itself.
        # Links and buttons are found by their English texts, also on a site in another language.
        self._session.headers["Accept-Language"] = "en"

    @property
    def cookies(self) -> dict[str, str]:
        return self._session.cookies.get_dict()

    def open(self, address: str) -> Page:
        return self._read(self._session.get(address, timeout=SECONDS))

    def press(self, page: Page, button: str) -> Page:
        """Send the form that has this button."""
        form = page.form_with(button)
        return self.send(form, [form.buttons[button]])

    def send(self, form: Form, more: Collection[tuple[str, str]] = ()) -> Page:
        values = [pair for pair in [*form.fields, *more] if pair[0]]
        if form.method == "get":
            return self._read(self._session.get(form.address, params=values, timeout=SECONDS))
        return self._read(self._session.post(form.address, data=values, timeout=SECONDS))

    def _read(self, answer: requests.Response) -> Page:
        answer.raise_for_status()
        reader = _Reader(answer.url)
        reader.feed(answer.text)
        return Page(answer.url, reader.links, reader.forms)


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._text = ""
        self._open: dict[str, str] = {}  # The link or button whose text is being read.

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            address = urljoin(self.address, given.get("action") or self.address)
            self._form = Form(address, given.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "input" and self._form and "disabled" not in given:
            pair = (given.get("name", ""), given.get("value", "on"))
            is_box = given.get("type") in ("checkbox", "radio")
            unticked = is_box and "checked" not in given
            (self._form.boxes if unticked else self._form.fields).append(pair)
        elif tag in ("a", "button"):
            self._text, self._open = "", given

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        text = " ".join(self._text.split())
        if tag == "form":
            self._form = None
        elif tag == "a" and "href" in self._open:
            self.links.setdefault(text, urljoin(self.address, self._open["href"]))
        elif tag == "button" and self._form and "disabled" not in self._open:
            given = self._open
            self._form.buttons[text] = (given.get("name", ""), given.get("value", ""))
