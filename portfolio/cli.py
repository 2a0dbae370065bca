"""Commands for the host: `flask keys rotate`, `flask suspend`, `flask reinstate`."""

from __future__ import annotations

import click
from cryptography.fernet import Fernet
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from portfolio.services.connections import key_rotation
from portfolio.services.drafts import suspensions

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


@click.command("suspend")
@click.argument("handle")
@click.option("--reason", required=True, help="Why: the creator reads these words in the studio.")
@with_appcontext
def suspend(handle: str, reason: str) -> None:
    """Take down the page at HANDLE: nobody sees it, and its creator cannot publish."""
    try:
        done = suspensions.suspend(handle, reason)
    except LookupError as error:
        raise _nobody(handle) from error
    except ValueError as error:
        raise click.ClickException(f"Nothing was changed: {error}.") from error
    click.echo(f"@{done.handle} is suspended; its creator reads the reason in the studio.")


@click.command("reinstate")
@click.argument("handle")
@with_appcontext
def reinstate(handle: str) -> None:
    """Let the page at HANDLE be seen again, as it was when it was suspended."""
    try:
        done = suspensions.reinstate(handle)
    except LookupError as error:
        raise _nobody(handle) from error
    if not done.changed:
        click.echo(f"@{done.handle} is not suspended: nothing was changed.")
    elif done.is_public:
        click.echo(f"@{done.handle} is reinstated, and public as it was before.")
    else:
        click.echo(f"@{done.handle} is reinstated; its creator can publish it.")


def _nobody(handle: str) -> click.ClickException:
    return click.ClickException(f"Nobody here has the handle {handle!r}: nothing was changed.")


def register(app: Flask) -> None:
    app.cli.add_command(keys_group)
    app.cli.add_command(suspend)
    app.cli.add_command(reinstate)
