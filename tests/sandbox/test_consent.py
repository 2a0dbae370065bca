"""Consent: accounts, granted scopes, and errors without a redirect."""

import hashlib
from base64 import urlsafe_b64encode

import pytest

from tests.sandbox.conftest import ALL_SCOPES, CALLBACK, came_back, error_of

VERIFIER = "v" * 43


def test_the_consent_page_offers_the_demo_creators_and_the_scopes(sandbox):
    page = sandbox.http.get(sandbox.authorize_url(scope="user.info.basic,video.list")).text

    for account in ("mira", "otis", "wren", "juno", "atlas"):
        assert f'value="{account}"' in page
    assert "Continue" in page
    assert "Cancel" in page
    assert "user.info.stats" not in page


def test_an_unticked_scope_is_not_granted(sandbox):
    back = sandbox.consent("mira", scopes="user.info.basic")

    assert back["scopes"] == "user.info.basic"
    assert sandbox.exchange(back["code"]).json()["scope"] == "user.info.basic"


def test_the_basic_scope_cannot_be_unticked(sandbox):
    assert sandbox.consent("mira", scopes="video.list")["scopes"] == "user.info.basic,video.list"


def test_cancel_comes_back_as_access_denied_with_the_state(sandbox):
    back = sandbox.consent("mira", decision="cancel")

    assert (back["error"], back["state"]) == ("access_denied", "s+t/a=te")
    assert "code" not in back


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"client_key": "aw-unknown"}, "client_key"),
        ({"client_key": None}, "client_key"),
        ({"redirect_uri": "https://elsewhere.example/callback"}, "redirect_uri"),
        ({"redirect_uri": f"{CALLBACK}?with=query"}, "redirect_uri"),
        ({"scope": "user.info.basic video.list"}, "scope"),
        ({"scope": "user.info.basic,video.upload"}, "scope"),
        ({"scope": None}, "scope"),
        ({"code_challenge": "x", "code_challenge_method": "plain"}, "code_challenge"),
    ],
)
def test_a_wrong_request_stops_on_tiktoks_own_page(sandbox, change, named):
    answer = sandbox.http.get(sandbox.authorize_url(**change), allow_redirects=False)

    assert "Location" not in answer.headers
    assert "Something went wrong" in answer.text
    assert f"<li>{named}</li>" in answer.text


def test_who_has_granted_all_before_is_sent_back_at_once(sandbox):
    sandbox.sign_in("otis")

    again = sandbox.http.get(sandbox.authorize_url(), allow_redirects=False)

    assert again.status_code == 302
    assert sandbox.exchange(came_back(again)["code"]).json()["scope"] == ALL_SCOPES


def test_a_consent_alone_does_not_sign_in_another_browser(sandbox):
    sandbox.sign_in("otis")
    sandbox.http.cookies.clear()

    assert sandbox.http.get(sandbox.authorize_url(), allow_redirects=False).status_code == 200


@pytest.mark.parametrize(
    "change", [{"disable_auto_auth": "1"}, {"account": "mira"}], ids=["asked to", "other account"]
)
def test_the_page_is_shown_again_when(sandbox, change):
    sandbox.sign_in("otis")

    answer = sandbox.http.get(sandbox.authorize_url(**change), allow_redirects=False)

    assert answer.status_code == 200


def test_a_new_scope_is_asked_for_although_others_were_granted(sandbox):
    sandbox.sign_in("otis", scopes="user.info.basic")

    assert sandbox.http.get(sandbox.authorize_url(), allow_redirects=False).status_code == 200


@pytest.mark.parametrize("encoding", ["none", "hex", "base64url"])
def test_a_web_app_may_send_either_challenge_or_none(sandbox, encoding):
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    challenge = {
        "none": None,
        "hex": digest.hex(),
        "base64url": urlsafe_b64encode(digest).decode().rstrip("="),
    }[encoding]
    method = "S256" if challenge else None
    back = sandbox.consent("mira", code_challenge=challenge, code_challenge_method=method)

    verifier = VERIFIER if challenge else None
    assert "access_token" in sandbox.exchange(back["code"], code_verifier=verifier).json()


@pytest.mark.parametrize("verifier", [None, "w" * 43, "v" * 42, "v" * 129])
def test_a_wrong_verifier_is_refused(sandbox, verifier):
    challenge = hashlib.sha256(VERIFIER.encode()).hexdigest()
    back = sandbox.consent("mira", code_challenge=challenge, code_challenge_method="S256")

    assert error_of(sandbox.exchange(back["code"], code_verifier=verifier)) == (
        200,
        "invalid_request",
    )


def test_a_desktop_app_must_send_a_hex_challenge(sandbox):
    app = {
        "client_key": "awdesk",
        "client_secret": "s",
        "platform": "desktop",
        "redirect_uris": ["http://127.0.0.1:*/cb"],
    }
    assert sandbox.control("apps", app).status_code == 201
    here = {"client_key": "awdesk", "redirect_uri": "http://127.0.0.1:5123/cb"}

    without = sandbox.http.get(sandbox.authorize_url(**here), allow_redirects=False)
    assert "<li>code_challenge</li>" in without.text

    digest = hashlib.sha256(VERIFIER.encode()).digest()
    plain = urlsafe_b64encode(digest).decode().rstrip("=")
    sandbox.key, sandbox.secret = "awdesk", "s"
    for challenge, accepted in ((plain, False), (digest.hex(), True)):
        back = sandbox.consent(
            "mira", **here, code_challenge=challenge, code_challenge_method="S256"
        )
        tokens = sandbox.exchange(
            back["code"], redirect_uri=here["redirect_uri"], code_verifier=VERIFIER
        )
        assert ("access_token" in tokens.json()) is accepted


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:5000/cb",
        "http://showreel.example/cb",
        "https://showreel.example/cb?x=1",
        "https://showreel.example/cb#x",
        "/cb",
        "https://showreel.example/" + "x" * 512,
    ],
)
def test_the_portal_refuses_to_register(sandbox, uri):
    app = {"client_key": "aw1", "client_secret": "s", "redirect_uris": [uri]}

    assert sandbox.control("apps", app).status_code == 400


def test_other_apps_know_no_loopback_and_compare_exactly(sandbox):
    uri = "https://showreel.example/cb/"
    app = {"client_key": "aw1", "client_secret": "s", "redirect_uris": [uri]}
    sandbox.control("apps", app)

    for sent, wrong in ((uri, False), (uri.rstrip("/"), True), (CALLBACK, True)):
        page = sandbox.http.get(sandbox.authorize_url(client_key="aw1", redirect_uri=sent)).text
        assert ("<li>redirect_uri</li>" in page) is wrong


def test_only_target_users_enter_an_app_in_sandbox_mode(sandbox):
    app = {
        "client_key": "sbaw1",
        "client_secret": "s",
        "redirect_uris": ["https://showreel.example/cb"],
        "target_users": ["otis"],
    }
    sandbox.control("apps", app)
    here = {"client_key": "sbaw1", "redirect_uri": "https://showreel.example/cb"}

    assert sandbox.consent("mira", **here)["error"] == "unauthorized_client"
    assert "code" in sandbox.consent("otis", **here)
