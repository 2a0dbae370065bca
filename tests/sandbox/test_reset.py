"""`POST /_control/reset` restores the state of a first start."""

import threading
import time

import pytest
import requests

from sandbox.apps import DEMO_CLIENT_KEY
from tests.sandbox.conftest import error_of
from tests.sandbox.test_process import running
from tests.servers.waiting import PATIENCE_SECONDS


def state_of(sandbox):
    return {
        name: value
        for name, value in sandbox.control("state").json().items()
        if name != "now"  # the clock runs on
    } | {"calls": sandbox.control("calls").json(), "mira": sandbox.control("creators/mira").json()}


def change_everything(sandbox):
    access = sandbox.access("mira")
    ids = [video["id"] for video in sandbox.control("creators/mira").json()["videos"]]
    for path, order in {
        "creators/mira/videos": {"add": 2, "delete": ids[:1], "change": {ids[1]: {"title": ""}}},
        "creators": {"account": "nova", "videos": 3},
        "apps": {
            "client_key": "mine",
            "client_secret": "s",
            "redirect_uris": ["https://a.example/"],
        },
        f"apps/{DEMO_CLIENT_KEY}/webhook": {"url": "http://127.0.0.1:9/"},
        "settings": {"calls_per_minute": 1, "cover_life": 5},
        "faults": {"endpoint": "player", "kind": "html"},
        "webhooks": {"account": "mira"},
        "clock": {"advance": 86_400},
    }.items():
        assert sandbox.control(path, order).ok, path
    sandbox.control("creators/mira", {"bio": "changed"}, "PATCH")
    return access


def test_a_reset_brings_back_the_first_start(sandbox):
    before = state_of(sandbox)
    access = change_everything(sandbox)
    changed = state_of(sandbox)

    answer = sandbox.control("reset", {})

    assert answer.status_code == 204
    assert {name for name in before if before[name] == changed[name]} == set()
    assert state_of(sandbox) == before
    assert error_of(sandbox.user_info(access)) == (401, "access_token_invalid")
    assert sandbox.control("webhooks").json() == []


def test_a_reset_keeps_what_the_start_was_told():
    with running("--calls-per-minute", "7", "--client-key", "mine", "--scopes", "video.list") as (
        _,
        sandbox,
    ):
        sandbox.settings(calls_per_minute=1)

        sandbox.control("reset", {})

        assert sandbox.control("settings").json()["calls_per_minute"] == 7
        (app,) = sandbox.control("apps").json()
        assert (app["client_key"], app["scopes"]) == ("mine", ["video.list"])


def test_a_reset_empties_the_state_folder(tmp_path):
    with running("--state", str(tmp_path)) as (_, sandbox):
        access = sandbox.access("mira")
        sandbox.control("reset", {})

    with running("--state", str(tmp_path)) as (_, sandbox):
        assert error_of(sandbox.user_info(access)) == (401, "access_token_invalid")
        assert [call["outcome"] for call in sandbox.control("calls").json()] == [
            "access_token_invalid"
        ]


def test_a_call_under_way_is_not_in_the_new_record(sandbox, monkeypatch):
    is_under_way, goes_on = threading.Event(), threading.Event()

    def waits(_seconds):
        is_under_way.set()
        assert goes_on.wait(PATIENCE_SECONDS)

    monkeypatch.setattr(time, "sleep", waits)  # as long as the set latency is
    sandbox.settings(latency_ms=1)
    asking = threading.Thread(target=requests.get, args=(f"{sandbox.url}/v2/user/info/",))
    asking.start()
    assert is_under_way.wait(PATIENCE_SECONDS)

    sandbox.control("reset", {})
    goes_on.set()
    asking.join()

    assert sandbox.control("calls").json() == []


@pytest.mark.parametrize("body", [{"all": True}, []])
def test_a_reset_with_a_senseless_order_does_nothing(sandbox, body):
    access = sandbox.access()

    assert sandbox.control("reset", body).status_code == 400
    assert sandbox.user_info(access).ok
