"""Links: an address of one of four kinds, with a name. No other address reaches an href."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

import idna

from portfolio.languages import gettext
from portfolio.tiktok import reading

#: Characters of a link's name and of its address.
LABEL_LENGTH, ADDRESS_LENGTH = 60, 500
#: Characters of an address that stands for itself where a link has no name.
NAME_LENGTH = 40

_SCHEME = re.compile(r"([a-z][a-z0-9+-]*):", re.I | re.A)
_PORT = re.compile(r"[0-9]{1,5}(?:[/?#]|$)", re.A)
_MAILBOX = re.compile(r"[\w!$&'*+=^{|}~-]+(?:\.[\w!$&'*+=^{|}~-]+)*")
_NUMBER = re.compile(r"\+?[0-9]{3,15}", re.A)
_SPACING = re.compile(r"[ ().-]")
#: Characters that stay as they are in a path, and beyond it; a percent sign begins an escape.
_PATH, _BEYOND = "/:@!$&'()*+,;=~%", "/?:@!$&'()*+,;=~%"


class NoAddress(ValueError):
    """The typed text is no address of the four kinds; the error's text tells the creator why."""


@dataclass(frozen=True)
class Link:
    """A link as it is stored. `address` is as `parsed` returns it; a label of "" is none."""

    label: str
    address: str

    @property
    def kind(self) -> str:
        """The scheme: http, https, mailto or tel."""
        return self.address.partition(":")[0]

    @property
    def href(self) -> str:
        """The address as browsers are given it: in ASCII, its host in Punycode."""
        return href_of(self.address)

    @property
    def name(self) -> str:
        """The label, or the address in short."""
        if self.label:
            return self.label
        scheme, _, rest = self.address.partition(":")
        if scheme in ("mailto", "tel"):
            return rest
        host, _, path = rest.removeprefix("//").removeprefix("www.").partition("/")
        whole = f"{host}/{path}".rstrip("/")
        return whole if len(whole) <= NAME_LENGTH else host


def parsed(typed: str) -> str:
    """Return a typed address in the form that is stored; raise `NoAddress` if it is none.

    A scheme that is left out is added. A host is kept in its own script, and so is a path.
    """
    text = unicodedata.normalize("NFC", typed.strip())
    if any(map(_is_unseen, text)):
        raise NoAddress(gettext("The address holds characters that cannot be seen. Type it anew."))
    found = _SCHEME.match(text)
    scheme, rest = (found[1].lower(), text[found.end() :].strip()) if found else ("", text)
    if scheme in ("http", "https"):
        return _web(scheme, rest)
    if scheme == "mailto":
        return f"mailto:{_mail(rest)}"
    if scheme == "tel":
        return f"tel:{_phone(rest)}"
    if scheme and not _PORT.match(rest):
        raise NoAddress(
            gettext("Only addresses that begin with https://, http://, mailto: or tel: fit.")
        )
    return _without_scheme(text)


def href_of(address: str) -> str:
    """Return a parsed address in ASCII."""
    scheme, _, rest = address.partition(":")
    if scheme == "tel":
        return f"tel:{_SPACING.sub('', rest)}"
    if scheme == "mailto":
        mailbox, _, host = rest.rpartition("@")
        safe = quote(mailbox, safe="!$'*+")
        return f"mailto:{safe}@{_ascii(host)}"
    parts = urlsplit(address)
    query = f"?{quote(parts.query, safe=_BEYOND)}" if parts.query else ""
    fragment = f"#{quote(parts.fragment, safe=_BEYOND)}" if parts.fragment else ""
    return f"{scheme}://{_netloc(parts, _ascii)}{quote(parts.path, safe=_PATH)}{query}{fragment}"


def as_json(links: Iterable[Link]) -> list[dict[str, str]]:
    """Return the list that is stored for these links."""
    return [{"label": link.label, "address": link.address} for link in links]


def read(raw: object) -> tuple[list[Link], bool]:
    """Return the links of a stored list, and whether all of it was links. Never raises."""
    if not isinstance(raw, list):
        return [], False
    links = [link for link in map(_read, raw) if link is not None]
    return links, as_json(links) == raw


def _read(raw: Any) -> Link | None:
    if not isinstance(raw, dict):
        return None
    label, address = reading.text(raw.get("label")), raw.get("address")
    if not isinstance(address, str):
        return None
    try:
        return Link(label or "", address) if parsed(address) == address else None
    except NoAddress:
        return None


def _without_scheme(text: str) -> str:
    """Return the parsed form of an address whose scheme was left out."""
    if _NUMBER.fullmatch(_SPACING.sub("", text)):
        return f"tel:{text}"
    if "@" in text and "/" not in text:
        return f"mailto:{_mail(text)}"
    return _web("https", "//" + text.removeprefix("//"))


def _web(scheme: str, rest: str) -> str:
    if not rest.startswith("//") or " " in rest or "\\" in rest:
        raise _no_web_address()
    try:
        parts = urlsplit(f"{scheme}:{rest}")
        if "@" in parts.netloc or not parts.hostname or parts.port == 0:
            raise _no_web_address()
        shown = f"{scheme}://{_netloc(parts, _unicode)}{parts.path}"
    except ValueError as error:  # half a pair of brackets, an impossible port
        raise _no_web_address() from error
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{shown}{query}{fragment}"


def _mail(rest: str) -> str:
    mailbox, _, host = rest.rpartition("@")
    if not _MAILBOX.fullmatch(mailbox) or len(mailbox) > 64:
        raise _no_mail_address()
    try:
        return f"{mailbox}@{_unicode(host)}"
    except NoAddress as error:
        raise _no_mail_address() from error


def _phone(rest: str) -> str:
    if not _NUMBER.fullmatch(_SPACING.sub("", rest)):
        raise NoAddress(gettext("Type the number in figures, as +49 30 1234567."))
    return rest


def _netloc(parts: SplitResult, spelt: Callable[[str], str]) -> str:
    host = spelt(parts.hostname or "")
    return host if parts.port is None else f"{host}:{parts.port}"


@lru_cache(maxsize=4096)
def _ascii(host: str) -> str:
    """Return a host's name as the network knows it; raise `NoAddress` if it can be none."""
    try:
        name = idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError) as error:
        raise _no_web_address() from error
    first, _, last = name.rpartition(".")
    # A number for a last label makes browsers read an address of a machine.
    if not first or not last[:1].isalpha():
        raise _no_web_address()
    return name


@lru_cache(maxsize=4096)
def _unicode(host: str) -> str:
    """Return a host's name in its own script; raise `NoAddress` if it can be none."""
    try:
        return idna.decode(_ascii(host))
    except (idna.IDNAError, UnicodeError) as error:
        raise _no_web_address() from error


def _is_unseen(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind[0] == "C" or (kind[0] == "Z" and character != " ")


def _no_web_address() -> NoAddress:
    return NoAddress(gettext("This is no complete web address, such as https://example.com/me."))


def _no_mail_address() -> NoAddress:
    return NoAddress(gettext("This is no mail address, such as you@example.com."))
