"""The locks pin every package by hash, and name no address of a package index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)( ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")

locks = pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])


def pins(lock: str) -> set[tuple[str, str]]:
    lines = (ROOT / lock).read_text().splitlines()
    return {match.group(1, 2) for line in lines if (match := PIN.match(line))}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[><=]", requirement)[0].lower() for requirement in requirements}


@locks
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()

    assert [line for line in lines if not PIN.match(line) and not HASH.match(line)] == []


@locks
def test_every_pin_has_a_hash(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()

    after_pins = [lines[n + 1] for n, line in enumerate(lines) if PIN.match(line)]

    assert after_pins
    assert all(HASH.match(line) for line in after_pins)


@locks
def test_a_lock_names_no_address(lock: str) -> None:
    assert not re.search(r"://|file:|index-url|find-links", (ROOT / lock).read_text())


def test_the_locks_hold_what_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert names(project["project"]["dependencies"]) <= {
        name for name, _ in pins("requirements.lock")
    }
    assert names(project["dependency-groups"]["dev"]) <= {
        name for name, _ in pins("requirements-dev.lock")
    }


def test_tests_run_with_the_versions_that_the_site_runs_with() -> None:
    assert pins("requirements.lock") <= pins("requirements-dev.lock")
