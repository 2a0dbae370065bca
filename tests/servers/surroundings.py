"""The environment of started processes: no setting of the developer's, and a free port."""

from __future__ import annotations

import socket
from dataclasses import fields

from portfolio.config import Config
from portfolio.supervisor.environment import without_settings

NAMES = [field.name.upper() for field in fields(Config)]


def default_settings() -> dict[str, str]:
    """Return the environment with every setting empty, which also overrides `.env`."""
    return {**without_settings(), **{name + end: "" for name in NAMES for end in ("", "_FILE")}}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
