"""The record of every call received, so that a test can check the actual requests."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field

from .storage import Storage

KEPT = 50_000


@dataclass
class Call:
    """One call. `generation` counts the refreshes of the grant whose token was sent.

    `outcome` is "ok" or TikTok's error code; `fault` names the injected fault; `hints` name the
    mistakes of a refused caller, where they are plain. `body` holds no secret (bodies.py).
    """

    endpoint: str
    at: float
    user_agent: str
    method: str = "GET"
    path: str = ""
    status: int = 0
    outcome: str = "ok"
    account: str | None = None
    client_key: str | None = None
    generation: int | None = None
    grant_type: str | None = None
    ids: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    cursor: int | None = None
    returned: int | None = None
    fault: str | None = None
    hints: list[str] = field(default_factory=list)
    body: object = None
    log_id: str | None = None
    milliseconds: float = 0.0


class Calls:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._since_trim = 0

    def add(self, call: Call) -> None:
        self._storage.write("INSERT INTO calls (body) VALUES (?)", json.dumps(asdict(call)))
        self._since_trim += 1
        if self._since_trim >= 1_000:
            self._since_trim = 0
            self._storage.write(
                "DELETE FROM calls WHERE id <= (SELECT max(id) FROM calls) - ?", KEPT
            )

    def read(
        self, *, after: int = 0, endpoint: str | None = None, limit: int = 1_000
    ) -> list[dict[str, object]]:
        """Return calls in the order received; `after` is the id of the last one already seen."""
        rows = self._storage.rows(
            "SELECT id, body FROM calls WHERE id > ?"
            " AND (? IS NULL OR json_extract(body, '$.endpoint') = ?) ORDER BY id LIMIT ?",
            after,
            endpoint,
            endpoint,
            limit,
        )
        return [{"id": row["id"], **json.loads(row["body"])} for row in rows]

    def latest(self, limit: int) -> list[dict[str, object]]:
        """Return the newest calls first."""
        rows = self._storage.rows("SELECT id, body FROM calls ORDER BY id DESC LIMIT ?", limit)
        return [{"id": row["id"], **json.loads(row["body"])} for row in rows]

    def totals(self) -> dict[str, dict[str, int]]:
        """Return the number of calls per endpoint and outcome."""
        totals: dict[str, Counter[str]] = {}
        for row in self._storage.rows(
            "SELECT json_extract(body, '$.endpoint') AS endpoint,"
            " json_extract(body, '$.outcome') AS outcome, count(*) AS n FROM calls GROUP BY 1, 2"
        ):
            totals.setdefault(row["endpoint"], Counter())[row["outcome"]] = row["n"]
        return {endpoint: dict(counts) for endpoint, counts in totals.items()}

    def clear(self) -> None:
        self._storage.write("DELETE FROM calls")
