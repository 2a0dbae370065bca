"""Who can sign in: five demo creators, any `crowd-<number>`, and whoever the control page adds."""

import hashlib
import hmac
import json
import re
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from sandbox.apps import App
from sandbox.storage import Storage

CROWD = re.compile(r"crowd-[1-9][0-9]{0,5}")
ACCOUNT = re.compile(r"[a-z0-9][a-z0-9._-]{0,23}")


@dataclass(frozen=True)
class Creator:
    """`videos` is the size of the library before the control page adds or takes any."""

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
    dashed_open_id: bool = False

    def open_id(self, app: App) -> str:
        """One id per app and user. Most are UUIDs, but TikTok also issues `-000…` ones."""
        digest = _digest(f"open/{app.client_key}/{self.account}")
        if self.dashed_open_id:
            return "-000q-" + urlsafe_b64encode(digest).decode()[:30]
        return str(uuid.UUID(bytes=digest[:16], version=4))

    def union_id(self, app: App) -> str:
        """One id per developer and user, the same in all of the developer's apps."""
        return str(
            uuid.UUID(bytes=_digest(f"union/{app.developer}/{self.account}")[:16], version=4)
        )


def _digest(text: str) -> bytes:
    return hmac.new(b"sandbox", text.encode(), hashlib.sha256).digest()


DEMO = (
    Creator(
        "mira", "Mira Halloran", "Bread, clay and cold water. One phone, no tripod.",
        45, 3, "citrus", 318_400, 212, 9_204_000,
    ),
    Creator(
        "otis", "Otis 🪴 Vane", "Plants, wood, the occasional pond.",
        7, 1, "leaves", 4_120, 380, 61_300, dashed_open_id=True,
    ),
    Creator("wren", "wren", "", 0, 0, "sea", 3, 41, None),
    Creator(
        "juno", "جونو 🌙 Juno", "Four years, one street, every evening. كل مساء",
        1_200, 4, "tiles", 1_204_000, 96, 48_730_000, is_verified=True,
    ),
    Creator(
        "atlas", "ATLAS, the daily dispatch", "Three a day since before it was sensible.",
        10_000, 9, "dune", 7_800_000, 1_020, 391_000_000, is_verified=True,
    ),
)  # fmt: skip


class Creators:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        for creator in DEMO:
            storage.write(
                "INSERT OR IGNORE INTO creators VALUES (?, ?)", creator.account, _body(creator)
            )

    def find(self, account: str | None) -> Creator | None:
        found = self._storage.row("SELECT body FROM creators WHERE account = ?", account)
        if found:
            return Creator(**json.loads(found["body"]))
        if account and CROWD.fullmatch(account):
            number = account.removeprefix("crowd-")
            return Creator(
                account, f"Crowd {number}", "One of many.", 24, 1, "bokeh", 100, 10, 1_000
            )
        return None

    def listed(self) -> list[Creator]:
        """Return whom the consent page offers, in the order they were made."""
        rows = self._storage.rows("SELECT body FROM creators ORDER BY rowid")
        return [Creator(**json.loads(row["body"])) for row in rows]

    def add(self, account: str, videos: int, display_name: str | None) -> Creator:
        """Make a creator; raises ValueError when the name is taken or no account name."""
        if not ACCOUNT.fullmatch(account) or self.find(account):
            raise ValueError(f"{account!r} is taken or no account name")
        if not 0 <= videos <= 100_000:
            raise ValueError("videos is 0 to 100000")
        creator = Creator(account, display_name, "", videos, max(0.2, videos / 400), "still")
        self._storage.write("INSERT INTO creators VALUES (?, ?)", account, _body(creator))
        return creator

    def change(self, creator: Creator, wanted: Mapping[str, object]) -> Creator:
        """Change what a creator can change in the app: name, bio, figures."""
        allowed = {"display_name", "bio", "followers", "following", "likes", "is_verified"}
        if unknown := set(wanted) - allowed:
            raise ValueError(f"cannot change {sorted(unknown)[0]!r}")
        changed = replace(creator, **dict(wanted))  # type: ignore[arg-type]
        self._storage.write(
            "INSERT OR REPLACE INTO creators VALUES (?, ?)", creator.account, _body(changed)
        )
        return changed


def _body(creator: Creator) -> str:
    return json.dumps(asdict(creator))
