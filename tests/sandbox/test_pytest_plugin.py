"""The fixture `tiktok_sandbox`, in runs of pytest of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WALK = """
from urllib.parse import parse_qs, urlencode, urlsplit
import pytest, requests
from sandbox.driving import SandboxRefused

def ask(sandbox, **more):
    query = {"client_key": sandbox.client_key, "response_type": "code", "state": "s",
             "redirect_uri": "http://127.0.0.1:9/", "scope": "user.info.basic,video.list"} | more
    return f"{sandbox.url}/v2/auth/authorize/?{urlencode(query)}"

def answered(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

def test_a_creator_consents(tiktok_sandbox):
    back = tiktok_sandbox.consent(ask(tiktok_sandbox), "mira")
    assert back.startswith("http://127.0.0.1:9/?")
    assert answered(back)["scopes"] == "user.info.basic,video.list"

def test_a_creator_grants_less(tiktok_sandbox):
    back = tiktok_sandbox.consent(ask(tiktok_sandbox), "mira", ["user.info.basic"])
    assert answered(back)["scopes"] == "user.info.basic"

def test_a_creator_cancels(tiktok_sandbox):
    back = tiktok_sandbox.consent(ask(tiktok_sandbox), "mira", decision="cancel")
    assert answered(back)["error"] == "access_denied"

def test_a_wrong_request_is_refused(tiktok_sandbox):
    with pytest.raises(SandboxRefused, match="client_key"):
        tiktok_sandbox.consent(ask(tiktok_sandbox, client_key="wrong"), "mira")

def test_a_senseless_order_is_refused(tiktok_sandbox):
    with pytest.raises(SandboxRefused, match="no setting|no key"):
        tiktok_sandbox.settings(nonsense=1)

def test_time_faults_and_settings(tiktok_sandbox):
    access = tiktok_sandbox.grant("otis", ["video.list"])["access_token"]
    def query():
        ids = [video["id"] for video in tiktok_sandbox.creator("otis")["videos"]]
        return requests.post(f"{tiktok_sandbox.url}/v2/video/query/?fields=id", timeout=120,
            headers={"Authorization": f"Bearer {access}"}, json={"filters": {"video_ids": ids}})
    assert len(query().json()["data"]["videos"]) == 7
    tiktok_sandbox.fault("video/query", "internal_error", count=1)
    assert query().status_code == 500
    tiktok_sandbox.settings(calls_per_minute=1)
    assert query().status_code == 429
    tiktok_sandbox.later(86_400)
    assert query().status_code == 401
    outcomes = [call["outcome"] for call in tiktok_sandbox.calls("video/query")]
    assert outcomes == ["ok", "internal_error", "rate_limit_exceeded", "access_token_invalid"]
"""
LEFT = """
import pytest

@pytest.mark.parametrize("time", [1, 2])
def test_nothing_is_left_of_the_test_before(tiktok_sandbox, time):
    state = tiktok_sandbox.control("state")
    assert (state["grants"], state["faults"], state["clock_offset"]) == ([], [], 0)
    assert tiktok_sandbox.calls() == []
    tiktok_sandbox.grant("mira")
    tiktok_sandbox.fault("*", "html")
    tiktok_sandbox.later(60)
"""


def run(folder: Path, program: str, settings: str = "") -> tuple[int, str]:
    """Run a test file as another project would; warnings are errors there."""
    (folder / "test_it.py").write_text(program)
    (folder / "pytest.ini").write_text(f"[pytest]\nfilterwarnings = error\n{settings}")
    plugin = ["-p", "sandbox.pytest_plugin", "-p", "no:cacheprovider", "-p", "no:valkey"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugin, "-o", "addopts=", "test_it.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("program", "tests"), [(WALK, 6), (LEFT, 2)], ids=["walk", "left"])
def test_the_fixture_is_a_whole_tiktok_for_each_test(tmp_path, program, tests):
    code, said = run(tmp_path, program)

    assert code == 0, said
    assert f"{tests} passed" in said


def test_the_settings_name_a_file_of_creators(tmp_path):
    (tmp_path / "creators.json").write_text(json.dumps([{"account": "ada", "videos": 3}]))
    program = """
def test_ada_is_there_alone(tiktok_sandbox):
    assert tiktok_sandbox.control("state")["creators"] == ["ada"]
    assert len(tiktok_sandbox.creator("ada")["videos"]) == 3
"""

    code, said = run(tmp_path, program, "tiktok_sandbox_creators = creators.json\n")

    assert code == 0, said


@pytest.mark.parametrize(
    ("content", "reason"), [("[{}]", "creator 1: account must be"), (None, "No such file")]
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, content, reason):
    if content:
        (tmp_path / "creators.json").write_text(content)
    program = "def test_it(tiktok_sandbox): pass\n"

    code, said = run(tmp_path, program, "tiktok_sandbox_creators = creators.json\n")

    assert code != 0
    assert "tiktok_sandbox_creators: " in said
    assert reason in said
