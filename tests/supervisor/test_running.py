"""Every process that ends is restarted; when the supervisor ends, all its processes end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from portfolio.supervisor.instance import Instance
from portfolio.supervisor.main import allow_many_connections
from tests.servers.launch import empty_database
from tests.servers.waiting import PATIENCE_SECONDS, wait_for
from tests.supervisor.running import Running, supervisor


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A started supervisor with one worker, ready, for this test alone."""
    yield from _started(tmp_path / "instance", workers=1)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A started supervisor for several tests, which must not end it."""
    yield from _started(tmp_path_factory.mktemp("lasting") / "instance", workers=2)


def _started(folder: Path, workers: int) -> Iterator[Running]:
    # Not a first start, which would also migrate and make the demo page.
    instance = Instance(folder)
    instance.prepare()
    shutil.copyfile(empty_database(), instance.database)
    with supervisor(folder, WORKERS=str(workers)) as started:
        started.wait_until_ready()
        wait_for(lambda: len(started.pids("worker.py")) == workers, "the workers")
        assert len(started.pids("valkey-server")) == 1
        yield started


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_leaves_nothing(running: Running, asked: int) -> None:
    assert running.end(asked) == 0

    assert running.processes() == {}


@pytest.mark.parametrize("deadly", [signal.SIGKILL, signal.SIGQUIT])
def test_killed_it_leaves_nothing(running: Running, deadly: int) -> None:
    running.process.send_signal(deadly)
    running.process.wait(PATIENCE_SECONDS)

    wait_for(lambda: running.processes() == {}, "everybody's end")


@pytest.mark.parametrize("program", ["worker.py", "granian", "valkey-server", "-m sandbox"])
@pytest.mark.parametrize("deadly", [signal.SIGKILL, signal.SIGTERM])
def test_a_program_that_ends_is_started_again(lasting: Running, program: str, deadly: int) -> None:
    before = set(lasting.pids(program))
    assert before

    for pid in before:
        with suppress(ProcessLookupError):  # granian's child process ends with its parent
            os.kill(pid, deadly)

    wait_for(lambda: len(set(lasting.pids(program)) - before) == len(before), f"new {program}")
    wait_for(lasting.serves, "the next page")
    assert not before & set(lasting.pids(program))


def test_a_web_process_that_loses_its_parent_ends(running: Running) -> None:
    main, serving = sorted(running.pids("granian"))

    os.kill(running.process.pid, signal.SIGKILL)
    os.kill(main, signal.SIGKILL)

    wait_for(lambda: serving not in running.processes(), "the web process's end")


def test_the_web_process_alone_is_replaced(lasting: Running) -> None:
    main, serving = sorted(lasting.pids("granian"))

    os.kill(serving, signal.SIGKILL)

    wait_for(lambda: serving not in lasting.processes() and lasting.serves(), "the next page")
    assert main in lasting.processes()


def test_idle_connections_do_not_hold_up_the_next_page(lasting: Running) -> None:
    allow_many_connections()  # Each connection costs the test process a file, too.
    idle = [socket.create_connection(("127.0.0.1", lasting.port)) for _ in range(1200)]
    try:
        for connection in idle:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert all(connection.recv(15) == b"HTTP/1.1 200 OK" for connection in idle)

        assert lasting.page() == 200

        idle[-1].recv(65_536)  # the rest of its answer
        with pytest.raises(BlockingIOError):  # The page came before this request had to end.
            idle[-1].recv(1, socket.MSG_DONTWAIT)
    finally:
        for connection in idle:
            connection.close()
