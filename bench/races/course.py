"""The course: one creator, two racing workers, two web processes, and round after round.

The course moves clocks instead of waiting: web and racers follow a file, TikTok its control.
"""

from __future__ import annotations

import random
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import requests

from bench.races.books import Books
from bench.races.cases import Case
from bench.races.deadly import Order
from bench.races.figures import Figures
from bench.races.racer import JOBS, Outcome, Racer, Task
from portfolio.supervisor.browser import Browser, Page
from tests.servers.creators import Creator
from tests.servers.launch import Site, showreel
from tests.servers.moved import MovedClock

ACCOUNT, PICKS = "otis", 5
ACCESS_LIFE = 300  # seconds; due with a third of it left
#: Seconds before a round: after them the token is due but valid, or has expired.
DUE, EXPIRED = 0.75 * ACCESS_LIFE, ACCESS_LIFE + 5.0
#: Seconds after which every lease has lapsed, every pause is over, and the token has expired.
SETTLED = ACCESS_LIFE + 61.0
LATENCY = 30  # ms
SIGN_IN_EVERY = 5  # rounds
PATIENCE = 30.0  # seconds a round may take
TOLD = "TikTok ended the connection. Reconnect"


class Reader(Browser):
    """A browser that remembers the words of its current page."""

    text = ""

    def _read(self, answer: requests.Response) -> Page:
        self.text = answer.text
        return super()._read(answer)


class Course:
    def __init__(
        self, site: Site, clock: MovedClock, racers: list[Racer], order: Order, figures: Figures
    ) -> None:
        self.site, self.clock, self.racers = site, clock, racers
        # Without the lease a connection is lost even if no process is killed.
        self.cases = list(Case) if figures.with_lease else [Case.UNDISTURBED]
        self.order, self.figures = order, figures
        self.books = Books(site)
        self.owner = Creator(site, ACCOUNT)
        self.owner.browser = self.reader = Reader()
        self.owner.sign_in()
        self.creator_id = self.books.creator_id()
        self.pass_(61)  # the call budget is careful in its first minute
        for job in ("update_profile", "sync_step"):
            outcome = self.ask(racers[0], job)
            assert outcome.ended == "done", outcome
        self.address = self.owner.publish(PICKS)
        self.shown = self._shown()
        self.choice = self.books.choice()
        self.last_call = 0
        self._count_refreshes()

    def pass_(self, seconds: float) -> None:
        """Move the clocks, ours first: we may think a token older than it is, never younger."""
        self.clock.advance(seconds)
        self.site.control("clock", {"advance": seconds})

    def ask(self, racer: Racer, job: str) -> Outcome:
        """Let one racer do a job, without rivals and without a kill."""
        racer.send(self._task(job))
        outcome = racer.answer()
        assert outcome is not None, "a racer died without being told to"
        return outcome

    def run(self, number: int, chance: random.Random) -> None:
        """Run one round: a race, then a check of the connection."""
        began = time.monotonic()
        case = self.cases[number % len(self.cases)]
        # A fault for the refresh would hit the sign-in as well.
        signs_in = case.fault is None and number % SIGN_IN_EVERY == SIGN_IN_EVERY - 1
        self.pass_(chance.choice((DUE, EXPIRED)))
        if case.point:
            self.order.give(case.point)
        if case.fault:
            fault = {"endpoint": "oauth/token", "kind": case.fault, "count": 1}
            self.site.control("faults", fault)
        self._race(chance, signs_in=signs_in)
        came_up = self._what_came_up(case)
        self.figures.came_up[came_up] += 1
        self._judge(came_up, chance, signs_in=signs_in)
        self.figures.rounds += 1
        took = time.monotonic() - began
        assert took < PATIENCE, f"round {number} took {took:.0f} s"
        self.figures.slowest_round = max(self.figures.slowest_round, took)

    def _race(self, chance: random.Random, *, signs_in: bool) -> None:
        web = [threading.Thread(target=self._look)]
        if signs_in:
            web.append(threading.Thread(target=Creator(self.site, ACCOUNT).sign_in))
            self.figures.signed_in_anew += 1
        starts = time.monotonic() + 0.01
        for racer, job in zip(self.racers, chance.choices(JOBS, k=len(self.racers)), strict=True):
            racer.send(self._task(job, starts))
        time.sleep(chance.choice((0.0, 0.02, 0.05)))  # a sign-in may come before, amid, after
        for thread in web:
            thread.start()
        waiting = {racer.pipe: racer for racer in self.racers}
        ends = time.monotonic() + PATIENCE
        while waiting:
            ready = wait(list(waiting), timeout=max(ends - time.monotonic(), 0))
            assert ready, "a racer did not come in"
            for pipe in ready:
                self._comes_in(waiting.pop(pipe))  # type: ignore[call-overload]
        for thread in web:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "the web did not answer"

    def _comes_in(self, racer: Racer) -> None:
        outcome = racer.answer()
        if outcome is None:
            assert racer.was_killed(), "a racer ended by itself"
            self.figures.kills += 1
            racer.end()
            racer.start()
            return
        self.figures.held_up += outcome.held_up
        self.figures.came_again += outcome.laters
        if outcome.ended.startswith("broken"):
            self.figures.broken_jobs.append(outcome.ended)

    def _what_came_up(self, meant: Case) -> Case:
        """Return the case that happened: UNDISTURBED if no refresh reached the intended point."""
        if meant.point:
            if not self.order.is_carried_out():
                self.order.withdraw()
                return Case.UNDISTURBED
            if meant is Case.DURING_CALL:
                time.sleep(2 * LATENCY / 1000)  # TikTok completes a dead caller's call
        if meant.fault:
            (fault,) = self.site.control("faults")
            self.site.control("faults", method="DELETE")
            if not fault["given"]:
                return Case.UNDISTURBED
        return meant

    def _judge(self, case: Case, chance: random.Random, *, signs_in: bool) -> None:
        """Compare the app's state with the facts in the books."""
        figures = self.figures
        is_alive = self.books.connection().is_alive
        sent_dead = self._count_refreshes()
        self.pass_(SETTLED)
        outcome = self.ask(chance.choice(self.racers), "update_profile")
        sent_dead_later = self._count_refreshes()
        stored = self.books.connection()
        is_told = self._is_told()
        figures.dead_tokens_otherwise += sent_dead
        if is_alive:
            works = outcome.ended == "done" and not stored.is_ended and not stored.problem
            if works and not is_told:
                figures.connected[case] += 1
                figures.saved_by_a_sign_in += case.is_unwinnable and signs_in
            else:
                figures.judged_wrongly += 1
            figures.dead_tokens_otherwise += sent_dead_later
        elif case.is_unwinnable:
            figures.asked_to_reconnect[case] += 1
            figures.not_told += not (stored.is_ended and is_told)
            figures.dead_tokens_expected += sent_dead_later
        else:
            figures.lost_otherwise += 1
        figures.choices_changed += self._shown() != self.shown
        if not is_alive or stored.is_ended:
            self._reconnect()
        figures.choices_changed += self.books.choice() != self.choice

    def _reconnect(self) -> None:
        """Sign in again, as the creator was asked to. Then a call must succeed."""
        self.figures.reconnects += 1
        Creator(self.site, ACCOUNT).sign_in()
        outcome = self.ask(self.racers[0], "update_profile")
        stored = self.books.connection()
        works = outcome.ended == "done" and stored.is_alive and not stored.is_ended
        self.figures.reconnected += works and not self._is_told()
        self._count_refreshes()

    def _look(self) -> None:
        """Open the page and the account page, which only show the connection's state."""
        requests.get(self.address, timeout=PATIENCE)
        self.owner.open("/studio/account")

    def _is_told(self) -> bool:
        self.owner.open("/studio/account")
        return TOLD in self.reader.text

    def _shown(self) -> list[str]:
        page = requests.get(self.address, timeout=PATIENCE)
        assert page.status_code == 200, page.status_code
        return re.findall(r'data-video-id="(\d+)"', page.text)

    def _count_refreshes(self) -> int:
        """Return the number of dead refresh tokens sent to TikTok since the last call."""
        calls: list[dict[str, Any]] = self.site.control(
            f"calls?endpoint=oauth/token&after={self.last_call}"
        )
        self.last_call = max((call["id"] for call in calls), default=self.last_call)
        refreshes = [call for call in calls if call["grant_type"] == "refresh_token"]
        self.figures.refreshes += len(refreshes)
        return sum(call["outcome"] == "invalid_grant" for call in refreshes)

    def _task(self, job: str, starts: float = 0.0) -> Task:
        ids = tuple(getattr(self, "shown", ()))
        return Task(job, self.creator_id, ids, starts)


@contextmanager
def course(database: str, *, with_lease: bool = True) -> Iterator[Course]:
    """Set up two web processes, two workers, and the sandbox."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="races-")))
        clock = MovedClock(folder / "ahead")
        site = stack.enter_context(
            showreel(
                database,
                sandbox_options=[
                    *("--access-life", str(ACCESS_LIFE), "--cover-life", "120"),
                    *("--latency", str(LATENCY if with_lease else 4 * LATENCY)),
                    *("--calls-per-minute", "0"),
                ],
                env={**clock.environment, "WEB_WORKERS": "2"},
                workers=0,
                altered_by=["tests.servers.moved"],
            )
        )
        order = Order(folder / "order")
        racers = []
        for _ in range(2):
            racer = Racer(site.environment, order.path, with_lease=with_lease)
            stack.callback(racer.end)
            racers.append(racer)
        made = Course(site, clock, racers, order, Figures(database, with_lease))
        stack.callback(made.books.close)
        yield made


def race(database: str, rounds: int, *, with_lease: bool = True, seed: int = 1) -> Figures:
    """Run `rounds` rounds; return the counts."""
    chance = random.Random(seed)
    with course(database, with_lease=with_lease) as made:
        began = time.monotonic()
        for number in range(rounds):
            made.run(number, chance)
        made.figures.seconds = time.monotonic() - began
        return made.figures
