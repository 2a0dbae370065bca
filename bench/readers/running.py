"""A program of others in a process of its own, which ends in time with all that it started."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHOWN = 200  # characters of an error's text


class Failed(Exception):
    """A program did not end well, or not in time; the text says how."""


def run(
    command: Sequence[str],
    folder: Path,
    *,
    seconds: float,
    online: bool = False,
    env: Mapping[str, str] | None = None,
    may_fail: bool = False,
) -> str:
    """Return what a program prints. Raises `Failed`; with `may_fail` only when it is too slow.

    Unless it is `online` it knows of no proxy, since none could reach our loopback.
    """
    environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    if online:
        environment = dict(os.environ)
    else:
        for name in [name for name in environment if name.lower().endswith("_proxy")]:
            del environment[name]
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", **(env or {})}
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(
        command, cwd=folder, env=environment, start_new_session=True, **pipes
    ) as process:
        try:
            out, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"did not end within {seconds:.0f} s") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode and not may_fail:
        raise Failed(_reason((errors or out).decode(errors="replace")))
    return out.decode(errors="replace")


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise `Failed` in the block when it takes longer than that. In the main thread only."""

    def stop(_number: int, _frame: object) -> None:
        raise Failed(f"was not read within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def last_json(printed: str) -> Any:
    """Return the last line of what a script printed, which is JSON. Raises `Failed`."""
    for line in reversed(printed.splitlines()):
        if line.startswith(("{", "[")):
            return json.loads(line)
    raise Failed("printed no result")


def _reason(printed: str) -> str:
    """Return the last line that names an error, or else the last one."""
    lines = [" ".join(line.split()) for line in printed.splitlines() if line.strip()]
    named = [line for line in lines if "error" in line.lower()]
    return (named or lines or ["no reason given"])[-1][:SHOWN]
