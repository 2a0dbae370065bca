"""No token, secret or code in any text: error, repr, traceback or log record."""

import json
import logging
import traceback
from urllib.parse import quote

import pytest
import requests

from portfolio.tiktok import secrecy
from portfolio.tiktok.client import TikTok
from portfolio.tiktok.errors import TikTokError
from portfolio.tiktok.models import Tokens
from portfolio.tiktok.oauth import TikTokSession
from portfolio.tiktok.tokens import TokenEndpoint
from tests.tiktok.conftest import ACCESS_TOKEN, CODE, REFRESH_TOKEN, SECRET

VERIFIER = "verifier-of-43-characters-or-a-little-more"
SECRETS = [ACCESS_TOKEN, REFRESH_TOKEN, CODE, SECRET, VERIFIER, "act.newly!1", "rft.newly!2"]


def assert_hidden(text: str) -> None:
    for secret in SECRETS:
        for form in (secret[:11], quote(secret, safe="")[:11]):
            assert form not in text


@pytest.fixture(autouse=True)
def every_record_is_clean(caplog):
    """Check all log records, with every logger at its most verbose, urllib3 included."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="portfolio")  # another test's app may have set it
    yield
    for record in caplog.get_records("call"):
        assert_hidden(record.getMessage())
        assert_hidden(repr(record.args))


def calls(server, deadline=60.0):
    """Return one call of every endpoint, each with its own secrets."""
    tiktok = TikTok(server.url, user_agent="test", deadline=deadline)
    endpoint = TokenEndpoint(server.url, "sbawdemo", SECRET, user_agent="test", deadline=deadline)
    session = TikTokSession("sbawdemo", SECRET, pkce="hex", deadline=deadline)
    token_url = f"{server.url}/v2/oauth/token/"
    return {
        "user info": lambda: tiktok.user_info(ACCESS_TOKEN, {"user.info.basic"}),
        "list": lambda: tiktok.list_videos(ACCESS_TOKEN),
        "query": lambda: tiktok.query_videos(ACCESS_TOKEN, ["1"]),
        "refresh": lambda: endpoint.refresh(REFRESH_TOKEN),
        "revoke": lambda: endpoint.revoke(ACCESS_TOKEN),
        "exchange": lambda: endpoint.exchange(CODE, "https://example.com/", VERIFIER),
        "session": lambda: session.fetch_token(token_url, code=CODE, code_verifier=VERIFIER),
    }


SENT = {
    "user info": [ACCESS_TOKEN],
    "list": [ACCESS_TOKEN],
    "query": [ACCESS_TOKEN],
    "refresh": [REFRESH_TOKEN, SECRET],
    "revoke": [ACCESS_TOKEN, SECRET],
    "exchange": [CODE, VERIFIER, SECRET],
    "session": [CODE, VERIFIER, SECRET],
}
"""The secrets that each call sends, which are all that the server could return."""

ECHOES = {
    "flat": {"error": "invalid_request", "error_description": "{}", "log_id": "{}"},
    "code": {"error": "{}"},
    "enveloped": {"error": {"code": "invalid_params", "message": "{}", "log_id": "{}"}},
    "first version": {"data": {"error_code": "{}", "description": "{}"}},
    "html": "<html>{}</html>",
    "list": ["{}"],
    "other shape": {"data": ["{}"], "error": ["{}"]},
    "object": {"error": {"code": {"code": "{}"}}},
    "tokens in a list": [{"access_token": "act.newly!1", "scope": "{}"}],
}


def echo(name: str) -> str:
    """Return all secrets that the call sent, plain and encoded, and new tokens."""
    forms = [form for secret in SENT[name] for form in (secret, quote(secret, safe=""))]
    return " ".join([*forms, "act.newly!1", "rft.newly!2"])


def check(call) -> None:
    with pytest.raises(TikTokError) as caught:
        call()

    assert_hidden(str(caught.value))
    assert_hidden(repr(caught.value))
    assert_hidden(repr(vars(caught.value)))
    assert_hidden("".join(traceback.format_exception(caught.value)))


@pytest.mark.parametrize("status", [200, 400, 401, 500])
@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("body", ECHOES.values(), ids=ECHOES.keys())
def test_an_answer_that_repeats_a_secret_is_cleaned(server, name, body, status):
    words = echo(name)
    body = json.dumps(body).replace("{}", words).encode()
    server.answer(body, status, {"X-Tt-Logid": words, "Content-Type": words})

    check(calls(server)[name])


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("fault", ["reset", "hang", "cut", "not http", "redirect"])
def test_a_fault_on_the_way_names_no_secret(server, name, fault):
    deadline = 0.4 if fault == "hang" else 60
    if fault in ("reset", "hang"):
        getattr(server, fault)()
    elif fault == "redirect":
        server.answer(b"", 302, {"Location": f"https://example.com/?code={CODE}"})
    else:
        start = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" if fault == "cut" else b""
        server.raw(start + echo(name).encode(), close=True)

    check(calls(server, deadline)[name])


@pytest.mark.parametrize("name", SENT)
def test_causes_do_not_carry_the_request_along(server, name):
    server.reset()

    with pytest.raises(TikTokError) as caught:
        calls(server)[name]()

    error = caught.value.__cause__
    assert isinstance(error, requests.RequestException)
    assert (error.request, error.response) == (None, None)


def test_a_success_leaves_no_secret_in_the_log(server, token_endpoint, example, caplog):
    server.answer(example("token_flat"))

    tokens = token_endpoint.refresh(REFRESH_TOKEN)

    assert tokens.access_token not in caplog.text
    assert "/v2/oauth/token/: HTTP 200" in caplog.text


def test_the_log_tells_the_log_id(server, tiktok, example, caplog):
    server.answer(example("user_info"))

    tiktok.user_info(ACCESS_TOKEN, {"user.info.basic"})

    assert "log_id 20220829194722CBE87ED59D524E727021" in caplog.text


def test_objects_do_not_show_what_they_hold(server, tiktok, token_endpoint):
    tokens = Tokens.from_body({"access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN})

    for thing in (tiktok, token_endpoint, tokens, [tokens], {"tokens": tokens}):
        assert_hidden(repr(thing))
        assert_hidden(str(thing))


def test_a_cover_is_not_taken_for_a_secret(server, tiktok):
    url = "https://p16-common-sign.tiktokcdn-us.com/a~c:1:2.jpeg?refresh_token=1a2b3c4d&x-expires=9"
    data = {"videos": [{"id": "1", "cover_image_url": url}], "has_more": False}
    server.answer({"data": data, "error": {"code": "ok"}})

    [video] = tiktok.list_videos(ACCESS_TOKEN).videos

    assert video.cover.url == url
    assert url in repr(video)


def test_hiding_leaves_other_words_alone():
    words = "Redirect_uri is not matched with the uri when requesting code. The actor acted. act"

    assert secrecy.hide(words, ["", "a", "uri"]) == words
    assert secrecy.hide("before act.abc!12 after", []) == "before [hidden] after"
    assert secrecy.hide("secret and secret-longer", ["secret", "secret-longer"]) == (
        "[hidden] and [hidden]"
    )
