"""Fixtures for real servers, and the rule that nothing is skipped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import checks
from tests.servers.pgbouncer import pgbouncer
from tests.servers.postgres import postgres
from tests.servers.valkey import Valkey, valkey


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[Valkey]:
    """One Valkey for the run; each test that uses it deletes its own keys."""
    with valkey() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of one empty PostgreSQL database for the run."""
    with postgres() as url:
        yield url


@pytest.fixture(scope="session")
def pooled_url(postgres_url: str) -> Iterator[str]:
    """The address of that database through PgBouncer in transaction mode."""
    with pgbouncer(postgres_url) as pooler:
        yield pooler.url


class NothingIsSkipped:
    """Fails the run if a test was skipped: an untested behaviour is not known to work.

    It also fails the run if a check of `python3 tests` has failed.
    """

    def __init__(self) -> None:
        self.skipped: dict[str, str] = {}
        self.checks = checks.started()
        self.checked: checks.Result | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped[report.nodeid] = _reason(report.longrepr)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped[report.nodeid] = _reason(report.longrepr)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.checked = self.checks.result() if self.checks else None
        failed = self.skipped or (self.checked and not self.checked.passed)
        if failed and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.skipped:
            terminalreporter.section("Skipped, so the run fails", red=True)
        for test, reason in self.skipped.items():
            terminalreporter.line(f"{test}: {reason}")
        if self.checked:
            terminalreporter.section("Checks", red=not self.checked.passed)
            terminalreporter.write(self.checked.text)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(NothingIsSkipped(), "nothing-is-skipped")


def _reason(longrepr: object) -> str:
    return str(longrepr[-1]) if isinstance(longrepr, tuple) else str(longrepr)
