"""What a reader's user gets, compared with what the creator wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import requests
from PIL import Image

from bench.readers.stage import Stage, Video
from sandbox.addresses import video_of

PICTURE_SECONDS = 20
SHOWN = 90  # characters of a wrong text
CARD_SIZE = (1200, 630)


@dataclass
class Seen:
    """One form of the page as one reader shows it: points that are right, and those that are not.

    A point may be both, of one video and of another. `also` tells of anything that is neither.
    """

    form: str
    right: list[str] = field(default_factory=list)
    #: The words on each time that a point was wrong.
    wrong: dict[str, list[str]] = field(default_factory=dict)
    also: list[str] = field(default_factory=list)

    def check(self, point: str, is_right: object, words: object = "") -> None:
        """Note a point under its name; `words` say what is there instead."""
        if is_right:
            if point not in self.right:
                self.right.append(point)
        else:
            self.wrong.setdefault(point, []).append(short(words))

    def same(self, point: str, found: Any, wanted: str) -> None:
        """Check that a text is there, letter by letter; only white space may differ."""
        is_same = isinstance(found, str) and " ".join(found.split()) == " ".join(wanted.split())
        self.check(point, is_same, f"{found!r}, not {wanted!r}")

    def holds(self, point: str, text: str, wanted: str) -> None:
        """Check that a text holds another, whatever the white space is."""
        self.check(point, squeezed(wanted) in squeezed(text), f"without {wanted!r}")

    def picture(self, point: str, wrong: str) -> None:
        self.check(point, not wrong, wrong)

    @property
    def is_right(self) -> bool:
        return bool(self.right) and not self.wrong

    def in_words(self) -> str:
        wrong = [
            f"WRONG {point} ({len(words)} ×): {words[0]}" for point, words in self.wrong.items()
        ]
        points = [point for point in self.right if point not in self.wrong]
        right = [f"{', '.join(points)} right"] if points else []
        return "; ".join([*wrong, *right, *self.also]) or "WRONG: nothing was checked"


def short(words: object) -> str:
    text = " ".join(str(words).split())
    return text if len(text) <= 2 * SHOWN else f"{text[: 2 * SHOWN]}…"


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def cover_trouble(address: object, video: Video) -> str:
    """Return what is wrong with a picture that should be this video's cover, or nothing."""
    found = _fetched(address)
    if isinstance(found, str):
        return found
    answer, _ = found
    path = urlsplit(answer.url).path
    shown = video_of(path) if path.startswith("/tos-") else None
    return "" if str(shown) == video.id else f"the cover of {shown or answer.url}, not {video.id}"


def card_trouble(stage: Stage, address: object) -> str:
    """Return what is wrong with a picture that should be the page's share card, or nothing."""
    found = _fetched(address)
    if isinstance(found, str):
        return found
    answer, picture = found
    if picture.size != CARD_SIZE or picture.format != "PNG":
        return f"a {picture.format} of {picture.size}"
    now = requests.get(f"{stage.page}/card.png", timeout=PICTURE_SECONDS)
    return "" if now.content == answer.content else "not the card of now"


def avatar_trouble(address: object) -> str:
    """Return what is wrong with a picture that should be the creator's, or nothing."""
    found = _fetched(address)
    if isinstance(found, str):
        return found
    answer, picture = found
    is_avatar = "-avt-" in answer.url and picture.width == picture.height
    return "" if is_avatar else f"{answer.url} is no avatar"


def picture_trouble(address: object) -> str:
    """Return what is wrong with a picture that may show anything, or nothing."""
    found = _fetched(address)
    return found if isinstance(found, str) else ""


def _fetched(address: object) -> tuple[requests.Response, Image.Image] | str:
    """Return the answer at the end of all redirects and its picture, or what is wrong."""
    if not isinstance(address, str) or not address:
        return "none"
    if not address.startswith("http"):
        return f"no whole address: {address}"
    try:
        answer = requests.get(address, timeout=PICTURE_SECONDS)
    except requests.RequestException as error:
        return f"{address}: {type(error).__name__}"
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code != 200 or not kind.startswith("image/"):
        return f"{address}: status {answer.status_code}, {kind or 'no type'}"
    try:
        picture = Image.open(BytesIO(answer.content))
        picture.load()
    except OSError as error:
        return f"{address}: no picture ({error})"
    if f"image/{(picture.format or '').lower()}" != kind.partition(";")[0]:
        return f"{address}: called {kind}, is {picture.format}"
    return answer, picture
