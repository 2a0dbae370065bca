"""A file that says "a token refresh is under way here", read before a process is stopped.

Killing a worker between TikTok's rotation and our commit would cost the creator the connection,
so the supervisor gives a worker with a marker the time that the call may take.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

DIRECTORY = "REFRESH_MARKER_DIR"


@contextmanager
def refreshing(creator_id: UUID) -> Iterator[None]:
    """Keep this process's marker file while the block runs."""
    directory = os.environ.get(DIRECTORY)
    if not directory:
        yield
        return
    marker = Path(directory) / f"refresh-{os.getpid()}"
    marker.write_text(str(creator_id))
    try:
        yield
    finally:
        marker.unlink(missing_ok=True)
