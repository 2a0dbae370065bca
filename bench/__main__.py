"""`python3 bench` runs all; `python3 bench <name> [options]` runs one; `list` names them."""

from __future__ import annotations

import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

import bootstrap  # noqa: E402 - it lies beside this folder, not in it

COMMANDS = {
    "living-covers": "covers that live 20 seconds are reloaded in a browser for two minutes",
    "token-life": "access tokens of 30 seconds with rotation, through an hour of moved clock",
    "resumption": "a worker is killed, and Redis flushed, in the middle of a first sync of 1,200",
    "races": "two workers and two web processes race on one connection, and are killed in it",
    "idle-connections": "1,200 idle connections are held open while somebody wants a page",
    "fronts": "six caches in front of a site that is well, fails or refuses: no dead cover",
    "webkit": "sign-in, ticks, player, Back, keys and widths in WebKitGTK, the third engine",
    "drill": "thirty days of visits, outages, flushes, kills and rotations, by a simulated clock",
    "stampede": "1,000 visitors at once to one stale page, and one visitor alone",
    "lasting-pictures": "1,000 requests at once for the pictures of a stale page, and one hot one",
    "share-cards": "1,000 share cards drawn by one worker: time and memory",
    "budget": "5,000 creators due at once, and one with 10,000 due covers",
    "hot-page": "the public page against a raw WSGI function, and behind nginx against its file",
    "hot-answers": "feeds, API, oEmbed, embed and lasting picture against a raw function",
    "cold-page": "a page of 300 videos against one of 24, each rendered anew",
    "readers": "a page as feed readers, previews, WordPress, validators and others show it",
    "other-clients": "TikTok clients that others wrote, walked against the sandbox",
    "first-sync": "the first sync of 10,000 videos against a bare loop of the same calls",
    "studio": "search, ticks and scrolling in libraries of 10,000 and 100,000, on both databases",
    "renewal-job": "one renewal job against RQ's trivial job",
    "pgbouncer": "everything at once through PgBouncer in transaction mode, with four connections",
    "memory": "the whole demo, and one worker over 10,000 jobs",
    "page-weight": "what the demo page costs a browser before a click",
    "lighthouse": "Lighthouse's four marks for the demo page, on a phone",
    "start": "`python3 app.py` until the first page",
    "screenshots": "every page in every language, on a phone and on a desk, as pictures",
    "accessibility": "axe in every state of the studio: two widths, light and dark, each language",
    "states": "the studio in every state, at three widths, light and dark, as pictures",
    "looks": "a public page in each layout, at five widths, light and dark, as pictures",
    "house": "the shape of the code: lengths, imports, and how its comments read",
    "walks": "the files, calls and statements of a visit, a tick and an upkeep",
}
#: Commands that need arguments, so `python3 bench` alone leaves them out.
WITH_ARGUMENTS = {
    "compare": "the same commands of an earlier build and of this one, in turn",
}


#: Where `python3 bench` writes the figures of each command, as JSON.
FIGURES = ROOT / "instance" / "bench"


def main(arguments: list[str]) -> int:
    if arguments and arguments[0] not in COMMANDS | WITH_ARGUMENTS:
        print("python3 bench [<name> [options]]\n")
        for name, says in (COMMANDS | WITH_ARGUMENTS).items():
            print(f"  {name:<18} {says}")
        return 0 if arguments[0] in ("list", "-h", "--help") else 2
    bootstrap.continue_in_venv(
        str(Path(__file__).resolve()), "requirements.lock", "requirements-dev.lock"
    )
    if not arguments:
        return run_all()
    command = import_module(f"bench.{arguments[0].replace('-', '_')}")
    return int(not command.main(arguments[1:]))


def run_all() -> int:
    """Run one after the other, each in a process of its own; the exit code says if all is kept."""
    FIGURES.mkdir(parents=True, exist_ok=True)
    took: dict[str, tuple[bool, float]] = {}
    for name in COMMANDS:
        began = time.monotonic()
        command = [
            sys.executable,
            str(ROOT / "bench"),
            name,
            "--json",
            str(FIGURES / f"{name}.json"),
        ]
        kept = subprocess.run(command, cwd=ROOT).returncode == 0
        took[name] = kept, time.monotonic() - began
    print("All commands; their figures are in instance/bench/.\n")
    for name, (kept, seconds) in took.items():
        print(f"  {name:<18} {seconds:5.0f} s  {'kept' if kept else 'BROKEN'}")
    return int(not all(kept for kept, _ in took.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
