"""Web and worker processes that a test changes before they start, for example their clock.

ALTERED_BY names modules; `alter()` of each runs before the application is made. So a test can try
states that no setting gives, and portfolio/ needs no code for tests alone.
"""

from __future__ import annotations

import os
from importlib import import_module

NAME = "ALTERED_BY"


def alter() -> None:
    """Run `alter()` of each module that ALTERED_BY names."""
    for module in os.environ.get(NAME, "").split():
        import_module(module).alter()
