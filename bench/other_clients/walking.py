"""One client in a process of its own, against a sandbox of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.other_clients.clients import Client
from sandbox.apps import DEMO_CLIENT_KEY, DEMO_CLIENT_SECRET

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds for one walk


@dataclass(frozen=True)
class Walk:
    """A client's run. `steps` maps each step to its success, in order."""

    client: Client
    steps: dict[str, bool]
    saw: dict[str, str]
    calls: int
    broke: str

    @property
    def is_as_recorded(self) -> bool:
        """Whether only the steps with a recorded departure failed."""
        known = dict.fromkeys(self.client.steps, True)
        known |= {departure.step: False for departure in self.client.departures}
        return self.steps == known and not self.broke


@contextmanager
def fresh_sandbox() -> Iterator[str]:
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            yield line.split()[-1]
        finally:
            process.terminate()


def take(client: Client, folder: Path) -> Walk:
    with fresh_sandbox() as url:
        environment = {
            **os.environ,
            "SANDBOX": url,
            "CLIENT_KEY": DEMO_CLIENT_KEY,
            "CLIENT_SECRET": DEMO_CLIENT_SECRET,
            "PYTHONPATH": str(folder / "site"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        program = "node" if client.walk.endswith(".mjs") else sys.executable
        done = subprocess.run(
            [program, str(folder / client.walk)],
            cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE,
            check=False,
        )  # fmt: skip
        calls = _calls(url)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return Walk(
        client,
        {line["step"]: line["ok"] for line in lines},
        {line["step"]: line["saw"] for line in lines},
        calls,
        done.stderr.strip()[-600:] if done.returncode else "",
    )


def _calls(url: str) -> int:
    with urllib.request.urlopen(f"{url}/_control/calls/totals", timeout=10) as answer:
        totals = json.load(answer)
    return sum(sum(outcomes.values()) for outcomes in totals.values())
