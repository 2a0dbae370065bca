"""`python3 app.py` in a folder of its own, as on a first try of Showreel."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portfolio.supervisor.ports import answers
from portfolio.supervisor.processes import ROOT, Child
from tests.servers.surroundings import default_settings, free_port
from tests.servers.waiting import wait_for


@dataclass
class Demo:
    """A running demo. `seconds` is the time to the first page."""

    url: str
    #: Host and port of the sandbox, which serves the pictures.
    sandbox: str
    folder: Path
    child: Child
    seconds: float

    @property
    def pid(self) -> int:
        return self.child.pid

    def page(self) -> str:
        """Wait for the finished page; return its address."""
        note = self.folder / "demo.json"

        def path() -> str | None:
            try:
                found: str | None = json.loads(note.read_text()).get("page")
            except (OSError, ValueError):
                return None
            return found

        wait_for(path, "the finished page", self.child, seconds=90)
        return f"{self.url}{path()}"


@contextmanager
def demo(folder: Path | None = None) -> Iterator[Demo]:
    """Run the demo on free ports, by default in a new folder, and end it as Ctrl-C does."""
    with tempfile.TemporaryDirectory(prefix="demo-") as made:
        instance = folder or Path(made)
        port, sandbox_port = free_port(), free_port()
        environment = {
            **default_settings(),
            "INSTANCE_DIR": str(instance),
            "PORT": str(port),
            "SANDBOX_PORT": str(sandbox_port),
        }
        # Or each start, and each of its processes, would compile every module again.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        began = time.monotonic()
        child = Child("demo", command(), environment, log=Path(made) / "log")
        child.start()
        try:
            wait_for(lambda: answers(port, "/"), "the first page", child, seconds=60)
            seconds = time.monotonic() - began
            sandbox = f"127.0.0.1:{sandbox_port}"
            yield Demo(f"http://127.0.0.1:{port}", sandbox, instance, child, seconds)
        finally:
            child.send(signal.SIGINT)
            try:
                wait_for(lambda: not child.is_running(), "the demo's end", seconds=10)
            finally:
                child.kill()


def command() -> list[str]:
    """Return the command that starts the demo with this process's Python."""
    script = str(ROOT / "app.py")
    if Path(sys.prefix) == ROOT / ".venv":
        return ["python3", script]
    # Another environment has all packages already, so skip bootstrap.py, which wants `.venv`.
    return [
        sys.executable,
        "-c",
        "from portfolio.supervisor.main import run; raise SystemExit(run())",
    ]
