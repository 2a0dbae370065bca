"""`python3 -m sandbox` as a process: start, stop, what it keeps."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.sandbox.conftest import Sandbox, error_of

ROOT = Path(__file__).parents[2]


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], Sandbox]]:
    command = [sys.executable, "-m", "sandbox", "--port", "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline()
            url = re.fullmatch(r"sandbox listening on (http://127\.0\.0\.1:\d+)\n", line)[1]
            here = Sandbox(url)
            yield process, here
            here.http.close()
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_at_once_when_told(number):
    with running("--latency", "5000") as (process, sandbox):
        asking = threading.Thread(target=lambda: _ignore(lambda: sandbox.user_info("act.x")))
        asking.start()
        time.sleep(0.1)
        begun = time.monotonic()
        process.send_signal(number)
        assert process.wait(5) == 0
        assert time.monotonic() - begun < 1
        assert process.stdout.read() == ""
        asking.join()


def _ignore(call) -> None:
    with suppress(OSError):
        call()


def test_a_creator_stays_connected_over_a_restart_even_a_hard_one(tmp_path):
    state = ("--state", str(tmp_path / "state"))
    with running(*state) as (process, sandbox):
        old = sandbox.sign_in("mira")
        tokens = sandbox.refresh(old["refresh_token"]).json()
        sandbox.control("creators/mira/videos", {"add": 1})
        before = sandbox.control("creators/mira").json()["videos"]
        cover = sandbox.videos(tokens["access_token"])[1]["cover_image_url"]
        sandbox.later(1_000)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(5)

    with running(*state) as (_, sandbox):
        assert sandbox.user_info(tokens["access_token"]).status_code == 200
        assert error_of(sandbox.refresh(old["refresh_token"])) == (200, "invalid_grant")
        assert sandbox.control("creators/mira").json()["videos"] == before
        assert sandbox.control("state").json()["clock_offset"] == 1_000
        there = cover.replace(re.match(r"http://[^/]+", cover)[0], sandbox.url)
        assert sandbox.http.get(there).status_code == 200


def test_options_become_settings():
    options = (
        "--client-key sbawmine --client-secret mine --redirect-uri https://showreel.example/cb"
        " --cover-life 20 --access-life 30 --refresh-life 60 --profile 2026-11 --latency 7"
        " --calls-per-minute 5 --short-pages --no-rotation --cover-profile observed"
    )
    with running(*options.split()) as (_, sandbox):
        settings = sandbox.control("settings").json()
        sandbox.key, sandbox.secret = "sbawmine", "mine"
        back = sandbox.consent("mira", redirect_uri="https://showreel.example/cb")
        tokens = sandbox.exchange(back["code"], redirect_uri="https://showreel.example/cb").json()

    assert settings["cover_life"] == 20
    assert (settings["latency_ms"], settings["calls_per_minute"]) == (7, 5)
    assert settings["short_pages"] is True
    assert settings["rotate"] is False
    assert (tokens["expires_in"], tokens["refresh_expires_in"]) == (30, 60)


def test_another_demo_app_replaces_the_first(tmp_path):
    state = ("--state", str(tmp_path))
    with running(*state):
        pass
    with running(*state, "--client-key", "sbawmine", "--client-secret", "s") as (_, sandbox):
        apps = sandbox.control("apps").json()
        refused = sandbox.http.get(sandbox.authorize_url(), allow_redirects=False)

    assert [app["client_key"] for app in apps] == ["sbawmine"]
    assert "<li>client_key</li>" in refused.text


def test_a_senseless_option_is_one_sentence_and_no_start():
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--cover-life", "-5"]

    failed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)

    assert failed.returncode == 1
    assert failed.stdout == ""
    assert failed.stderr == "The sandbox cannot start: cover_life cannot be -5\n"


def test_a_taken_port_is_one_sentence_and_no_start():
    with running() as (_, sandbox):
        port = sandbox.url.rpartition(":")[2]
        command = [sys.executable, "-m", "sandbox", "--port", port]
        failed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)

    assert failed.returncode == 1
    assert failed.stderr == f"The sandbox cannot start: port {port} is taken\n"


def test_it_knows_nothing_of_the_application():
    code = (
        "import sys, sandbox.server, sandbox.scenes.gallery;"
        "print([m for m in sys.modules if m.partition('.')[0] in ('portfolio', 'sqlalchemy')])"
    )

    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=20
    )

    assert found.stdout == "[]\n"
