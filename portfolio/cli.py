"""Commands for the host: `flask keys rotate`."""

from __future__ import annotations

import click
from cryptography.fernet import Fernet
from flask import Flask
from flask.cli import AppGroup

from portfolio.services.connections import key_rotation

keys_group = AppGroup("keys", help="The keys that seal TikTok's tokens at rest.")


@keys_group.command("new")
def new() -> None:
    """Print a fresh key for TOKEN_KEYS."""
    click.echo(Fernet.generate_key().decode())


@keys_group.command("rotate")
def rotate() -> None:
    """Seal every stored token again with the first of TOKEN_KEYS."""
    done = key_rotation.rotate()
    click.echo(f"{done.sealed} connections sealed with the newest key.")
    if done.unreadable:
        raise click.ClickException(
            f"{done.unreadable} connections cannot be read with any of TOKEN_KEYS; "
            "their creators have to connect again."
        )


def register(app: Flask) -> None:
    app.cli.add_command(keys_group)
