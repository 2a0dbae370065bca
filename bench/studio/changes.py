"""Changes of the draft: a tick, all that a search finds, and a move, beside an empty answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count, cycle
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from bench.reporting import interleaved
from bench.studio.asking import Asker
from bench.studio.libraries import newest_ids, picked_are, picks_in
from bench.studio.ratios import compared, p50, p99, ratio
from bench.studio.searches import NARROWED
from bench.studio.timing import Took
from bench.table import Row
from portfolio.services.drafts import picks

#: The picks of an ordinary page.
PICKED = 12
MOST_TICK, MOST_OF_EARLIER, MOST_ALL, MOST_MOVE = 1.3, 0.6, 6.0, 1.3

_STATE = re.compile(r'name="state" id="state" form="moves" value="([^"]+)"')
_NEWEST = re.compile(r'id="undo-newest"\s+name="number"\s+value="(\d+)"')
_WRITES = ("INSERT", "UPDATE", "DELETE")


class Creator:
    """A creator's acts on a draft; each returns the time it took."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        ids = newest_ids(asker.creator_id, picks.MOST)
        self._few, self._full = ids[:PICKED], ids
        self._others, self._middle = cycle(ids[PICKED:]), cycle(ids[len(ids) // 4 : len(ids) // 2])
        self._turns = count(1)
        self.all_ticked = 0

    def asks_for_nothing(self) -> Took:
        return self._asker.get("/studio/session").took

    def ticks(self) -> Took:
        video_id = next(self._others)
        took = self._change(video_id, pick=[video_id])
        self._change(video_id)
        return took

    def ticks_among_few(self) -> Took:
        self.has_few()
        return self.ticks()

    def ticks_the_last(self) -> Took:
        """Tick the video with which the draft is full."""
        video_id = self._full[-1]
        self._change(video_id)
        return self._change(video_id, pick=[video_id])

    def ticks_all(self) -> Took:
        picked_are(self._asker.creator_id, [])
        answer = self._asker.post("/studio/picks/found", **NARROWED)
        self.all_ticked = int(re.search(r"(\d+) videos? ticked", answer.text)[1])  # type: ignore[index]
        return answer.took

    def undoes_all(self) -> Took:
        picked_are(self._asker.creator_id, [])
        answer = self._asker.post("/studio/picks/found", **NARROWED)
        newest = _NEWEST.search(answer.text)
        assert newest is not None, "an answer without a change to undo"
        undone = self._asker.post("/studio/undos", number=newest[1])
        assert not picks_in(self._asker.creator_id), "picks that were not undone"
        return undone.took

    def moves_up(self) -> Took:
        row = next(self._middle)
        answer = self._asker.post("/studio/order/moves", up=row, state=self._state)
        self._state = _state_in(answer.text)
        return answer.took

    def has_few(self) -> None:
        picked_are(self._asker.creator_id, self._few)

    def has_all(self) -> None:
        picked_are(self._asker.creator_id, self._full)
        self._state = _state_in(self._asker.get("/studio/order").text)

    def _change(self, video_id: str, **boxes: object) -> Took:
        turn = next(self._turns)
        return self._asker.post(
            "/studio/picks", shown=[video_id], tab="bench", turn=turn, answered=turn - 1, **boxes
        ).took


def _state_in(text: str) -> str:
    found = _STATE.search(text)
    assert found is not None, "an answer without the order's state"
    return found[1]


def measure(asker: Asker, rounds: int, earlier: Callable[[], Took] | None = None) -> dict[str, Any]:
    """Return the times of each act, also of an earlier build's tick; and the rows of a move."""
    creator = Creator(asker)
    creator.has_few()
    sides = {"nothing": creator.asks_for_nothing, "tick": creator.ticks}
    few = interleaved(sides if earlier is None else {**sides, "earlier": earlier}, rounds)
    sides = {
        "tick": creator.ticks_among_few,
        "all": creator.ticks_all,
        "undo": creator.undoes_all,
    }
    found = interleaved(sides, rounds)
    creator.has_all()
    full = interleaved({"tick": creator.ticks_the_last, "move": creator.moves_up}, rounds)
    creator.has_all()
    with _rows_written() as written:
        creator.moves_up()
    ticked = creator.all_ticked
    return {"few": few, "found": found, "full": full, "written": written, "ticked": ticked}


@contextmanager
def _rows_written() -> Iterator[dict[str, int]]:
    """Count the rows that are inserted, updated and deleted in the block, by their table."""
    written: dict[str, int] = {}

    def note(_connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(_WRITES):
            table = re.split(r"\s+", statement.replace("INTO ", "").replace("FROM ", ""))[1]
            # SQLite counts no rows of an INSERT that returns them: it is of one row at least.
            rows = cursor.rowcount if cursor.rowcount >= 0 else 1
            written[table] = written.get(table, 0) + rows

    event.listen(sa.Engine, "after_cursor_execute", note)
    try:
        yield written
    finally:
        event.remove(sa.Engine, "after_cursor_execute", note)


def rows_of(database: str, found: Mapping[str, Any]) -> list[Row]:
    few, among, full = found["few"], found["found"], found["full"]
    nothing, tick, move = few["nothing"], few["tick"], full["move"]
    picked = found["written"].get("pick", 0)
    return [
        Row(f"{database}: an empty signed-in answer", f"{p50(nothing):.1f} ms"),
        Row("  p99", f"{p99(nothing):.1f} ms"),
        *compared(f"{database}: a tick", "an empty answer", tick, nothing, MOST_TICK),
        Row("  milliseconds", f"{p50(tick):.1f}"),
        Row("  p99", f"{p99(tick):.1f} ms"),
        *compared(f"{database}: all in a filter", "a tick", among["all"], among["tick"], MOST_ALL),
        Row("  videos that it ticks", str(found["ticked"])),
        *compared(f"{database}: undo of it", "a tick", among["undo"], among["tick"], MOST_ALL),
        *compared(f"{database}: a move among {picks.MOST} picks", "a tick there",
                  move, full["tick"], MOST_MOVE),
        Row("  of a tick among few picks", *ratio("a tick", p50(move), p50(tick))),
        Row("  picks written", str(picked), "1", picked == 1),
        Row("  rows written in all", str(sum(found["written"].values()))),
    ]  # fmt: skip


def rows_of_earlier(database: str, found: Mapping[str, Any]) -> list[Row]:
    tick, before = found["few"]["tick"], found["few"]["earlier"]
    name = f"{database}: a tick, of the earlier build"
    return compared(name, "the earlier", tick, before, MOST_OF_EARLIER)
