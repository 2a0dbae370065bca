"""Makes `.venv` from a hash-pinned lock and continues there. Standard library only.

A bare Debian has python3 and pip but not `ensurepip`, so the environment is made without its own
pip and filled by the system's pip; Debian's python3-venv is needed only if there is none.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import fcntl
import functools
import hashlib
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
#: The Python that makes and fills `.venv`; not the one in it, which a new `.venv` replaces.
MAKER: str = getattr(sys, "_base_executable", sys.executable)
OLDEST_PYTHON = (3, 11)
ROOM = {"requirements.lock": 250, "requirements-dev.lock": 700}  # MB that an installation fills.


class CannotInstall(Exception):
    """Names the fault and its remedy in one sentence."""


def continue_in_venv(script: str, *locks: str) -> None:
    """Return if this is `.venv` with the packages of `locks`; else install and start again."""
    try:
        install(*locks)
        if Path(sys.prefix) != VENV:
            os.execve(PYTHON, [str(PYTHON), script, *sys.argv[1:]], _keeping_bytecode())
    except CannotInstall as problem:
        give_up(str(problem))
    except KeyboardInterrupt:
        give_up("Stopped before everything was installed; the next start goes on.")
    except OSError as error:
        give_up(f"Cannot start Python from {VENV}: {error.strerror}. Delete {VENV} and try again.")


def _keeping_bytecode() -> dict[str, str]:
    """Return this environment, with the folder for bytecode in `.venv` where none may be written.

    Images for containers forbid it with PYTHONDONTWRITEBYTECODE. Each process of ours would then
    compile a thousand modules at each start, for some seconds.
    """
    environment = dict(os.environ)
    if environment.pop("PYTHONDONTWRITEBYTECODE", None):
        chosen = environment.get("PYTHONPYCACHEPREFIX")
        environment["PYTHONPYCACHEPREFIX"] = chosen or str(VENV / "bytecode")
    return environment


def give_up(sentence: str) -> NoReturn:
    """End with a sentence instead of a traceback."""
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def install(*locks: str) -> None:
    """Install the packages of `locks` into `.venv` unless it has them; repair it if damaged."""
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
    """Return whether `.venv` was filled from these locks, for its Python, and is still whole."""
    return (
        _version_inside() is not None
        and all(_stamp(lock).exists() for lock in locks)
        and all(_stamp(lock).read_text().startswith(_mark(lock)) for lock in locks)
        and damage() is None
    )


def damage() -> str | None:
    """Return the first package, or file of one, that is missing or has lost bytes."""
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
    """Install Debian packages if this account may; else raise, naming them."""
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
    """Keep two first starts at once from writing the same environment."""
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
    if not _has(MAKER, "pip") and not _has(MAKER, "ensurepip"):
        apt("python3-venv")
    command = [MAKER, "-m", "venv"]
    if _has(MAKER, "pip"):
        command.append("--without-pip")
    made = subprocess.run([*command, str(VENV)], capture_output=True, text=True, check=False)
    _version_inside.cache_clear()
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise CannotInstall(f"Cannot make {VENV}: {_last_line(made.stdout + made.stderr)}")


def _why_not_kept() -> str | None:
    if not PYTHON.exists():
        return "bin/python is missing or damaged"
    if _version_inside() is None:
        return "its Python does not start"
    if not _site_packages().exists():
        return "it is of another Python"
    if broken := damage():
        return f"{broken} is missing or damaged"
    if not _pip():
        return "neither its Python nor the one that starts Showreel has pip"
    return None


def _fill_venv(*locks: str) -> None:
    _make_room(*locks)
    wanted = sum(len(re.findall(r"^\S+==", (ROOT / lock).read_text(), re.M)) for lock in locks[-1:])
    command = [
        *_pip(),
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
    """Print a line that rewrites itself at a terminal; elsewhere every tenth step."""
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


def _pip() -> list[str]:
    """Return the command of a pip that fills `.venv`; empty if there is none."""
    if _has(MAKER, "pip"):
        return [MAKER, "-m", "pip", "--python", str(PYTHON)]
    return [str(PYTHON), "-m", "pip"] if _has(str(PYTHON), "pip") else []


def _has(python: str, module: str) -> bool:
    question = f"import importlib.util as u; raise SystemExit(u.find_spec('{module}') is None)"
    return (
        subprocess.run([python, "-c", question], capture_output=True, check=False).returncode == 0
    )


@functools.cache
def _version_inside() -> str | None:
    """Return `sys.version` of the Python in `.venv`, which may differ from the running one.

    Return None if there is none, or if it does not start.
    """
    if Path(sys.prefix) == VENV:
        return sys.version
    try:
        asked = subprocess.run(
            [PYTHON, "-IS", "-c", "import sys; print(end=sys.version)"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return None
    return asked.stdout if asked.returncode == 0 else None


def _site_packages() -> Path:
    version = ".".join((_version_inside() or sys.version).split(".")[:2])
    return VENV / "lib" / f"python{version}" / "site-packages"


def _stamp(lock: str) -> Path:
    return VENV / f".{lock}"


def _mark(lock: str) -> str:
    return hashlib.sha256(
        (ROOT / lock).read_bytes() + (_version_inside() or "").encode()
    ).hexdigest()


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1].removeprefix("ERROR: ")
