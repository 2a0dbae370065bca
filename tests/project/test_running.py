"""The commands of docs/running.md have their described effects, if they can run here."""

from __future__ import annotations

import getpass
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

import bootstrap
from portfolio.config import Config
from portfolio.queues import NAMES as QUEUES
from portfolio.supervisor import schema
from portfolio.supervisor.environment import complete, without_settings
from portfolio.supervisor.instance import Instance
from tests.servers.launch import empty_database
from tests.servers.surroundings import default_settings

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "running.md").read_text()


def block_with(words: str) -> str:
    """Return the one block of the document that contains these words."""
    (found,) = [block for block in re.findall(r"```\w*\n(.*?)```", TEXT, re.S) if words in block]
    return str(found)


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The folder of secrets, filled by the document's commands under the usual umask."""
    folder = tmp_path / "showreel"
    for words in ("install -d", "umask"):
        script = block_with(words).replace("/etc/showreel", str(folder))
        script = script.replace("-o showreel", f"-o {getpass.getuser()}")
        subprocess.run(["sh", "-ec", f"umask 022\n{script}"], cwd=ROOT, check=True)
    return folder


def test_the_secrets_are_readable_by_their_owner_alone(secrets: Path):
    modes = {path.name: path.stat().st_mode & 0o777 for path in (secrets, *secrets.iterdir())}

    assert modes == {"showreel": 0o700, "secret-key": 0o600, "token-keys": 0o600}


def test_the_secrets_are_what_the_settings_take(secrets: Path):
    assert len((secrets / "secret-key").read_text().strip()) > 40
    assert Fernet((secrets / "token-keys").read_text().strip())


def test_the_database_is_made(postgres_url: str):
    engine = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    statements = re.findall(r'-c "([^"]+)"', block_with("CREATE DATABASE"))
    # The tests' own role already has the document's name.
    role, database = (each.replace("showreel", "a_host") for each in statements)
    with engine.connect() as connection:
        connection.execute(sa.text(role))
        connection.execute(sa.text(database))
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


def runs(script: str, installed: Path, **settings: str) -> str:
    """Run commands of the document in that folder; return their output."""
    app = {"TIKTOK_CLIENT_KEY": "aw-1", "TIKTOK_CLIENT_SECRET": "hush", "LOG_FORMAT": "text"}
    done = subprocess.run(
        ["sh", "-ec", script.replace("/srv/showreel", str(installed))],
        cwd=installed,
        env={**without_settings(), **app, "PUBLIC_URL": "https://showreel.example", **settings},
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


def test_granian_is_started_without_its_advice():
    assert "--log-level error" in block_with("bin/granian")


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


def test_the_workers_of_the_unit_serve_every_queue():
    chosen = units()["showreel-worker@.service"]["Environment"].strip('"')

    assert chosen == f"WORKER_QUEUES={' '.join(QUEUES)}"


@pytest.mark.parametrize("words", ["TIKTOK_CLIENT_KEY=aw", "SECRET_KEY_FILE=/etc"])
def test_the_settings_that_are_shown_exist(words: str):
    known = {field.name.upper() for field in fields(Config)}
    shown = re.findall(r"^(\w+)=", block_with(words), re.M)

    assert shown
    assert {name.removesuffix("_FILE") for name in shown} <= known
