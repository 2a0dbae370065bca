"""`python3 -m sandbox` as a process: start, stop, and its stored state."""

import io
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from PIL import Image

from tests.sandbox.conftest import Sandbox, error_of
from tests.servers.waiting import wait_for

ROOT = Path(__file__).parents[2]


SANDBOX = (sys.executable, "-m", "sandbox")
# The same program, on a machine where importing PIL fails.
WITHOUT_PILLOW = (
    sys.executable,
    "-c",
    "import runpy, sys; sys.modules['PIL'] = None; runpy.run_module('sandbox', alter_sys=True,"
    " run_name='__main__')",
)


@contextmanager
def running(
    *options: str, program: Sequence[str] = SANDBOX
) -> Iterator[tuple[subprocess.Popen[str], Sandbox]]:
    command = [*program, "--port", "0", *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            line = process.stdout.readline()
            url = re.fullmatch(r"sandbox listening on (http://127\.0\.0\.1:\d+)\n", line)[1]
            here = Sandbox(url)
            yield process, here
            here.http.close()
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_waits_for_no_answer_under_way(number):
    ten_minutes = "600000"
    with running("--latency", ten_minutes) as (process, sandbox):
        answers = []

        def ask() -> None:
            with suppress(OSError):
                answers.append(sandbox.user_info("act.x"))

        asking = threading.Thread(target=ask)
        asking.start()
        wait_for(lambda: len(connections_of(process)) > 1, "the call")
        process.send_signal(number)

        assert process.wait(120) == 0
        assert process.stdout.read() == ""
        assert process.stderr.read() == ""  # nor a hint on Pillow, which is installed
        asking.join()

    assert answers == []


def connections_of(process: subprocess.Popen[str]) -> list[str]:
    """Return the names of a process's open sockets: the listening one, and one per caller."""
    files = Path(f"/proc/{process.pid}/fd").iterdir()
    return [name for file in files if (name := os.readlink(file)).startswith("socket:")]


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
        process.wait(120)

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
        " --cover-life 20 --access-life 30 --refresh-life 60 --latency 7"
        " --profile documented --token-profile 2026-11 --cover-profile observed"
        " --calls-per-minute 5 --short-pages --no-rotation"
    )
    with running(*options.split()) as (_, sandbox):
        settings = sandbox.control("settings").json()
        sandbox.key, sandbox.secret = "sbawmine", "mine"
        back = sandbox.consent("mira", redirect_uri="https://showreel.example/cb")
        tokens = sandbox.exchange(back["code"], redirect_uri="https://showreel.example/cb").json()

    assert settings["cover_life"] == 20
    assert (settings["latency_ms"], settings["calls_per_minute"]) == (7, 5)
    assert settings["short_pages"] is True
    assert (settings["profile"], settings["cover_profile"]) == ("documented", "observed")
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

    failed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)

    assert failed.returncode == 1
    assert failed.stdout == ""
    assert failed.stderr == "The sandbox cannot start: cover_life cannot be -5\n"


def test_a_taken_port_is_one_sentence_and_no_start():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "sandbox", "--port", port]
        failed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)

    assert failed.returncode == 1
    assert failed.stderr == f"The sandbox cannot start: port {port} is taken\n"


def test_it_knows_nothing_of_the_application():
    code = (
        "import sys, sandbox.server, sandbox.scenes.gallery;"
        "print([m for m in sys.modules if m.partition('.')[0] in ('portfolio', 'sqlalchemy')])"
    )

    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )

    assert found.stdout == "[]\n"


def test_without_pillow_it_says_so_and_draws_plain_pictures():
    with running(program=WITHOUT_PILLOW) as (process, sandbox):
        said = process.stderr.readline()
        videos = sandbox.videos(sandbox.access())
        covers = [sandbox.http.get(video["cover_image_url"]) for video in videos[:6]]
        player = sandbox.http.get(videos[0]["embed_link"])
        consent = sandbox.http.get(sandbox.authorize_url(disable_auto_auth="1"))
        avatar = re.search(r'src="([^"]+)"', consent.text)[1].replace("&amp;", "&")
        shown = sandbox.http.get(avatar)

    assert "Pillow is not installed" in said
    for picture in (*covers, shown):
        assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/png")
        Image.open(io.BytesIO(picture.content)).load()
    assert Image.open(io.BytesIO(covers[0].content)).size in ((300, 400), (640, 853))
    assert len({picture.content for picture in covers}) == 6
    assert player.status_code == 200
