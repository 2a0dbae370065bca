"""Creators from a JSON file, in place of the demo creators. docs/sandbox.md shows one."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

from .creators import ACCOUNT, CROWD, Creator, Listed
from .orders import SWITCH, TEXT, TEXTS, Shape, between, check
from .scopes import unknown_scope
from .stories import SCENES

MOST_VIDEOS = 100_000
LARGEST_ID = 2**63 - 1  # SQLite's largest integer
COUNT = between(0, 10**12)
KNOWN = {
    "account": TEXT, "display_name": TEXT.or_null(), "bio": TEXT, "followers": COUNT.or_null(),
    "following": COUNT.or_null(), "likes": COUNT.or_null(), "is_verified": SWITCH,
    "withholds": TEXTS,
    "videos": Shape(
        f"a whole number from 0 to {MOST_VIDEOS} or a list",
        lambda value: isinstance(value, list) or between(0, MOST_VIDEOS).fits(value),
    ),
}  # fmt: skip
VIDEO = {
    "id": Shape(
        f"digits as text, from 1 to {LARGEST_ID}, without zeros in front",
        lambda value: isinstance(value, str) and value.isascii() and value.isdecimal()
        and value[0] != "0" and len(value) < 20 and int(value) <= LARGEST_ID,
    ),
    "create_time": between(0, 4_000_000_000), "caption": TEXT, "duration": between(0, 86_400),
    "view_count": COUNT, "like_count": COUNT, "comment_count": COUNT, "share_count": COUNT,
    "is_aigc": SWITCH,
}  # fmt: skip


class CreatorsRefused(ValueError):
    """The file cannot be used; the text says where in it, and why."""


def read(path: Path) -> tuple[Listed, ...]:
    """Return the creators of a file in its order; raises CreatorsRefused, and OSError."""
    try:
        content = json.loads(path.read_bytes())
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise CreatorsRefused(f"{path}, {place}: {error.msg}") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise CreatorsRefused(f"{path} is no JSON: {error}") from error
    if not isinstance(content, list) or not content:
        raise CreatorsRefused(f"{path} must be a list of creators, with one at least")
    listed: list[Listed] = []
    taken: dict[str, str] = {}
    for number, raw in enumerate(content, 1):
        place = f"{path}, creator {number}"
        listed.append(_creator(raw, place, taken))
        _take(f"account {listed[-1].creator.account}", place, taken)
    return tuple(listed)


def _creator(raw: object, place: str, taken: dict[str, str]) -> Listed:
    values = _checked(raw, KNOWN, place)
    account = values.get("account")
    if not isinstance(account, str) or not ACCOUNT.fullmatch(account) or CROWD.fullmatch(account):
        raise CreatorsRefused(
            f"{place}: account must be 1 to 24 of a-z, 0-9, dot, dash and underscore, beginning "
            f"with a letter or digit, and not crowd-<number>, not {account!r}"
        )
    place += f" ({account})"
    if fault := unknown_scope(values.get("withholds")):
        raise CreatorsRefused(f"{place}, withholds: {fault}")
    videos = values.get("videos", 0)
    written = videos if isinstance(videos, list) else []
    count = 0 if isinstance(videos, list) else videos
    for number, video in enumerate(written, 1):
        where = f"{place}, video {number}"
        if one := _checked(video, VIDEO, where).get("id"):
            _take(f"id {one}", where, taken)
    profile = {
        "display_name": account, "bio": "", **values,
        "videos": count, "withholds": tuple(values.get("withholds", ())),
    }  # fmt: skip
    scene = SCENES[crc32(account.encode()) % len(SCENES)]
    return Listed(Creator(years=max(0.2, count / 400), scene=scene, **profile), written)


def _checked(raw: object, known: Mapping[str, Shape], place: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise CreatorsRefused(f"{place} must be an object, not {raw!r}")
    try:
        check(raw, known)
    except ValueError as error:
        raise CreatorsRefused(f"{place}: {error}") from error
    return raw


def _take(name: str, place: str, taken: dict[str, str]) -> None:
    if name in taken:
        raise CreatorsRefused(f"{place}: {name} is taken by {taken[name]}")
    taken[name] = place
