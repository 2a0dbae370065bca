"""`python3 bench webkit`: every course in a fresh browser, against one started site."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import requests

from bench.reporting import parser, report
from bench.table import Row
from bench.webkit.courses import COURSES, Visit
from bench.webkit.driver import Refused, missing_packages, screen, session
from bench.webkit.tab import WebKitTab
from tests.browser.tab import Fleeting
from tests.servers.launch import Site, showreel

#: The errors of a failed course: its own checks, or the driver's.
FAILURES = (AssertionError, Refused, Fleeting, requests.RequestException)
SHOWN = 300  # characters of an error's text


def result(name: str, site: Site, visit: Visit) -> Row:
    """Run one course; return a row with its result."""
    began = time.monotonic()
    try:
        seen, is_kept = COURSES[name](site, visit), True
    except FAILURES as failure:
        seen, is_kept = f"{type(failure).__name__}: {' '.join(str(failure).split())}"[:SHOWN], False
    print(f"{name}: {seen} ({time.monotonic() - began:.0f} s)", flush=True)
    return Row(name, seen, "", is_kept)


def main(arguments: Sequence[str]) -> bool:
    options = parser("webkit")
    options.add_argument("words", nargs="*", help="only courses whose name holds one of these")
    chosen = options.parse_args(arguments)
    names = [n for n in COURSES if not chosen.words or any(word in n for word in chosen.words)]
    if not names:
        options.error("no course has such a name")
    if missing := missing_packages():
        raise SystemExit(f"These Debian packages are needed: apt install {' '.join(missing)}")
    versions = set()
    with (
        tempfile.TemporaryDirectory(prefix="showreel-webkit-") as root,
        screen(Path(root)) as display,
        showreel() as site,
    ):

        @contextmanager
        def visit(width: int = 1280, height: int = 900) -> Iterator[WebKitTab]:
            folder = Path(tempfile.mkdtemp(dir=root))
            with session(display, folder) as opened:
                versions.add(opened.version)
                yield WebKitTab(opened, site.url, width, height)

        rows = [result(name, site, visit) for name in names]
    title = f"Courses in WebKitGTK's MiniBrowser {', '.join(sorted(versions))}"
    return report(title, rows, {"versions": sorted(versions)}, chosen.json)
