"""A generic OAuth client fails as by TikTok's documents, and the sandbox names the reason."""

import re

import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from tests.sandbox.conftest import ALL_SCOPES, CALLBACK, bearer, came_back


def client(sandbox, scope="user.info.basic video.list", method="client_secret_post"):
    return OAuth2Session(
        sandbox.key,
        sandbox.secret,
        scope=scope,
        redirect_uri=CALLBACK,
        token_endpoint_auth_method=method,
    )


def authorize_url(sandbox, oauth, **told):
    return oauth.create_authorization_url(f"{sandbox.url}/v2/auth/authorize/", **told)[0]


def token_url(sandbox):
    return f"{sandbox.url}/v2/oauth/token/"


def hints_of_the_last_call(sandbox, endpoint):
    return " ".join(sandbox.control(f"calls?endpoint={endpoint}").json()[-1]["hints"])


def test_a_client_id_is_not_understood_and_the_page_names_what_is(sandbox):
    page = sandbox.http.get(authorize_url(sandbox, client(sandbox))).text

    assert re.findall(r"<li>(.*?)</li>", page) == ["client_key"]
    assert "TikTok names it client_key, not client_id." in page
    assert "client_key" in hints_of_the_last_call(sandbox, "authorize")


def test_scopes_joined_by_spaces_are_not_understood_and_the_page_says_commas(sandbox):
    address = authorize_url(sandbox, client(sandbox), client_key=sandbox.key)

    page = sandbox.http.get(address).text

    assert re.findall(r"<li>(.*?)</li>", page) == ["scope"]
    assert "Scopes are joined by commas" in page


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("client_secret_post", "client_key, not client_id"),
        ("client_secret_basic", "go into the form, not into a header"),
    ],
)
def test_the_record_says_why_an_exchange_was_refused(sandbox, method, words):
    code = sandbox.consent()["code"]

    with pytest.raises(OAuthError, match="malformed") as refused:
        client(sandbox, method=method).fetch_token(token_url(sandbox), code=code)

    assert refused.value.error == "invalid_request"
    assert words in hints_of_the_last_call(sandbox, "oauth/token")


def test_the_record_says_that_fields_go_into_the_query(sandbox):
    body = {"fields": ["id"], "access_token": "act.x"}
    access = sandbox.access()

    answer = sandbox.http.post(f"{sandbox.url}/v2/video/list/", json=body, headers=bearer(access))

    assert answer.json()["error"]["code"] == "invalid_params"
    said = hints_of_the_last_call(sandbox, "video/list")
    assert "fields go into the query" in said
    assert "Authorization: Bearer" in said


def test_a_call_that_is_right_gets_no_hints(sandbox):
    access = sandbox.access()
    sandbox.page(access)

    assert hints_of_the_last_call(sandbox, "video/list") == ""
    assert hints_of_the_last_call(sandbox, "oauth/token") == ""


def test_told_the_name_and_the_commas_it_walks_the_whole_way(sandbox):
    oauth = client(sandbox, scope=ALL_SCOPES)
    address = authorize_url(sandbox, oauth, client_key=sandbox.key)
    form = {"account": "mira", "decision": "continue", "scopes": ALL_SCOPES.split(",")}
    answer = sandbox.http.post(address, data=form, allow_redirects=False)
    code = came_back(answer)["code"]

    tokens = dict(oauth.fetch_token(token_url(sandbox), code=code, client_key=sandbox.key))
    fresh = oauth.refresh_token(token_url(sandbox), client_key=sandbox.key)

    assert tokens["scope"] == ALL_SCOPES
    assert fresh["refresh_token"] != tokens["refresh_token"]
    user = oauth.get(f"{sandbox.url}/v2/user/info/?fields=open_id").json()["data"]["user"]
    assert user["open_id"] == tokens["open_id"]
    oauth.close()


@pytest.mark.parametrize(
    ("challenge", "verifier", "words"),
    [
        ("x", None, "send its code_verifier"),
        ("x", "short", "43 to 128 characters"),
        ("x", "v" * 43, "SHA-256 of this code_verifier"),
    ],
)
def test_the_record_says_why_a_code_verifier_was_refused(sandbox, challenge, verifier, words):
    code = sandbox.consent(code_challenge=challenge, code_challenge_method="S256")["code"]

    refused = sandbox.exchange(code, code_verifier=verifier)

    assert refused.json()["error"] == "invalid_request"
    assert words in hints_of_the_last_call(sandbox, "oauth/token")


def test_the_record_says_that_a_revoke_is_a_form(sandbox):
    url = f"{sandbox.url}/v2/oauth/revoke/"
    body = {"client_key": sandbox.key, "client_secret": sandbox.secret, "token": sandbox.access()}

    assert sandbox.http.post(url, json=body).json()["error"] == "invalid_request"
    assert "Send a form" in hints_of_the_last_call(sandbox, "oauth/revoke")

    body["access_token"] = body.pop("token")
    assert sandbox.http.post(url, data=body).json()["error"] == "invalid_request"
    assert "names it token" in hints_of_the_last_call(sandbox, "oauth/revoke")
