"""Whatever ends is started again; when the supervisor ends, so does everything."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from portfolio.supervisor.main import allow_many_connections
from tests.servers.waiting import wait_for
from tests.supervisor.running import Running, supervisor


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """Everything, started and ready, for this test alone."""
    yield from _started(tmp_path / "instance")


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Everything, for the tests that it is to outlive."""
    yield from _started(tmp_path_factory.mktemp("lasting") / "instance")


def _started(folder: Path) -> Iterator[Running]:
    with supervisor(folder) as started:
        started.wait_until_ready()
        wait_for(lambda: len(started.pids("worker.py")) == 2, "two workers")
        assert len(started.pids("valkey-server")) == 1
        yield started


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_leaves_nothing_after_two_seconds(running: Running, asked: int) -> None:
    began = time.monotonic()

    assert running.end(asked) == 0

    assert time.monotonic() - began < 2
    assert running.processes() == {}


@pytest.mark.parametrize("deadly", [signal.SIGKILL, signal.SIGQUIT, signal.SIGABRT])
def test_killed_it_leaves_nothing(running: Running, deadly: int) -> None:
    running.process.send_signal(deadly)
    running.process.wait(5)

    wait_for(lambda: running.processes() == {}, "everybody's end", seconds=5)


@pytest.mark.parametrize("program", ["worker.py", "granian", "valkey-server", "-m sandbox"])
@pytest.mark.parametrize("deadly", [signal.SIGKILL, signal.SIGTERM])
def test_a_program_that_ends_is_started_again(lasting: Running, program: str, deadly: int) -> None:
    before = set(lasting.pids(program))
    assert before

    for pid in before:
        with suppress(ProcessLookupError):  # granian's second one ends with the first
            os.kill(pid, deadly)

    wait_for(lambda: len(set(lasting.pids(program)) - before) == len(before), f"new {program}")
    wait_for(lasting.serves, "the next page")
    assert not before & set(lasting.pids(program))


def test_a_web_process_that_loses_its_parent_ends(running: Running) -> None:
    main, serving = sorted(running.pids("granian"))

    os.kill(running.process.pid, signal.SIGKILL)
    os.kill(main, signal.SIGKILL)

    wait_for(lambda: serving not in running.processes(), "the web process's end", seconds=5)


def test_the_web_process_alone_is_replaced(lasting: Running) -> None:
    main, serving = sorted(lasting.pids("granian"))

    os.kill(serving, signal.SIGKILL)

    wait_for(lambda: serving not in lasting.processes() and lasting.serves(), "the next page")
    assert main in lasting.processes()


def test_idle_connections_do_not_hold_up_the_next_page(lasting: Running) -> None:
    allow_many_connections()  # Each costs the test a file, too.
    idle = [socket.create_connection(("127.0.0.1", lasting.port)) for _ in range(1200)]
    try:
        for connection in idle:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert all(connection.recv(15) == b"HTTP/1.1 200 OK" for connection in idle)
        began = time.monotonic()

        assert lasting.page() == 200

        assert time.monotonic() - began < 0.5
    finally:
        for connection in idle:
            connection.close()
