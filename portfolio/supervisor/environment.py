"""The environment of every process: the host's settings, completed with the demo's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from portfolio.config import Config
from portfolio.supervisor.instance import Instance
from portfolio.supervisor.problems import CannotStart
from portfolio.supervisor.processes import ROOT
from portfolio.supervisor.secret_files import fernet_key, kept, random_text
from portfolio.supervisor.valkey import url

# The sandbox accepts this app from any loopback address; sandbox/apps.py knows it too.
DEMO_KEY = "sbawdemo"
DEMO_SECRET = "sandbox-demo-secret"  # noqa: S105 - public on purpose


def is_set(name: str, environment: Mapping[str, str]) -> bool:
    """Return whether the host chose this setting, as text or as a file."""
    return bool(environment.get(name) or environment.get(f"{name}_FILE"))


def instance_of(environment: Mapping[str, str]) -> Instance:
    """Return the instance folder: INSTANCE_DIR, or `instance` beside app.py."""
    return Instance((ROOT / (environment.get("INSTANCE_DIR") or "instance")).resolve())


def port_of(environment: Mapping[str, str], name: str, default: int) -> int:
    """Read a port; ports below 1024 are left to the host."""
    text = environment.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotStart(f"{name} makes no sense: {text!r} is not a port between 1 and 65535.")
    return int(text)


def has_tiktok(environment: Mapping[str, str]) -> bool:
    """Return whether the host has a TikTok app: then the sandbox is never started."""
    return is_set("TIKTOK_CLIENT_KEY", environment)


def complete(
    chosen: Mapping[str, str], instance: Instance, port: int, sandbox_port: int, socket: Path
) -> dict[str, str]:
    """Return `chosen`, completed with the settings that the host left open."""
    environment = dict(chosen)

    def fill(name: str, value: str) -> None:
        if not is_set(name, environment):
            environment[name] = value

    for name, make in (("SECRET_KEY", random_text), ("TOKEN_KEYS", fernet_key)):
        if not is_set(name, environment):
            # Pass the file's name: more people can read an environment than the file.
            environment[f"{name}_FILE"] = str(kept(instance.secrets / name.lower(), make))
    fill("DATABASE_URL", f"sqlite:///{instance.database}")
    fill("REDIS_URL", url(socket))
    fill("PUBLIC_URL", f"http://127.0.0.1:{port}")
    if not has_tiktok(chosen):
        origin = f"http://127.0.0.1:{sandbox_port}"
        environment.update(
            TIKTOK_CLIENT_KEY=DEMO_KEY,
            TIKTOK_CLIENT_SECRET=DEMO_SECRET,
            TIKTOK_AUTHORIZE_URL=f"{origin}/v2/auth/authorize/",
            TIKTOK_API_URL=origin,
            TIKTOK_PLAYER_URL=f"{origin}/player/v1/",
            TIKTOK_MEDIA_HOSTS=origin,
        )
    environment["REFRESH_MARKER_DIR"] = str(instance.refreshes)
    # glibc gives every few threads a heap of their own, which keeps the memory that they freed.
    environment.setdefault("MALLOC_ARENA_MAX", "2")
    return environment


def without_settings() -> dict[str, str]:
    """Return the environment for programs that must know none of our secrets."""
    ours = {field.name.upper() for field in fields(Config)}
    return {
        name: text for name, text in os.environ.items() if name.removesuffix("_FILE") not in ours
    }
