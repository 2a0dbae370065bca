"""The control page and JSON."""

import pytest
import requests

from tests.sandbox.conftest import bearer


def test_the_control_page_tells_what_an_app_needs(sandbox):
    for path in ("/", "/_control"):
        page = sandbox.http.get(sandbox.url + path).text
        for word in (sandbox.key, sandbox.secret, f"{sandbox.url}/v2/auth/authorize/", "atlas"):
            assert word in page


def test_the_clock_moves_and_returns(sandbox):
    start = sandbox.control("state").json()["now"]

    moved = sandbox.control("clock", {"advance": 3_600}).json()["now"]
    back = sandbox.control("clock", {"reset": True}).json()["now"]

    assert moved - start == pytest.approx(3_600, abs=60)
    assert back - start == pytest.approx(0, abs=60)


@pytest.mark.parametrize(
    "wanted",
    [
        {"profile": "2030"},
        {"cover_life": -1},
        {"cover_life": "long"},
        {"cover_life": True},
        {"latency_ms": None},
        {"rotate": 1},
        {"surprise": 1},
        {"access_life": 5, "surprise": 1},
    ],
)
def test_a_senseless_setting_changes_nothing(sandbox, wanted):
    before = sandbox.control("settings").json()

    assert sandbox.control("settings", wanted).status_code == 400
    assert sandbox.control("settings").json() == before


def test_expired_tokens_are_refused_but_can_be_refreshed(sandbox):
    tokens = sandbox.sign_in("mira")
    other = sandbox.access("otis")

    assert sandbox.control("expire", {"tokens": True, "account": "mira"}).json()["tokens_ended"]

    assert sandbox.user_info(tokens["access_token"]).status_code == 401
    assert sandbox.user_info(other).status_code == 200
    assert "access_token" in sandbox.refresh(tokens["refresh_token"]).json()


def test_a_creator_can_be_made_and_renamed(sandbox):
    sandbox.control("creators", {"account": "nova", "videos": 3, "display_name": "Nova"})
    access = sandbox.access("nova")

    sandbox.control("creators/nova", {"display_name": None}, "PATCH")

    user = sandbox.user_info(access, "display_name").json()["data"]["user"]
    assert user == {"display_name": None}
    assert len(sandbox.videos(access, "id")) == 3


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("creators", {"account": "mira"}),
        ("creators", {"account": "Not a name"}),
        ("creators", {"account": "many", "videos": 1_000_000}),
        ("creators", {}),
        ("clock", {"advance": "1"}),
        ("creators/otis/videos", {"delete": ["x"]}),
        ("creators/otis/videos", {"add": "x"}),
        ("apps", {"client_key": "x"}),
        ("clock", []),
    ],
)
def test_a_senseless_order_is_refused(sandbox, path, body):
    assert sandbox.control(path, body).status_code == 400


@pytest.mark.parametrize("path", ["creators/nobody", "nowhere"])
def test_what_is_not_there_is_404(sandbox, path):
    assert sandbox.control(path).status_code == 404


def test_calls_are_read_on_from_the_last_one_seen(sandbox):
    access = sandbox.access()
    sandbox.user_info(access)
    last = sandbox.control("calls").json()[-1]["id"]
    sandbox.page(access)

    newer = sandbox.control(f"calls?after={last}").json()

    assert [call["endpoint"] for call in newer] == ["video/list"]
    assert sandbox.control("calls/totals").json()["video/list"] == {"ok": 1}
    sandbox.control("calls", method="DELETE")
    assert sandbox.control("calls").json() == []


def test_latency_slows_calls_but_not_covers(sandbox):
    video = sandbox.videos(sandbox.access("otis"))[0]
    access = sandbox.access("otis")
    sandbox.settings(latency_ms=600_000)

    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{sandbox.url}/v2/user/info/", headers=bearer(access), timeout=0.5)
    assert sandbox.http.get(f"{sandbox.url}/_control/state", timeout=60).status_code == 200
    assert sandbox.http.get(video["cover_image_url"], timeout=60).status_code == 200
