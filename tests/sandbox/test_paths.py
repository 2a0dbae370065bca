"""Answers at paths without a service: of TikTok's gateway, and of TikTok's other products."""

import pytest
import requests

from sandbox.paths import POSTED
from tests.sandbox.conftest import Sandbox, bearer, error_of


def last_call(sandbox: Sandbox) -> dict:
    return sandbox.control("calls").json()[-1]


def is_unsupported(answer: requests.Response) -> bool:
    """Whether the answer is the gateway's for an unknown path or method."""
    return (
        (answer.status_code, answer.text) == (404, "Unsupported path(Janus)")
        and answer.headers["Content-Type"].startswith("text/plain")
        and len(answer.headers["x-tt-logid"]) == 34
    )


@pytest.mark.parametrize("path", POSTED)
def test_what_is_documented_but_not_offered_misses_its_scope(sandbox, path):
    answer = sandbox.http.post(
        f"{sandbox.url}/v2/{path}/", json={}, headers=bearer(sandbox.access())
    )

    assert error_of(answer) == (401, "scope_not_authorized")
    call = last_call(sandbox)
    assert (call["endpoint"], call["path"]) == ("not offered", f"/v2/{path}/")
    assert (call["account"], call["outcome"]) == ("mira", "scope_not_authorized")
    assert call["log_id"] == answer.headers["x-tt-logid"]
    assert "does not offer it" in call["hints"][0]


def test_what_is_not_offered_still_wants_a_living_token(sandbox):
    url = f"{sandbox.url}/v2/post/publish/video/init/"

    assert error_of(sandbox.http.post(url, json={})) == (401, "access_token_invalid")
    dead = sandbox.http.post(url, json={}, headers=bearer("act.no"))
    assert error_of(dead) == (401, "access_token_invalid")


@pytest.mark.parametrize(
    ("method", "path", "hint"),
    [
        ("GET", "/v2/nowhere/", "documents no such path"),
        ("POST", "/v2/user/information", "documents no such path"),
        ("POST", "/oauth/access_token/", "Version 1"),
        ("GET", "/share/video/upload/", "Version 1"),
        ("GET", "/v2/user/info?fields=open_id", "end with a slash"),
        ("POST", "/v2/video/list?fields=id", "end with a slash"),
        ("POST", "/v2/oauth/token", "end with a slash"),
        ("GET", "/v2/video/list/?fields=id", "called by POST"),
        ("POST", "/v2/user/info/?fields=open_id", "called by GET"),
        ("GET", "/v2/oauth/token/", "called by POST"),
        ("GET", "/v2/post/publish/video/init/", "called by POST"),
    ],
)
def test_a_path_or_method_that_is_not_tiktoks_is_a_text_404(sandbox, method, path, hint):
    headers = bearer(sandbox.access())

    answer = sandbox.http.request(method, sandbox.url + path, headers=headers, json={})

    assert is_unsupported(answer)
    call = last_call(sandbox)
    assert call["path"] == path.partition("?")[0]
    assert (call["status"], call["outcome"]) == (404, "unsupported path")
    assert call["log_id"] == answer.headers["x-tt-logid"]
    assert hint in call["hints"][0]


def test_a_gateway_that_is_lenient_redirects_and_says_405(sandbox):
    sandbox.settings(lenient_paths=True)
    headers = bearer(sandbox.access())

    def ask(method: str, path: str) -> requests.Response:
        url = sandbox.url + path
        return sandbox.http.request(method, url, headers=headers, allow_redirects=False)

    redirected = ask("GET", "/v2/user/info?fields=x")
    assert redirected.status_code == 308
    assert redirected.headers["Location"].startswith(f"{sandbox.url}/v2/user/info/?fields=x")
    assert ask("GET", "/v2/video/list/").status_code == 405
    assert is_unsupported(ask("GET", "/v2/nowhere/"))


def test_the_authorize_page_is_a_website_and_needs_no_slash(sandbox):
    page = sandbox.http.get(sandbox.authorize_url().replace("/authorize/?", "/authorize?"))

    assert page.status_code == 200


def test_a_browsers_own_requests_are_no_calls(sandbox):
    for path in ("/favicon.ico", "/embed.js", "/_control/nowhere"):
        assert sandbox.http.get(sandbox.url + path).status_code == 404

    assert sandbox.control("calls").json() == []
