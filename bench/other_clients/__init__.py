"""Other projects' TikTok clients, walked against the sandbox; see docs/sandbox.md.

Only the address changes: by the client's own option if it has one, else by routing its HTTP.
Pinned versions are installed into a temporary folder with npm and pip.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill

from bench.other_clients.clients import CLIENTS, Client
from bench.other_clients.installing import CannotInstall, install
from bench.other_clients.walking import Walk, take
from bench.reporting import parser, write


def main(arguments: Sequence[str]) -> bool:
    options = parser("other-clients")
    options.add_argument("names", nargs="*", metavar="client", help="these alone")
    chosen = options.parse_args(arguments)
    names = chosen.names
    if unknown := set(names) - {client.name for client in CLIENTS}:
        options.error(f"no such client: {', '.join(sorted(unknown))}")
    clients = [client for client in CLIENTS if not names or client.name in names]
    with tempfile.TemporaryDirectory(prefix="other-clients-") as folder:
        began = time.monotonic()
        try:
            install(Path(folder), clients)
        except CannotInstall as problem:
            print(problem, file=sys.stderr)
            return False
        installed = time.monotonic()
        walks = [take(client, Path(folder)) for client in clients]
    show(walks)
    done = time.monotonic()
    print(f"Installed in {installed - began:.0f} s, walked in {done - installed:.0f} s.\n")
    kept = all(walk.is_as_recorded for walk in walks)
    figures = {walk.client.name: {**walk.steps, "result": result(walk)} for walk in walks}
    write("TikTok clients that others wrote", (), figures, chosen.json, kept=kept)
    return kept


def show(walks: Sequence[Walk]) -> None:
    """Print one table, then each departure with its source."""
    rows = [("client", "version", "from", "led by", "walked", "calls", "result")]
    for walk in walks:
        client = walk.client
        good = ", ".join(step for step, ok in walk.steps.items() if ok) or "nothing"
        rows.append(
            (client.name, client.version, client.registry, client.redirected, good,
             str(walk.calls), result(walk))
        )  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    print("\nTikTok clients that others wrote, against the sandbox\n")
    for row in rows:
        cells = (f"{text:<{width}}" for text, width in zip(row, widths, strict=True))
        print(f"  {'  '.join(cells)}".rstrip())
    print()
    for walk in walks:
        if walk.is_as_recorded:
            departures(walk.client)
        else:
            surprise(walk)


def result(walk: Walk) -> str:
    if not walk.is_as_recorded:
        return "NOT AS RECORDED"
    stops = [departure.step for departure in walk.client.departures]
    return f"all but: {', '.join(stops)}" if stops else "works"


def departures(client: Client) -> None:
    for departure in client.departures:
        who = {
            "client": f"{client.name} departs",
            "sandbox": "the sandbox departs",
            "nobody": "the documents leave it open",
        }[departure.who]
        text = (
            f"{client.name}, {departure.step}: {who}. It {departure.does}."
            f" TikTok's documents {departure.document}. {departure.source}"
        )
        print(
            fill(text, 98, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False),
            end="\n\n",
        )


def surprise(walk: Walk) -> None:
    """Print the steps of a walk that differs from clients.py."""
    print(f"  {walk.client.name} did not do what is recorded of it:")
    for step, ok in walk.steps.items():
        print(f"    {step:<26} {'ok' if ok else 'failed'}  {walk.saw[step][:160]}")
    if walk.broke:
        print(f"    it broke: {walk.broke}")
    print()
