"""The servers that other tests use."""

from __future__ import annotations

import urllib.request

import psycopg
import pytest
from redis import Redis

from tests.servers.launch import showreel
from tests.servers.postgres import postgres
from tests.servers.valkey import valkey


def test_valkey_comes_back_with_its_data() -> None:
    with valkey() as server, Redis.from_url(server.url) as client:
        client.set("kept", "yes")
        client.wait(0, 0)
        server.stop()

        server.start()

        assert client.get("kept") == b"yes"


def test_postgres_is_a_real_one_that_stores() -> None:
    with (
        postgres() as url,
        psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection,
    ):
        connection.execute("CREATE TABLE kept (what text)")
        connection.execute("INSERT INTO kept VALUES ('yes')")

        assert connection.execute("SELECT what FROM kept").fetchall() == [("yes",)]


def test_everything_starts_and_ends_and_a_killed_worker_can_be_started_again() -> None:
    with showreel("postgres") as site:
        with urllib.request.urlopen(site.url, timeout=120) as page:
            assert page.status == 200
        assert site.control("calls") is not None
        before = site.worker_pids
        assert len(before) == 2

        site.kill_worker()
        assert site.worker_pids == before[1:]
        site.start_worker()

        assert len(set(site.worker_pids) - set(before)) == 1

    assert site.worker_pids == []
    assert not site.web.is_running()
    assert not site.sandbox.is_running()


def test_what_the_processes_said_is_shown_when_a_test_fails(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> None:
        with showreel(sandbox_options=["--no-such-option"]):
            pass

    with pytest.raises(AssertionError, match="the sandbox ended"):
        fail()

    assert "--no-such-option" in capsys.readouterr().err
