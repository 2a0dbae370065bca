"""The faults for which a start is refused."""

from __future__ import annotations

import errno
from pathlib import Path


class CannotStart(Exception):
    """A start is impossible; the text says in one sentence why, and the remedy."""


def cannot_write(folder: Path, error: OSError) -> CannotStart:
    """Return the reason, in words, why `folder` cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CannotStart(f"The disk is full: nothing more can be written in {folder}.")
    return CannotStart(f"Cannot write in {folder}: {error.strerror}.")
