"""Commands for the host: `flask keys …`, `flask reports`, `flask suspend`, `flask reinstate`."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import asdict

import click
from cryptography.fernet import Fernet
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from portfolio.services.connections import key_rotation
from portfolio.services.drafts import suspensions
from portfolio.services.pages import reports
from portfolio.services.pages.reports import Open

keys_group = AppGroup("keys", help="The keys that seal TikTok's tokens at rest.")
#: The characters that turn a terminal's text around, or command the terminal itself.
_COMMANDS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


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


@click.group("reports", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs.")
@click.pass_context
@with_appcontext
def reports_group(context: click.Context, as_json: bool) -> None:
    """List the open reports of visitors about pages, the oldest first."""
    if context.invoked_subcommand is not None:
        return
    found = reports.all_open()
    if as_json:
        rows = [{**asdict(each), "at": each.at.isoformat(timespec="seconds")} for each in found]
        click.echo(json.dumps(rows, indent=2))
    else:
        click.echo("\n\n".join(map(_in_words, found)) or "No report is open.")


@reports_group.command("close")
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1, 2**31 - 1))
@with_appcontext
def close(numbers: Sequence[int]) -> None:
    """Close the reports of these NUMBERS: they are kept for 30 days more."""
    closed = reports.close(numbers)
    if closed:
        click.echo(f"Closed: {', '.join(map(str, sorted(closed)))}.")
    if left := sorted({*numbers} - closed):
        raise click.ClickException(f"No open report has the number {', '.join(map(str, left))}.")


def _in_words(report: Open) -> str:
    """Return a report for a terminal; what a visitor typed can command it nothing."""
    suspended = ", suspended" if report.is_suspended else ""
    head = f"{report.number}  @{report.handle}{suspended}  {report.kind}"
    contact = f"\nContact: {report.contact}" if report.contact else ""
    typed = _COMMANDS.sub("\ufffd", report.words + contact)
    return f"{head}  {report.at:%Y-%m-%d %H:%M} UTC\n{textwrap.indent(typed, '    ')}"


def _nobody(handle: str) -> click.ClickException:
    return click.ClickException(f"Nobody here has the handle {handle!r}: nothing was changed.")


def register(app: Flask) -> None:
    app.cli.add_command(keys_group)
    app.cli.add_command(reports_group)
    app.cli.add_command(suspend)
    app.cli.add_command(reinstate)
