"""`python -m tests.servers.altered.worker`: worker.py after the change."""

from __future__ import annotations

import worker
from tests.servers.altered import alter

if __name__ == "__main__":
    alter()
    raise SystemExit(worker.main())
