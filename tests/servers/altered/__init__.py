"""Web and worker with something about them changed first: their clock, or what they believe.

ALTERED_BY names modules; `alter()` of each runs before the application is made. So a test can try
what cannot be had by settings, and nothing in portfolio/ is there for tests alone.
"""

from __future__ import annotations

import os
from importlib import import_module

NAME = "ALTERED_BY"


def alter() -> None:
    """Run what this process's environment names."""
    for module in os.environ.get(NAME, "").split():
        import_module(module).alter()
