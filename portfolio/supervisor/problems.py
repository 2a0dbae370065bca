"""Why a start ends before it began."""

from __future__ import annotations

import errno
from pathlib import Path


class CannotStart(Exception):
    """Says in one sentence what is wrong and what to do about it."""


def cannot_write(folder: Path, error: OSError) -> CannotStart:
    """Put into words why `folder` cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CannotStart(f"The disk is full: nothing more can be written in {folder}.")
    return CannotStart(f"Cannot write in {folder}: {error.strerror}.")
