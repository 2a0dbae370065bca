"""What a started process finds around it: no setting of the developer's, and a free port."""

from __future__ import annotations

import os
import socket
from dataclasses import fields

from portfolio.config import Config

NAMES = [field.name.upper() for field in fields(Config)]


def without_settings() -> dict[str, str]:
    """Return this process's environment without any setting of ours."""
    return {k: text for k, text in os.environ.items() if k.removesuffix("_FILE") not in NAMES}


def default_settings() -> dict[str, str]:
    """Return the environment with every setting empty, which also hides what `.env` says."""
    return {**without_settings(), **{name + end: "" for name in NAMES for end in ("", "_FILE")}}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
