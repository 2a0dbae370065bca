"""Makes `.venv` from a hash-pinned lock and continues there. Standard library only.

A bare Debian has python3 and pip but not `ensurepip`, so the environment is made without a pip of
its own and filled by the pip that is there; Debian's python3-venv is needed only where there is
none.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)
ROOM = {"requirements.lock": 250, "requirements-dev.lock": 700}  # MB that an installation fills.


class CannotInstall(Exception):
    """Says in one sentence what is wrong and what to do about it."""


def continue_in_venv(script: str, *locks: str) -> None:
    """Return if this already is `.venv` holding what `locks` name; else install and start again."""
    try:
        install(*locks)
        if Path(sys.prefix) != VENV:
            os.execv(PYTHON, [str(PYTHON), script, *sys.argv[1:]])
    except CannotInstall as problem:
        give_up(str(problem))
    except KeyboardInterrupt:
        give_up("Stopped before everything was installed; the next start goes on.")
    except OSError as error:
        give_up(f"Cannot start Python from {VENV}: {error.strerror}. Delete {VENV} and try again.")


def give_up(sentence: str) -> NoReturn:
    """End with a sentence instead of a traceback."""
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def install(*locks: str) -> None:
    """Bring `.venv` to what `locks` name, at once if it already is; repair it if it is damaged."""
    if sys.version_info < OLDEST_PYTHON:
        wanted, found = (".".join(map(str, v)) for v in (OLDEST_PYTHON, sys.version_info[:2]))
        raise CannotInstall(f"Showreel needs Python {wanted} or newer; this is {found}.")
    if is_installed(*locks):
        return
    try:
        with only_one_at_a_time():
            if not is_installed(*locks):
                _make_venv()
                _fill_venv(*locks)
    except OSError as error:
        raise CannotInstall(_why(error)) from error


def is_installed(*locks: str) -> bool:
    """Whether `.venv` was filled from exactly these locks by this Python, and is still whole."""
    return (
        PYTHON.exists()
        and all(_stamp(lock).exists() for lock in locks)
        and all(_stamp(lock).read_text().startswith(_mark(lock)) for lock in locks)
        and damage() is None
    )


def damage() -> str | None:
    """The first package, or file of one, that is missing or has lost bytes."""
    for stamp in VENV.glob(".requirements*.lock"):
        for package in stamp.read_text().split()[1:]:
            if not (_site_packages() / package).is_dir():
                return package
    for record in sorted(_site_packages().glob("*.dist-info/RECORD")):
        with record.open(newline="") as lines:
            for path, _, size in csv.reader(lines):
                if not size:  # Compiled files and RECORD itself are listed without one.
                    continue
                try:
                    if (record.parent.parent / path).stat().st_size != int(size):
                        return path
                except OSError:
                    return path
    return None


def apt(*packages: str) -> None:
    """Install Debian packages where this account may; else say which are needed."""
    names = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotInstall(f"Please install {names} (on Debian: apt-get install {names}).")
    print(f"Installing {names} with apt-get …", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            ["apt-get", *arguments], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise CannotInstall(f"apt-get could not install {names}: {reason}")


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Two first starts at once must not write the same environment."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _make_venv() -> None:
    if VENV.exists() or VENV.is_symlink():
        reason = _why_not_kept()
        if not reason:
            return
        print(f"Making {VENV.name} anew: {reason}.", file=sys.stderr)
        if VENV.is_dir() and not VENV.is_symlink():
            shutil.rmtree(VENV)
        else:
            VENV.unlink()
    if not _has("pip") and not _has("ensurepip"):
        apt("python3-venv")
    command = [sys.executable, "-m", "venv"]
    if _has("pip"):
        command.append("--without-pip")
    made = subprocess.run([*command, str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise CannotInstall(f"Cannot make {VENV}: {_last_line(made.stdout + made.stderr)}")


def _why_not_kept() -> str | None:
    if not PYTHON.exists():
        return "bin/python is missing or damaged"
    if not _site_packages().exists():
        return "it is of another Python"
    broken = damage()
    return f"{broken} is missing or damaged" if broken else None


def _fill_venv(*locks: str) -> None:
    _make_room(*locks)
    wanted = sum(len(re.findall(r"^\S+==", (ROOT / lock).read_text(), re.M)) for lock in locks[-1:])
    command = [
        *(
            [sys.executable, "-m", "pip", "--python", str(PYTHON)]
            if _has("pip")
            else [str(PYTHON), "-m", "pip"]
        ),
        *("install", "--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-compile"),
        *("--disable-pip-version-check", "--no-input", "--progress-bar", "off"),
        *("--no-warn-script-location", "--root-user-action", "ignore"),
        *(part for lock in locks for part in ("-r", str(ROOT / lock))),
    ]
    began = time.monotonic()
    output: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        collected = 0
        for line in pip.stdout or ():
            output.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied")):
                collected += 1
                _progress(f"Installing {min(collected, wanted)} of {wanted} packages", collected)
            elif line.startswith("Installing collected"):
                _progress(f"Unpacking {wanted} packages", 0)
    if pip.returncode:
        _progress("", 0)
        if shutil.disk_usage(ROOT).free < 20_000_000 or "No space left" in "".join(output):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        errors = [line for line in output if line.startswith("ERROR")] or output
        raise CannotInstall(f"pip could not install what Showreel needs: {_last_line(errors[0])}")
    packages = sorted(path.name for path in _site_packages().glob("*.dist-info"))
    for stale in VENV.glob(".requirements*.lock"):
        stale.unlink()
    for lock in locks:
        _stamp(lock).write_text("\n".join([_mark(lock), *packages]))
    _progress(f"Installed {wanted} packages in {time.monotonic() - began:.0f} s", 0, last=True)


def _progress(text: str, step: int, *, last: bool = False) -> None:
    """One line that rewrites itself at a terminal; every tenth step elsewhere."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="\n" if last else "", file=sys.stderr, flush=True)
    elif text and step % 10 == 0:
        print(text, file=sys.stderr, flush=True)


def _make_room(*locks: str) -> None:
    needed = ROOM[locks[-1]] if not any(_stamp(lock).exists() for lock in locks) else 20
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < needed:
        raise CannotInstall(
            f"The disk is full: {free} MB are free where {ROOT} is, and {needed} MB are needed."
        )


def _why(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: {ROOT} has no room for {VENV.name}."
    return f"Cannot write {error.filename or VENV}: {error.strerror}."


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _site_packages() -> Path:
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return VENV / "lib" / version / "site-packages"


def _stamp(lock: str) -> Path:
    return VENV / f".{lock}"


def _mark(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes() + sys.version.encode()).hexdigest()


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1].removeprefix("ERROR: ")
