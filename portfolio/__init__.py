"""Showreel: choose the TikToks worth showing, publish one page, and keep its covers alive."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.config import Config


def create_app(config: Config | None = None, process: str = "web") -> Flask:
    """Return the application; settings come from the environment unless given.

    `process` is "web", "worker" or "migration"; TikTok's log tells the first two apart.
    """
    # All imports come with the app, not with the package: the supervisor imports the package and
    # has to stay small and quick.
    is_collecting = gc.isenabled()
    # Nearly every object of a start stays, and looking for the others takes a tenth of it.
    gc.disable()
    try:
        from portfolio.factory import make_app

        return make_app(config, process)
    finally:
        if is_collecting:
            gc.enable()
