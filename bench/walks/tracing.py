"""The cost of a block of code: files of the product, calls, statements and commits."""

from __future__ import annotations

import sys
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from tests.support.statements import noted_statements, without_commits

ROOT = Path(__file__).resolve().parents[2]
#: The code whose calls are counted.
PRODUCT = (f"{ROOT}/portfolio/", f"{ROOT}/worker.py")


@dataclass
class Walk:
    """One thread's part of a traced block."""

    files: set[str] = field(default_factory=set)
    calls: int = 0
    #: Calls from one file of the product into another.
    hops: int = 0
    #: The most calls of the product that were open at once.
    deepest: int = 0
    noted: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    @property
    def statements(self) -> int:
        """Statements with each BEGIN, without COMMIT."""
        return len(without_commits(self.noted))

    @property
    def commits(self) -> int:
        return len(self.noted) - self.statements

    def enter(self, file: str) -> None:
        self.hops += bool(self._open) and self._open[-1] != file
        self._open.append(file)
        self.deepest = max(self.deepest, len(self._open))
        self.calls += 1
        self.files.add(file)

    def leave(self) -> None:
        if self._open:  # empty for calls that began before the trace
            self._open.pop()


@contextmanager
def traced() -> Iterator[Mapping[str, Walk]]:
    """Trace this thread and each that begins in the block; the walks are by the thread's name."""
    walks: defaultdict[str, Walk] = defaultdict(Walk)

    def follow(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if code.co_filename.startswith(PRODUCT) and not code.co_name.startswith("<"):
            if event == "call":
                walks[threading.current_thread().name].enter(code.co_filename)
            elif event == "return":
                walks[threading.current_thread().name].leave()

    def note(statement: str) -> None:
        walks[threading.current_thread().name].noted.append(statement)

    with noted_statements(note):
        threading.setprofile(follow)
        sys.setprofile(follow)
        try:
            yield walks
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
