"""`python3 bench fronts`: all caches at once, through three states of the site."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from bench.fronts import apache, haproxy, nginx, squid, traffic_server, varnish
from bench.fronts.front import Front
from bench.fronts.seen import Seen, visit
from bench.fronts.switch import State, Switch, switch
from bench.published import publish
from bench.reporting import parser, report
from bench.table import Row
from tests.servers.launch import showreel

FRONTS = (
    varnish.FRONT,
    squid.FRONT,
    apache.FRONT,
    traffic_server.FRONT,
    haproxy.FRONT,
    nginx.FRONT,
)
COVER_LIFE = 75  # seconds
VIDEOS = 12
PAUSE_SECONDS = 2.0
#: Seconds for each front to fetch a page again before the site fails.
WARM_SECONDS = 16.0

#: The visits by front and state.
Found = dict[tuple[str, State], Seen]


def measure(
    pages: dict[str, str], turn: Callable[[State], None], states: Sequence[State], seconds: float
) -> Found:
    """Visit each front's page every two seconds, in one state of the site after another."""
    found: Found = {}
    watch(pages, WARM_SECONDS)
    for state in states:
        turn(state)
        for front, seen in watch(pages, seconds).items():
            found[front, state] = seen
        if state is not State.HEALTHY and state is not states[-1]:
            turn(State.HEALTHY)
            watch(pages, WARM_SECONDS)
    return found


def watch(pages: dict[str, str], seconds: float) -> dict[str, Seen]:
    """Visit all fronts for `seconds`, each in its own thread: a slow one delays no other."""
    found = {front: Seen() for front in pages}
    end = time.monotonic() + seconds

    def visit_one(page: str, seen: Seen) -> None:
        while (began := time.monotonic()) < end:
            visit(page, seen)
            time.sleep(max(began + PAUSE_SECONDS - time.monotonic(), 0))

    visitors = [
        threading.Thread(target=visit_one, args=(page, found[front]))
        for front, page in pages.items()
    ]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return found


@contextmanager
def standing(
    fronts: Sequence[Front], *, as_before: bool
) -> Iterator[tuple[dict[str, str], Switch]]:
    """Run the site, the switch and the fronts; gives the page's address by front."""
    with ExitStack() as stack:
        site = stack.enter_context(showreel(sandbox_options=["--cover-life", str(COVER_LIFE)]))
        site.control("creators", {"account": "fronted", "videos": VIDEOS})
        path = urlsplit(publish(site, "fronted", VIDEOS)).path
        between = stack.enter_context(switch(urlsplit(site.url).port or 80, is_as_before=as_before))
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="showreel-fronts-")))
        root.chmod(0o755)
        yield (
            {
                front.name: stack.enter_context(
                    front.before(between.port, root / front.package)
                ) + path
                for front in fronts
            },
            between,
        )  # fmt: skip


def rows(found: Found) -> list[Row]:
    return [
        Row(
            f"{front}, {state.value}",
            in_words(seen),
            "all pages, none dead" if state is State.HEALTHY else "none dead",
            is_kept(state, seen),
        )
        for (front, state), seen in found.items()
    ]


def is_kept(state: State, seen: Seen) -> bool:
    """Whether no cover was dead, and the front met the state that it should."""
    has_failed = seen.pages < seen.visits
    return has_failed == (state is not State.HEALTHY) and not (seen.dead or seen.refused)


def in_words(seen: Seen) -> str:
    said = [f"{seen.pages} pages in {seen.visits} visits"]
    if seen.last_page is not None:
        said.append(f"last at {seen.last_page - seen.began:.0f} s")
    if seen.least_left is not None:
        said.append(f"nearest end {seen.least_left:.0f} s")
    said.append(f"{seen.dead} dead covers on {seen.pages_with_dead} pages")
    if seen.first_dead is not None:
        said.append(f"from {seen.first_dead - seen.began:.0f} s")
    said.append(f"{seen.refused} of {seen.asked} asked refused")
    return ", ".join(said)


def main(arguments: Sequence[str]) -> bool:
    options = parser("fronts")
    options.add_argument("--seconds", type=float, default=86, help="of each state")
    options.add_argument(
        "--control",
        action="store_true",
        help="negative control: Apache alone, with the header of build 1886b29, while the site "
        "answers 503; dead covers must be seen",
    )
    chosen = options.parse_args(arguments)
    fronts = (apache.FRONT,) if chosen.control else FRONTS
    # Refusing is last: after a refusal Apache does not ask the site again for a minute.
    states = [State.FAILING] if chosen.control else list(State)
    if missing := [front.package for front in fronts if not front.is_installed]:
        raise SystemExit(f"These Debian packages are needed: apt install {' '.join(missing)}")
    with standing(fronts, as_before=chosen.control) as (pages, between):
        found = measure(pages, between.turn, states, chosen.seconds)
    title = f"Covers that live {COVER_LIFE} s behind {'' if chosen.control else 'six '}fronts"
    if chosen.control:
        title = f"Negative control: Apache and the header of build 1886b29, {COVER_LIFE} s covers"
    figures = {f"{front}, {state.value}": asdict(seen) for (front, state), seen in found.items()}
    return report(title, rows(found), figures, chosen.json)
