"""Faults on demand."""

import json

import pytest
import requests

from tests.sandbox.conftest import bearer, error_of


def add(sandbox, kind: str, endpoint: str = "user/info", **more: object) -> None:
    fault = {"endpoint": endpoint, "kind": kind, **more}
    assert sandbox.control("faults", fault).status_code == 201


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("internal_error", (500, "internal_error")),
        ("rate_limit", (429, "rate_limit_exceeded")),
        ("token_invalid", (401, "access_token_invalid")),
        ("ok_with_error", (200, "internal_error")),
    ],
)
def test_tiktoks_own_errors(sandbox, kind, error):
    access = sandbox.access()
    add(sandbox, kind)

    assert error_of(sandbox.user_info(access)) == error


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("internal_error", (500, "server_error")),
        ("rate_limit", (429, "temporarily_unavailable")),
        ("token_invalid", (200, "invalid_grant")),
    ],
)
def test_the_token_endpoint_words_them_flat(sandbox, kind, error):
    tokens = sandbox.sign_in("mira")
    add(sandbox, kind, endpoint="oauth/token")

    assert error_of(sandbox.refresh(tokens["refresh_token"])) == error


def test_a_fault_is_given_so_often_and_only_at_its_endpoint(sandbox):
    access = sandbox.access()
    add(sandbox, "internal_error", count=2)

    assert sandbox.page(access).status_code == 200
    assert [sandbox.user_info(access).status_code for _ in range(3)] == [500, 500, 200]


def test_a_fault_can_meet_one_creator_alone(sandbox):
    mira, otis = sandbox.access("mira"), sandbox.access("otis")
    add(sandbox, "internal_error", endpoint="*", account="otis")

    assert sandbox.user_info(mira).status_code == 200
    assert sandbox.user_info(otis).status_code == 500


def test_a_probability_meets_that_share_of_calls(sandbox):
    access = sandbox.access()
    add(sandbox, "internal_error", probability=0.5)

    answers = [sandbox.user_info(access).status_code for _ in range(80)]

    assert 15 < answers.count(500) < 65


def test_faults_can_be_removed(sandbox):
    access = sandbox.access()
    add(sandbox, "internal_error")

    sandbox.control("faults", method="DELETE")

    assert sandbox.user_info(access).status_code == 200


def test_an_edge_server_answers_in_html(sandbox):
    access = sandbox.access()
    add(sandbox, "html")

    answer = sandbox.user_info(access)

    assert answer.status_code == 502
    assert answer.headers["Content-Type"].startswith("text/html")


def test_an_empty_answer(sandbox):
    access = sandbox.access()
    add(sandbox, "empty")

    assert (sandbox.user_info(access).status_code, sandbox.user_info(access).content) == (200, b"")


@pytest.mark.parametrize("kind", ["timeout", "lost", "cut"])
def test_the_connection_ends_without_a_whole_answer(sandbox, kind):
    access = sandbox.access()
    add(sandbox, kind, seconds=0.05)

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        sandbox.user_info(access)


def test_a_slow_drip_takes_its_time_and_then_is_whole(sandbox):
    access = sandbox.access()
    add(sandbox, "drip", seconds=0.5)

    pieces = []
    url = f"{sandbox.url}/v2/user/info/?fields=open_id"
    with requests.get(url, headers=bearer(access), stream=True, timeout=60) as answer:
        while piece := answer.raw.read1(100_000):
            pieces.append(piece)

    assert len(pieces) > 1
    assert json.loads(b"".join(pieces))["error"]["code"] == "ok"


@pytest.mark.parametrize("kind", ["truncated", "array", "wrong_types", "no_data"])
def test_malformed_answers_come_with_status_200(sandbox, kind):
    access = sandbox.access()
    whole = sandbox.page(access).json()
    add(sandbox, kind, endpoint="video/list")

    answer = sandbox.page(access)

    assert answer.status_code == 200
    if kind == "truncated":
        with pytest.raises(json.JSONDecodeError):
            answer.json()
    else:
        assert answer.json() != whole
    if kind == "wrong_types":
        assert set(answer.json()["data"]) == set(whole["data"])


def test_a_huge_body_has_the_size_it_was_given(sandbox):
    access = sandbox.access()
    add(sandbox, "huge", size=3_000_000)

    assert len(sandbox.user_info(access).content) == 3_000_000


def test_a_fifty_megabyte_body_costs_no_memory_here(sandbox):
    access = sandbox.access()
    add(sandbox, "huge")

    url = f"{sandbox.url}/v2/user/info/?fields=open_id"
    with requests.get(url, headers=bearer(access), stream=True, timeout=60) as answer:
        assert int(answer.headers["Content-Length"]) == 50_000_000
        assert len(next(answer.iter_content(1_000))) == 1_000


def test_a_lost_refresh_took_effect(sandbox):
    tokens = sandbox.sign_in("mira")
    add(sandbox, "lost", endpoint="oauth/token", count=1)

    with pytest.raises(requests.ConnectionError):
        sandbox.refresh(tokens["refresh_token"])

    assert error_of(sandbox.refresh(tokens["refresh_token"])) == (200, "invalid_grant")


def test_a_refused_refresh_had_no_effect(sandbox):
    tokens = sandbox.sign_in("mira")
    add(sandbox, "html", endpoint="oauth/token", count=1)

    assert sandbox.refresh(tokens["refresh_token"]).status_code == 502
    assert "access_token" in sandbox.refresh(tokens["refresh_token"]).json()


def test_faults_stand_in_the_record(sandbox):
    access = sandbox.access()
    add(sandbox, "html")
    sandbox.user_info(access)

    call = sandbox.control("calls?endpoint=user/info").json()[-1]

    assert (call["fault"], call["status"], call["account"]) == ("html", 502, "mira")


def test_covers_and_player_can_fail_too(sandbox):
    video = sandbox.videos(sandbox.access("otis"))[0]
    add(sandbox, "html", endpoint="cover", count=1)
    add(sandbox, "html", endpoint="player", count=1)

    for url in (video["cover_image_url"], video["embed_link"]):
        assert [sandbox.http.get(url).status_code for _ in range(2)] == [502, 200]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "nonsense"},
        {"kind": "html", "endpoint": "nowhere"},
        {"kind": "html", "probability": 2},
        {"kind": "html", "count": -1},
        {"kind": "html", "count": "two"},
        {"kind": "huge", "size": "much"},
        {"kind": "html", "surprise": 1},
        {},
    ],
)
def test_a_senseless_fault_is_refused(sandbox, fault):
    answer = sandbox.control("faults", fault)

    assert answer.status_code == 400
    assert answer.json()["error"]
