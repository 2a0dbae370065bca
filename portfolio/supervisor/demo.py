"""The finished demo page: made once, for a fresh database, while the site already serves."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portfolio.supervisor.processes import Child


@dataclass
class Demo:
    """The state of the demo page; `note` is a file in the instance folder."""

    note: Path
    site: str
    _walk: Child | None = field(default=None, init=False)

    @property
    def address(self) -> str | None:
        """The address of the finished page, or None."""
        path = self._noted().get("page")
        return f"{self.site}{path}" if path else None

    @property
    def is_wanted(self) -> bool:
        """Whether the page was promised and is not finished yet."""
        return self.note.exists() and self.address is None

    def promise(self) -> None:
        """Note that the page is to be made, in this run or, if it is cut short, in the next."""
        self.note.write_text(json.dumps({"page": None}))

    def begin(self, environment: Mapping[str, str]) -> None:
        """Begin the walk through the site, as a creator would, in a process of its own."""
        command = [
            sys.executable,
            "-m",
            "portfolio.supervisor.demo_page",
            self.site,
            str(self.note),
        ]
        self._walk = Child("demo", command, environment)
        self._walk.start()

    def look(self) -> None:
        """Print the result once the walk has ended."""
        if self._walk is None or self._walk.is_running():
            return
        self._walk = None
        if self.address:
            print(f"  A finished page   {self.address}", flush=True)
        else:
            print("The demo page could not be made; signing in works all the same.", flush=True)

    def stop(self) -> None:
        """Break off a walk under way; the next start begins it again."""
        if self._walk:
            self._walk.kill()

    def _noted(self) -> dict[str, str | None]:
        try:
            noted = json.loads(self.note.read_text())
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}
