"""The whole of Showreel as separate processes, against a folder of its own, on free ports."""

from __future__ import annotations

import atexit
import json
import shutil
import signal
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import requests

from portfolio.supervisor import programs
from portfolio.supervisor.environment import complete, without_settings
from portfolio.supervisor.instance import Instance
from portfolio.supervisor.ports import answers
from portfolio.supervisor.processes import Child
from tests.servers import altered
from tests.servers.postgres import postgres
from tests.servers.surroundings import default_settings, free_port
from tests.servers.valkey import Valkey, valkey
from tests.servers.waiting import PATIENCE_SECONDS, last_words, wait_for

#: Seconds a process may take until it answers: ten times the usual, for a busy machine.
START = 300


@dataclass
class Site:
    """The running processes and their addresses. Each can be killed by its `pid` and restarted."""

    folder: Path
    #: `url` is PUBLIC_URL; `port` is the port on which the web itself listens.
    url: str
    port: int
    sandbox_url: str
    environment: Mapping[str, str]
    valkey: Valkey
    sandbox: Child
    web: Child
    workers: list[Child]

    @property
    def redis_url(self) -> str:
        return self.valkey.url

    @property
    def database_url(self) -> str:
        return self.environment["DATABASE_URL"]

    @property
    def worker_pids(self) -> list[int]:
        return [worker.pid for worker in self.workers if worker.is_running()]

    def control(self, path: str, body: object = None, method: str | None = None) -> Any:
        """Ask the sandbox's control at `/_control/<path>`; a body makes it a POST."""
        request = urllib.request.Request(
            f"{self.sandbox_url}/_control/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def kill_worker(self, number: int = 1) -> None:
        """Kill worker `number` and its children, as the kernel does when memory runs out."""
        worker = self.workers[number - 1]
        worker.kill()
        wait_for(lambda: not worker.is_running(), "the worker's end")

    def start_worker(self, number: int = 1) -> None:
        self.workers[number - 1].start()

    def logs(self) -> str:
        """Return the last lines that each process printed."""
        children = (self.valkey.child, self.sandbox, self.web, *self.workers)
        return "\n".join(last_words(child) for child in children)

    def state(self) -> str:
        """Return the state of a failed test's site: its processes, readiness and calls."""
        children = (self.sandbox, self.web, *self.workers)
        ends = [f"{each.name}: {each.is_running() or each.end}" for each in children]
        said = [_said(f"{self.url}/readyz"), _said(f"{self.sandbox_url}/_control/calls")]
        return "\n".join(["--- state ---", *ends, *said])


def _said(url: str) -> str:
    """Return the end of an answer of any status, or the error."""
    try:
        return requests.get(url, timeout=START).text[-4000:]
    except requests.RequestException as error:
        return repr(error)


@contextmanager
def showreel(
    database: str = "sqlite",
    sandbox_options: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    workers: int = 2,
    altered_by: Sequence[str] = (),
) -> Iterator[Site]:
    """Run sandbox, web and `workers` on `database`: "sqlite", "postgres" or an address.

    `env` overrides the demo's settings; `altered_by` names modules for tests/servers/altered.
    When the block raises, the logs are printed.
    """
    with ExitStack() as stack:
        instance = Instance(
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="showreel-")))
        )
        instance.prepare()
        queue = stack.enter_context(valkey())
        port, sandbox_port = free_port(), free_port()
        chosen = {**default_settings(), **(env or {})}
        if database != "sqlite":
            chosen["DATABASE_URL"] = (
                stack.enter_context(postgres()) if database == "postgres" else database
            )
        environment = complete(chosen, instance, port, sandbox_port, queue.socket)
        _update_schema(environment, instance)

        sandbox = programs.sandbox(without_settings(), port=sandbox_port, state=instance.sandbox)
        sandbox.command = [*sandbox.command, *sandbox_options]
        threads, processes = chosen["WEB_THREADS"] or "8", chosen["WEB_WORKERS"] or "1"
        web = programs.web(environment, port=port, workers=int(processes), threads=int(threads))
        site = Site(
            folder=instance.folder,
            url=environment["PUBLIC_URL"],
            port=port,
            sandbox_url=f"http://127.0.0.1:{sandbox_port}",
            environment=environment,
            valkey=queue,
            sandbox=sandbox,
            web=web,
            workers=[programs.worker(n, workers, environment) for n in range(1, workers + 1)],
        )
        if altered_by:
            _alter(site, altered_by)
        try:
            for child in (sandbox, web, *site.workers):
                child.log = instance.folder / f"{child.name}.log"
                child.start()
            wait_for(lambda: answers(sandbox_port, "/"), "the sandbox", sandbox, START)
            wait_for(lambda: answers(port, "/healthz"), "the web", web, START)
            yield site
        except BaseException:
            print(site.state(), site.logs(), sep="\n", file=sys.stderr)
            raise
        finally:
            _end([web, *site.workers, sandbox])


def _alter(site: Site, modules: Sequence[str]) -> None:
    """Let web and workers start through the modules in tests/servers/altered."""
    site.web.command = [*site.web.command[:-1], "tests.servers.altered.web:app"]
    for worker in site.workers:
        worker.command = [sys.executable, "-m", "tests.servers.altered.worker"]
    for child in (site.web, *site.workers):
        child.environment = {**child.environment, altered.NAME: " ".join(modules)}


def _end(children: Sequence[Child]) -> None:
    for child in children:
        child.send(signal.SIGTERM)
    for child in children:
        try:
            wait_for(lambda child=child: not child.is_running(), f"{child.name}'s end", seconds=1.5)
        except AssertionError:
            child.kill()
            wait_for(lambda child=child: not child.is_running(), f"{child.name}'s end")


def _update_schema(environment: Mapping[str, str], instance: Instance) -> None:
    if environment["DATABASE_URL"] == f"sqlite:///{instance.database}":
        shutil.copyfile(empty_database(), instance.database)
    else:
        _migrate(environment, instance.folder / "migration.log")


@cache
def empty_database() -> Path:
    """Return an SQLite file with the newest schema, made once per test process."""
    folder = Path(tempfile.mkdtemp(prefix="showreel-schema-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    instance = Instance(folder)
    instance.prepare()
    _migrate(
        complete(default_settings(), instance, 8000, 8001, folder / "no-valkey"),
        folder / "migration.log",
    )
    return instance.database


def _migrate(environment: Mapping[str, str], log: Path) -> None:
    command = [sys.executable, "-m", "portfolio.supervisor.schema"]
    migration = Child("migration", command, environment, log=log)
    migration.start()
    wait_for(lambda: not migration.is_running(), "the migration's end")
    if not migration.has_succeeded:
        raise AssertionError(f"the migration failed ({migration.end})\n{last_words(migration)}")
