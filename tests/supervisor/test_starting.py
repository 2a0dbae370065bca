"""An obstacle to a start is printed in one sentence."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from portfolio.supervisor.instance import Instance
from portfolio.supervisor.main import Showreel
from portfolio.supervisor.problems import CannotStart
from portfolio.supervisor.schema import is_newest
from tests.servers.surroundings import default_settings
from tests.servers.waiting import PATIENCE_SECONDS
from tests.supervisor.running import Running, supervisor


def refusal(running: Running) -> str:
    """Return the one line that a refused start prints."""
    assert running.process.wait(PATIENCE_SECONDS) == 1
    assert len(running.output.splitlines()) == 1, running.output
    return running.output


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with supervisor(tmp_path / "instance", port) as running:
            assert f"Port {port} cannot be used: address already in use" in refusal(running)


def test_a_taken_sandbox_port_is_named_by_its_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])

        with supervisor(tmp_path / "instance", SANDBOX_PORT=port) as running:
            assert "Set SANDBOX_PORT to a free one." in refusal(running)


def test_the_two_ports_have_to_differ(tmp_path: Path) -> None:
    with supervisor(tmp_path / "instance", port=8000, SANDBOX_PORT="8000") as running:
        assert "PORT and SANDBOX_PORT are the same" in refusal(running)


def test_a_second_start_on_the_same_data_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    Instance(folder).prepare()
    held = Instance(folder).lock()

    with supervisor(folder) as running:
        assert f"already runs on the data in {folder} (process " in refusal(running)

    assert held


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file where the folder should be")

    with supervisor(tmp_path / "instance") as running:
        assert f"Cannot write in {tmp_path / 'instance'}: " in refusal(running)


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    more_than_any_disk_has = 10**12

    with pytest.raises(CannotStart, match=r"The disk is full: [0-9]+ MB are free"):
        Instance(tmp_path / "instance").prepare(room=more_than_any_disk_has)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "eighty"), ("SANDBOX_PORT", "70000"), ("WORKERS", "none"), ("TOKEN_KEYS", "short")],
)
def test_a_senseless_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with supervisor(tmp_path / "instance", **{name: value}) as running:
        assert f"{name} makes no sense" in refusal(running)


def test_a_site_for_strangers_is_not_served_over_http(tmp_path: Path) -> None:
    with supervisor(tmp_path / "instance", PUBLIC_URL="http://example.com") as running:
        assert "PUBLIC_URL must start with https://" in refusal(running)


def test_a_demo_page_is_not_announced_beside_a_tiktok_app(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = Instance(tmp_path / "instance")
    instance.prepare()
    instance.demo.write_text('{"page": "/@mira"}')
    app = {"TIKTOK_CLIENT_KEY": "aw1234", "TIKTOK_CLIENT_SECRET": "hush, hush"}

    site = Showreel({**default_settings(), "INSTANCE_DIR": str(instance.folder), **app})
    site.announce(1.0)

    said = capsys.readouterr().out
    assert "/@mira" not in said
    assert f"still stored in {instance.folder}, and are not shown" in said


@pytest.fixture(scope="module")
def started_once(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """The folder with the files of a first start."""
    instance = Instance(tmp_path_factory.mktemp("started") / "instance")
    with supervisor(instance.folder) as running:
        running.wait_until_ready()
    return instance


def test_the_first_start_makes_secrets_for_this_account_alone(started_once: Instance) -> None:
    instance = started_once

    assert {path.stat().st_mode & 0o777 for path in instance.secrets.iterdir()} == {0o600}
    assert instance.folder.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in instance.secrets.iterdir()} == {"secret_key", "token_keys"}


def test_a_second_start_keeps_data_and_secrets(started_once: Instance) -> None:
    instance = started_once
    secrets = [path.read_text() for path in sorted(instance.secrets.iterdir())]

    with supervisor(instance.folder) as running:
        running.wait_until_ready()

    assert [path.read_text() for path in sorted(instance.secrets.iterdir())] == secrets
    assert is_newest(instance.database)


def test_a_text_of_the_hosts_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    text = tmp_path / "instance" / "words" / "imprint.en.md"
    text.parent.mkdir(parents=True)
    text.write_text("Who we are")

    with supervisor(tmp_path / "instance") as running:
        assert f"{text} is no text of Showreel's" in refusal(running)
