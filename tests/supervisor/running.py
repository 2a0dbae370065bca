"""A running `python3 app.py`: its output, its address, its processes."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portfolio.supervisor.processes import ROOT, end_with_parent
from tests.servers.surroundings import default_settings, free_port
from tests.servers.waiting import PATIENCE_SECONDS, wait_for

# The part of app.py after bootstrap.py has prepared the environment.
PROGRAM = "from portfolio.supervisor.main import run; raise SystemExit(run())"
# A variable that is none of our settings, so that also programs started without these have it.
MARK = "STARTED_FOR_TEST_IN"


@dataclass
class Running:
    """One supervisor with its instance folder and ports."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int

    @property
    def output(self) -> str:
        return self.folder.with_suffix(".log").read_text()

    def wait_until_ready(self) -> None:
        self.wait_for("Ready after")

    def wait_for(self, text: str, seconds: float = 300) -> None:
        wait_for(
            lambda: text in self.output or self.process.poll() is not None, text, seconds=seconds
        )
        assert text in self.output, self.output

    def page(self) -> int:
        """Request a page; return the status."""
        address = f"http://127.0.0.1:{self.port}/healthz"
        with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as answer:
            return int(answer.status)

    def serves(self) -> bool:
        try:
            return self.page() == 200
        except OSError:
            return False

    def processes(self) -> dict[int, str]:
        """Return the command of every process of this supervisor, also indirect ones, by pid."""
        mark = f"{MARK}={self.folder}\0".encode()
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                # Valkey overwrites its environment and command, but its working folder holds its
                # data.
                if (process / "cwd").readlink().is_relative_to(self.folder):
                    found[int(process.name)] = "valkey-server"
                elif mark in (process / "environ").read_bytes():
                    command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(process.name)] = command
            except OSError:
                continue  # The process has just ended.
        return found

    def pids(self, part_of_command: str) -> list[int]:
        return [pid for pid, command in self.processes().items() if part_of_command in command]

    def end(self, signal_number: int = signal.SIGINT) -> int:
        self.process.send_signal(signal_number)
        return self.process.wait(PATIENCE_SECONDS)


@contextmanager
def supervisor(folder: Path, port: int | None = None, **settings: str) -> Iterator[Running]:
    """Start everything on free ports; `settings` override the defaults. End it after the block."""
    port = port or free_port()
    environment: Mapping[str, str] = {
        **default_settings(),
        "INSTANCE_DIR": str(folder),
        MARK: str(folder),
        "PORT": str(port),
        "SANDBOX_PORT": str(free_port()),
        **settings,
    }

    def as_from_a_shell() -> None:
        end_with_parent()
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)  # ignored where the tests run with `&`
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, hard), hard))

    with folder.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=as_from_a_shell,
        )
    running = Running(process, folder, port)
    try:
        yield running
    finally:
        if process.poll() is None:
            running.end(signal.SIGTERM)
        for pid in running.processes():
            os.kill(pid, signal.SIGKILL)
