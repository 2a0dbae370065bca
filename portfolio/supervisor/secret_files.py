"""Secrets made on the first start and kept in files that only this account can read."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from pathlib import Path

from portfolio.supervisor.problems import cannot_write


def random_text() -> str:
    """Return a session secret of 256 random bits."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")


def fernet_key() -> str:
    """Return a Fernet key: 32 random bytes, as cryptography's own `generate_key` makes them."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def kept(path: Path, make: Callable[[], str]) -> Path:
    """Return `path`, filled with `make()` if it does not exist yet.

    The file appears whole or not at all: a key cut short by a full disk would lock every token.
    """
    try:
        if not path.exists():
            draft = path.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
                new.write(make())
                new.flush()
                os.fsync(new.fileno())
            draft.rename(path)
    except OSError as error:
        raise cannot_write(path.parent, error) from error
    return path
