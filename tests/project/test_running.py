"""The commands of docs/running.md have their described effects, if they can run here."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa
from cryptography.fernet import Fernet

import bootstrap
from portfolio.config import Config
from portfolio.queues import NAMES as QUEUES
from portfolio.supervisor import schema
from portfolio.supervisor.environment import complete, without_settings
from portfolio.supervisor.instance import Instance
from portfolio.supervisor.processes import Child
from tests.servers.launch import empty_database
from tests.servers.postgres import programs
from tests.servers.surroundings import default_settings, free_port
from tests.servers.waiting import PATIENCE_SECONDS, wait_for

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "running.md").read_text()


def block_with(words: str) -> str:
    """Return the one block of the document that contains these words."""
    (found,) = [block for block in re.findall(r"```\w*\n(.*?)```", TEXT, re.S) if words in block]
    return str(found)


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The folder of secrets, filled by the document's commands under the usual umask."""
    folder, code = tmp_path / "etc", tmp_path / "code"
    code.mkdir()
    made, owned = block_with("useradd").split("\n", 1)
    assert made.startswith("useradd")  # which the next test tries: it would make a user
    owned = re.sub(r"\bshowreel:", f"{getpass.getuser()}:", owned)
    for script in (owned, block_with("umask")):
        script = script.replace("/etc/showreel", str(folder)).replace("/srv/showreel", str(code))
        script = script.replace("-o showreel", f"-o {getpass.getuser()}")
        subprocess.run(["sh", "-ec", f"umask 022\n{script}"], cwd=ROOT, check=True)
    return folder


def test_useradd_knows_every_option():
    command, *arguments = block_with("useradd").splitlines()[0].split()
    shown = subprocess.run([command, "--help"], capture_output=True, text=True, check=True).stdout

    options = [each for each in arguments if each.startswith("--")]
    assert [each for each in options if each not in shown] == []
    assert {arguments[-1]} == {unit["User"] for unit in units().values()}


def test_the_secrets_are_readable_by_their_owner_alone(secrets: Path):
    files = (secrets, *secrets.iterdir(), secrets.parent / "code" / ".env")
    modes = {path.name: path.stat().st_mode & 0o777 for path in files}

    private = dict.fromkeys(("client-secret", "secret-key", "token-keys", ".env"), 0o600)
    assert modes == {"etc": 0o700, **private}


def test_every_secret_of_the_settings_is_made_before_or_at_once(secrets: Path):
    """The settings of several machines name two that the next commands make."""
    assert TEXT.index("install -m 600") < TEXT.index("_FILE=/etc/showreel/client-secret")
    named = set(re.findall(r"_FILE=/etc/showreel/(\S+)", TEXT))
    assert named == {path.name for path in secrets.iterdir()}


def test_the_secrets_are_what_the_settings_take(secrets: Path):
    assert len((secrets / "secret-key").read_text().strip()) > 40
    assert Fernet((secrets / "token-keys").read_text().strip())


def test_the_database_is_made(postgres_url: str):
    # The tests' own role already has the document's name.
    command = block_with("CREATE DATABASE").replace("showreel", "a_host")
    here = sa.make_url(postgres_url)
    of_tests = {"PGHOST": str(here.query["host"]), "PGUSER": str(here.username)}
    of_tests |= {"PGDATABASE": str(here.database), "PATH": f"{programs()}:{os.environ['PATH']}"}
    subprocess.run(["sh", "-ec", command], env=of_tests, check=True, capture_output=True)
    engine = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        owned = sa.text("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'a_host'")
        owner = connection.scalar(owned)
        connection.execute(sa.text("DROP DATABASE a_host"))
        connection.execute(sa.text("DROP ROLE a_host"))
    engine.dispose()

    assert owner == "a_host"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The document's /srv/showreel: the code, and the files of a first start of app.py."""
    folder = tmp_path / "srv"
    folder.mkdir()
    for each in (*ROOT.iterdir(), ROOT / ".venv"):
        if each.name != "instance" and not (folder / each.name).exists():
            (folder / each.name).symlink_to(each)
    instance = Instance(folder / "instance")
    instance.prepare()
    complete(default_settings(), instance, 8000, 8001, instance.run / "valkey.sock")
    shutil.copyfile(empty_database(), instance.database)
    return folder


#: The settings of the document that are not made by its commands.
APP = {
    "TIKTOK_CLIENT_KEY": "aw-1",
    "TIKTOK_CLIENT_SECRET": "hush",
    "LOG_FORMAT": "text",
    "PUBLIC_URL": "https://showreel.example",
}


def runs(script: str, installed: Path, **settings: str) -> str:
    """Run commands of the document in that folder; return their output."""
    done = subprocess.run(
        ["sh", "-ec", script.replace("/srv/showreel", str(installed))],
        cwd=installed,
        env={**without_settings(), **APP, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_keys_are_rotated_by_hand_with_what_a_start_has_made(installed: Path):
    said = runs(block_with("keys rotate"), installed)

    assert said == "0 connections sealed with the newest key.\n"


def test_the_schema_is_brought_up_to_date_and_a_key_printed(secrets: Path, installed: Path):
    database = installed / "new.db"
    settings = {
        "SECRET_KEY_FILE": str(secrets / "secret-key"),
        "TOKEN_KEYS_FILE": str(secrets / "token-keys"),
        "DATABASE_URL": f"sqlite:///{database}",
        "REDIS_URL": "redis://127.0.0.1:9/0",
    }

    runs(block_with("flask db upgrade"), installed, **settings)
    key = runs(".venv/bin/flask keys new", installed, **settings)

    assert schema.is_newest(database)
    assert Fernet(key.strip())


def test_the_packages_are_installed_by_a_function_that_is_there():
    script = block_with("bootstrap.install")
    (lock,) = re.findall(r"bootstrap\.install\('(.+)'\)", script)

    assert callable(bootstrap.install)
    assert (ROOT / lock).exists()
    assert script.strip().removeprefix("python3 -c ").strip('"') in TEXT.split("## Updating")[1]


def units() -> dict[str, dict[str, str]]:
    """Return the settings of each systemd unit in the document, by the unit's name."""
    found = {}
    for block in re.findall(r"```ini\n(.*?)```", TEXT, re.S):
        name = block.splitlines()[0].rpartition("/")[2]
        text = block.replace("\\\n", " ")
        found[name] = dict(re.findall(r"^(\w+)=(.*)$", text, re.M))
    return found


def test_the_units_start_what_is_there():
    for name, unit in units().items():
        program, *arguments = unit["ExecStart"].split()

        assert unit["WorkingDirectory"] == "/srv/showreel", name
        assert Path(program.replace("/srv/showreel", str(ROOT))).exists(), program
        assert (ROOT / arguments[-1].replace("app:app", "app.py")).exists(), arguments[-1]


def test_granian_knows_every_option_of_the_unit():
    program, *arguments = units()["showreel-web.service"]["ExecStart"].split()
    shown = subprocess.run(
        [program.replace("/srv/showreel", str(ROOT)), "--help"],
        capture_output=True,
        text=True,
        check=True,
    )

    options = [each for each in arguments if each.startswith("--")]
    assert options
    assert [each for each in options if each not in shown.stdout] == []


def test_the_unit_of_the_web_serves_says_nothing_and_ends_when_told(installed: Path):
    port = free_port()
    start = units()["showreel-web.service"]["ExecStart"].replace("10.0.0.5", "127.0.0.1")
    start = start.replace("--port 8000", f"--port {port}")
    # One worker serves while the other may still start, which granian waits for.
    start = start.replace("--workers-kill-timeout 10", "--workers-kill-timeout 1")
    exports = [line for line in block_with("keys rotate").splitlines() if "export" in line]
    script = "\n".join([*exports, f"exec {start}"]).replace("/srv/showreel", str(installed))
    web = Child(
        "web",
        ["sh", "-ec", f"cd {installed}\n{script}"],
        {**without_settings(), **APP},
        log=installed / "log",
    )
    web.start()
    try:
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/robots.txt"), "the web", web)
    finally:
        web.send(signal.SIGTERM)
        wait_for(lambda: not web.is_running(), "the end")

    assert (installed / "log").read_text() == ""


def answers(address: str) -> bool:
    with suppress(requests.ConnectionError):
        return requests.get(address, timeout=PATIENCE_SECONDS).ok
    return False


def test_the_workers_of_the_unit_serve_every_queue():
    chosen = units()["showreel-worker@.service"]["Environment"].strip('"')

    assert chosen == f"WORKER_QUEUES={' '.join(QUEUES)}"


@pytest.mark.parametrize("words", ["TIKTOK_CLIENT_KEY=aw", "SECRET_KEY_FILE=/etc"])
def test_the_settings_that_are_shown_exist(words: str):
    known = {field.name.upper() for field in fields(Config)}
    shown = re.findall(r"^(\w+)=", block_with(words), re.M)

    assert shown
    assert {name.removesuffix("_FILE") for name in shown} <= known
