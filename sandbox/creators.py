"""The creators who can sign in: six demo ones or a file's, `crowd-<number>`, and added ones."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from .storage import Storage

CROWD = re.compile(r"crowd-[1-9][0-9]{0,5}")
ACCOUNT = re.compile(r"[a-z0-9][a-z0-9._-]{0,23}")


@dataclass(frozen=True)
class Creator:
    """`videos` is the size of the library before the control page adds or takes any.

    `uuid_open_id` gives an id as TikTok issued them until 2022. Scopes in `withholds` are unticked
    on every consent page.
    """

    account: str
    display_name: str | None
    bio: str
    videos: int
    years: float
    scene: str
    followers: int | None = 0
    following: int | None = 0
    likes: int | None = 0
    is_verified: bool = False
    uuid_open_id: bool = False
    withholds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A creator of the first start. `videos` are those that a file writes out, newest first."""

    creator: Creator
    videos: list[dict[str, Any]] = field(default_factory=list)


DEMO = (
    Creator(
        "mira", "Mira Halloran", "Bread, clay and cold water. \nOne phone, no tripod.",
        45, 3, "citrus", 318_400, 212, 9_204_000,
    ),
    Creator(
        "otis", "Otis 🪴 Vane", "Plants, wood, the occasional pond.",
        7, 1, "leaves", 4_120, 380, 61_300,
    ),
    Creator("wren", "wren", "", 0, 0, "sea", 3, 41, 0),
    Creator(
        "juno", "جونو 🌙 Juno", "Four years, one street, every evening. كل مساء",
        1_200, 4, "tiles", 1_204_000, 96, 48_730_000, is_verified=True,
    ),
    Creator(
        "atlas", "ATLAS, the daily dispatch", "Three a day since before it was sensible.",
        10_000, 9, "dune", 7_800_000, 1_020, 391_000_000, is_verified=True,
        uuid_open_id=True,
    ),
    Creator(
        "pell", "Pell & Daughter", "", 12, 0.5, "folds", 870, 64, 5_400,
        withholds=("user.info.profile",),
    ),
)  # fmt: skip
LISTED_DEMO = tuple(map(Listed, DEMO))


class Creators:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def keep(self, creator: Creator) -> bool:
        """Keep a creator of the start; False where a state folder already has this account."""
        kept = self._storage.write(
            "INSERT OR IGNORE INTO creators VALUES (?, ?)", creator.account, _body(creator)
        )
        return kept == 1

    def find(self, account: str | None) -> Creator | None:
        found = self._storage.row("SELECT body FROM creators WHERE account = ?", account)
        if found:
            return _from_json(found["body"])
        if account and CROWD.fullmatch(account):
            number = account.removeprefix("crowd-")
            return Creator(
                account, f"Crowd {number}", "One of many.", 24, 1, "bokeh", 100, 10, 1_000
            )
        return None

    def listed(self) -> list[Creator]:
        """Return the creators that the consent page offers; a changed one moves to the end."""
        rows = self._storage.rows("SELECT body FROM creators ORDER BY rowid")
        return [_from_json(row["body"]) for row in rows]

    def add(self, account: str, videos: int, display_name: str | None) -> Creator:
        """Make a creator; raises ValueError when the name is taken or no account name."""
        if not ACCOUNT.fullmatch(account) or self.find(account):
            raise ValueError(f"{account!r} is taken or no account name")
        creator = Creator(account, display_name, "", videos, max(0.2, videos / 400), "still")
        self._storage.write("INSERT INTO creators VALUES (?, ?)", account, _body(creator))
        return creator

    def change(self, creator: Creator, wanted: Mapping[str, object]) -> Creator:
        """Change a creator's name, bio or figures, as the TikTok app would."""
        changed = replace(creator, **dict(wanted))  # type: ignore[arg-type]
        self._storage.write(
            "INSERT OR REPLACE INTO creators VALUES (?, ?)", creator.account, _body(changed)
        )
        return changed


def _body(creator: Creator) -> str:
    return json.dumps(asdict(creator))


def _from_json(body: str) -> Creator:
    raw = json.loads(body)
    # A state folder of before December 2026: its ids stay as its apps know them.
    if "dashed_open_id" in raw:
        raw["uuid_open_id"] = not raw.pop("dashed_open_id")
    raw["withholds"] = tuple(raw.get("withholds", ()))
    return Creator(**raw)
