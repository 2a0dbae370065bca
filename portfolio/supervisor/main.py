"""Runs everything together until Ctrl-C, or until a part cannot be kept running."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

from portfolio import host_files
from portfolio.config import Config, SettingsError, read_environment
from portfolio.supervisor import programs, schema, valkey
from portfolio.supervisor.demo import Demo
from portfolio.supervisor.ending import end
from portfolio.supervisor.environment import (
    complete,
    has_tiktok,
    instance_of,
    is_set,
    port_of,
    without_settings,
)
from portfolio.supervisor.keeper import keep_running
from portfolio.supervisor.ports import answers, must_be_free
from portfolio.supervisor.problems import CannotStart
from portfolio.supervisor.processes import Child
from portfolio.supervisor.signals import StopAsked, hold, wait_until

OPEN_FILES = 16_384
#: Printed if a TikTok app is configured on data that a demo with the sandbox has left.
DEMO_WAITS = """  The demo's page and accounts are still stored in {0}, and are not shown with your
  TikTok app. For a site without them, set INSTANCE_DIR to a new folder or remove that one."""
READY_WITHIN = 300.0  # Seconds; a first start compiles every module, perhaps on a small machine.


def run() -> int:
    """Return the exit code: 0 after Ctrl-C or SIGTERM, 1 after naming the fault."""
    began = time.monotonic()
    hold()
    try:
        Showreel(read_environment()).run(began)
    except StopAsked:
        return 0
    except (CannotStart, SettingsError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


class Showreel:
    """All programs of one instance folder, and which of them we run ourselves."""

    def __init__(self, chosen: dict[str, str]) -> None:
        self.port = port_of(chosen, "PORT", 8000)
        self.sandbox_port = port_of(chosen, "SANDBOX_PORT", min(self.port + 1, 65535))
        if self.port == self.sandbox_port:
            raise CannotStart("PORT and SANDBOX_PORT are the same; set SANDBOX_PORT to a free one.")
        self.instance = instance_of(chosen)
        self.lock = self.instance.lock()
        self.instance.prepare()
        self.has_sandbox = not has_tiktok(chosen)
        self.has_valkey = not is_set("REDIS_URL", chosen)
        self.has_sqlite = not is_set("DATABASE_URL", chosen)
        self.socket = valkey.socket_in(self.instance.run)
        self.environment = complete(
            chosen, self.instance, self.port, self.sandbox_port, self.socket
        )
        self.settings = Config.from_environment(self.environment)
        host_files.read(self.settings)  # each web process reads them, but only here somebody looks
        here = f"http://127.0.0.1:{self.port}{self.settings.prefix}"
        self.demo = Demo(self.instance.demo, here)
        self.servers: list[Child] = []
        self.web: list[Child] = []
        self.workers: list[Child] = []

    def run(self, began: float) -> None:
        """Start all programs, keep them running, and end them, whatever happens in between."""
        must_be_free(self.port, "PORT")
        if self.has_sandbox:
            must_be_free(self.sandbox_port, "SANDBOX_PORT")
        allow_many_connections()
        try:
            self.start()
            self.announce(time.monotonic() - began)
            keep_running([*self.servers, *self.web, *self.workers], self.demo.look)
        finally:
            self.demo.stop()
            end(self.web, self.workers, self.servers, self.instance.refreshes)
            valkey.tidy(self.socket, self.instance.run)

    def start(self) -> None:
        """Start the programs that the first page needs, then the others."""
        print("Showreel is starting", flush=True)
        if self.has_valkey:
            self.start_valkey()
        self.update_schema()
        if self.has_valkey:
            must_come(self.servers[0], lambda: valkey.is_ready(self.socket))
        self.start_web()
        if self.has_sandbox:
            self.start_sandbox()
        self.start_workers()
        if self.has_sandbox:
            must_come(self.servers[-1], lambda: answers(self.sandbox_port, "/"))

    def start_valkey(self) -> None:
        say("queue", "embedded Valkey")
        command = valkey.command(self.socket, self.instance.valkey)
        self._begin(self.servers, Child("Valkey", command, without_settings()))

    def update_schema(self) -> None:
        if self.has_sqlite:
            say("database", f"SQLite, {self.instance.database}")
            if schema.is_newest(self.instance.database):
                return
            if self.has_sandbox and not self.instance.database.exists():
                self.demo.promise()
        command = [sys.executable, "-m", "portfolio.supervisor.schema"]
        migration = Child("migration", command, self.environment)
        migration.start()
        try:
            wait_until(lambda: not migration.is_running(), float("inf"))
        finally:
            migration.kill()
        if not migration.has_succeeded:
            raise CannotStart(
                f"The database could not be brought up to date ({migration.end}); "
                "what was printed above says why."
            )

    def start_web(self) -> None:
        say("web", self.settings.public_url)
        web = programs.web(
            self.environment,
            port=self.port,
            workers=self.settings.web_workers,
            threads=self.settings.web_threads,
        )
        self._begin(self.web, web)
        must_come(web, lambda: answers(self.port, "/healthz"))

    def start_sandbox(self) -> None:
        say("TikTok", f"the sandbox, http://127.0.0.1:{self.sandbox_port}")
        sandbox = programs.sandbox(
            without_settings(), port=self.sandbox_port, state=self.instance.sandbox
        )
        self._begin(self.servers, sandbox)

    def start_workers(self) -> None:
        count = self.settings.workers
        say("workers", str(count))
        for number in range(1, count + 1):
            self._begin(self.workers, programs.worker(number, count, self.environment))

    def announce(self, seconds: float) -> None:
        """Print the site's address; the demo page's own follows when it is finished."""
        print(f"Ready after {seconds:.1f} s; Ctrl-C stops everything.\n", flush=True)
        print(f"  Sign in           {self.settings.public_url}/login", flush=True)
        if self.has_sandbox and self.demo.is_wanted:
            print("  A finished page   is being made …", flush=True)
            self.demo.begin(without_settings())
        elif self.has_sandbox and self.demo.address:
            print(f"  A finished page   {self.demo.address}", flush=True)
        elif self.demo.address:
            print(DEMO_WAITS.format(self.instance.folder), flush=True)

    def _begin(self, list_of: list[Child], child: Child) -> None:
        list_of.append(child)
        child.start()


def must_come(child: Child, is_ready: Callable[[], bool]) -> None:
    """Wait until `child` is ready. Raises `CannotStart` if it ends or takes too long."""
    came = wait_until(lambda: not child.is_running() or is_ready(), READY_WITHIN)
    if not child.is_running():
        raise CannotStart(
            f"The {child.name} did not start ({child.end}); what it printed says why."
        )
    if not came:
        raise CannotStart(f"The {child.name} was not ready after {READY_WITHIN:.0f} s.")


def allow_many_connections() -> None:
    """Raise the soft limit of open files: each idle connection is one, and 1,024 is soon full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def say(what: str, where: str) -> None:
    """Print the name of a part that is starting, and its place."""
    print(f"  {what:<9} {where}", flush=True)
