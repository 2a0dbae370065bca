"""The record of calls keeps a request's body and hides its secrets."""

import json

import pytest

from tests.sandbox.conftest import bearer


def last_body(sandbox):
    return sandbox.control("calls").json()[-1]["body"]


def test_the_json_of_a_call_is_recorded(sandbox):
    access = sandbox.access()

    sandbox.page(access, cursor=1_790_000_000_000, max_count=3)

    assert last_body(sandbox) == {"cursor": 1_790_000_000_000, "max_count": 3}


def test_the_form_of_a_token_call_is_recorded_without_its_secrets(sandbox):
    code = sandbox.consent()["code"]

    sandbox.exchange(code, code_verifier="v" * 43)

    assert last_body(sandbox) == {
        "client_key": sandbox.key,
        "client_secret": f"[redacted, {len(sandbox.secret)} characters]",
        "grant_type": "authorization_code",
        "redirect_uri": "http://127.0.0.1:9/login/callback",
        "code": f"[redacted, {len(code)} characters]",
        "code_verifier": "[redacted, 43 characters]",
    }


def test_a_field_sent_several_times_is_a_list(sandbox):
    sandbox.consent(scopes="user.info.basic,video.list")

    assert last_body(sandbox)["scopes"] == ["user.info.basic", "video.list"]


def test_a_call_without_a_body_has_none(sandbox):
    sandbox.user_info(sandbox.access())

    assert last_body(sandbox) is None


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"client_secret": "SECRET", "inner": [{"Refresh-Token": {"a": "SECRET"}}]}},
        {"json": {"query": "client_key=x&client_secret=SECRET"}},
        {"json": ["act.SECRET", {"note": "as rft.SECRET!1"}]},
        {"data": "client_secret=SECRET", "headers": {"Content-Type": "text/plain"}},
        {"data": '{"client_secret": "SECRET"', "headers": {"Content-Type": "application/json"}},
        {"files": {"client_secret": (None, "SECRET")}},
        {"data": {"client_secret": "SECRET", "data": "code=SECRET"}},
        {"data": {'{"client_secret": "SECRET", "code": "SECRET"}': ""}},
    ],
    ids=["nested", "pairs in text", "tokens", "no type", "broken", "multipart", "form", "JSON"],
)
def test_a_secret_in_the_wrong_place_is_hidden_too(sandbox, sent):
    sandbox.http.post(f"{sandbox.url}/v2/oauth/token/", **sent)

    assert "SECRET" not in json.dumps(sandbox.control("calls").json())
    assert last_body(sandbox)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"[" * 5_000 + b"]" * 5_000, "[10,000 bytes of application/json]"),
        (b'{"a": NaN}', {"a": "NaN"}),
        (b'{"a": "\\ud800"}', {"a": "\ud800"}),
        (b'"' + b"x" * 30_000 + b'"', "[30,002 bytes of application/json]"),
        (b'"' + b"x" * 700 + b'"', "x" * 500 + "… [700]"),
        (b"\xff\xfe", "[2 bytes of application/json]"),
    ],
    ids=["too deep", "no number", "half a character", "long", "long text", "no text"],
)
def test_any_body_can_be_recorded(sandbox, raw, shown):
    headers = bearer(sandbox.access()) | {"Content-Type": "application/json"}

    sandbox.http.post(f"{sandbox.url}/v2/video/list/?fields=id", data=raw, headers=headers)

    assert last_body(sandbox) == shown
    assert sandbox.control("calls/totals").json()["video/list"]


def test_what_is_very_deep_is_cut(sandbox):
    deep = b"[" * 900 + b"]" * 900
    headers = bearer(sandbox.access()) | {"Content-Type": "application/json"}

    sandbox.http.post(f"{sandbox.url}/v2/video/list/?fields=id", data=deep, headers=headers)

    assert json.dumps(last_body(sandbox)) == "[" * 20 + '"\\u2026"' + "]" * 20
