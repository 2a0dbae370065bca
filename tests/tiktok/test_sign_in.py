"""A sign-in through Authlib's Flask client, against a provider as strict as TikTok."""

import logging
from urllib.parse import parse_qsl, urlsplit

import pytest
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Flask, request

from portfolio.tiktok.errors import GrantEnded, OurMistake, TikTokError, Unavailable
from portfolio.tiktok.models import Tokens
from portfolio.tiktok.oauth import TikTokSession, scope_list
from tests.tiktok.conftest import SECRET
from tests.tiktok.provider import KEY, REDIRECT, Provider, Refused

AUTHORIZE = "https://www.tiktok.com/v2/auth/authorize/"
LOG_ID = "202206221854370101130062072500FFA2"


class TikTokApp(FlaskOAuth2App):
    client_cls = TikTokSession


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def site(server):
    """Return a function that makes a Flask app with a sign-in, and returns its test client."""

    def make(**settings):
        app = Flask("site")
        app.secret_key = "a test"
        app.config["SERVER_NAME"] = urlsplit(REDIRECT).netloc
        tiktok = OAuth(app).register(
            "tiktok",
            client_cls=TikTokApp,
            client_id=KEY,
            client_secret=SECRET,
            authorize_url=AUTHORIZE,
            access_token_url=f"{server.url}/v2/oauth/token/",
            client_kwargs={"scope": "user.info.basic video.list", "deadline": 60} | settings,
            user_agent="showreel-test/1",
        )
        app.get("/login")(lambda: tiktok.authorize_redirect(REDIRECT, **request.args))

        @app.get("/login/callback")
        def callback():
            tokens = Tokens.from_body(tiktok.authorize_access_token())
            return {"open_id": tokens.open_id, "days": tokens.refresh_life.days}

        app.errorhandler(TikTokError)(lambda error: (type(error).__name__, 502))
        app.errorhandler(AuthlibBaseError)(lambda error: (error.error, 400))
        return app.test_client()

    return make


def query_of(answer) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(answer.location).query))


def test_the_authorize_address_has_exactly_tiktoks_parameters(site):
    answer = site().get("/login")

    query = query_of(answer)
    assert answer.location.startswith(AUTHORIZE + "?")
    assert len(query.pop("state")) >= 20
    assert query == {
        "client_key": KEY,
        "response_type": "code",
        "scope": "user.info.basic,video.list",
        "redirect_uri": REDIRECT,
    }


def test_another_account_and_other_scopes_can_be_asked_for(site):
    query = query_of(site().get("/login?disable_auto_auth=1&scope=user.info.basic,user.info.stats"))

    assert query["disable_auto_auth"] == "1"
    assert query["scope"] == "user.info.basic,user.info.stats"


@pytest.mark.parametrize("enveloped", [False, True], ids=["flat", "enveloped"])
@pytest.mark.parametrize("pkce", ["none", "hex", "base64url"])
def test_a_sign_in_walks_through(server, site, provider, pkce, enveloped):
    provider.enveloped = enveloped
    server.reply(provider.exchange)
    browser = site(pkce=pkce)

    callback = provider.authorize(browser.get("/login").location)
    answer = browser.get(callback)

    assert answer.json == {"open_id": "-000q-hExample", "days": 365}
    [request] = server.requests
    assert request.headers["user-agent"] == "showreel-test/1"
    assert ("code_verifier" in dict(request.form)) == (pkce != "none")


@pytest.mark.parametrize("life", ["soon", None, [], -1, "", 1e400])
def test_a_life_that_is_no_number_does_not_cost_the_sign_in(server, site, provider, example, life):
    server.answer(example("token_flat") | {"expires_in": life})
    browser = site()

    answer = browser.get(provider.authorize(browser.get("/login").location))

    assert answer.json["days"] == 365


@pytest.mark.parametrize("pkce", ["hex", "base64url"])
def test_a_challenge_is_in_the_form_that_was_set(site, pkce):
    challenge = query_of(site(pkce=pkce).get("/login"))["code_challenge"]

    assert len(challenge) == (64 if pkce == "hex" else 43)


def test_every_sign_in_has_its_own_state_and_verifier(site):
    browser = site(pkce="hex")

    first, second = (query_of(browser.get("/login")) for _ in range(2))

    assert first["state"] != second["state"]
    assert first["code_challenge"] != second["code_challenge"]


def test_the_code_is_decoded_exactly_once(server, site, provider):
    server.reply(provider.exchange)
    browser = site()
    callback = provider.authorize(browser.get("/login").location)

    assert browser.get(callback).status_code == 200

    assert "%2A1%214608.va" in callback
    code = dict(server.requests[0].form)["code"]
    assert code.endswith("*1!4608.va")
    assert b"%25" not in server.requests[0].body


def test_a_replayed_code_and_a_replayed_state_are_refused(server, site, provider):
    server.reply(provider.exchange)
    browser = site()
    callback = provider.authorize(browser.get("/login").location)
    browser.get(callback)

    assert browser.get(callback).text == "mismatching_state"
    assert len(server.requests) == 1


def test_a_foreign_state_is_refused(server, site, provider):
    callback = provider.authorize(site().get("/login").location)

    assert site().get(callback).text == "mismatching_state"
    assert server.requests == []


def test_a_refusal_by_the_creator_comes_as_authlibs_error(server, site):
    state = query_of((browser := site()).get("/login"))["state"]

    answer = browser.get(f"/login/callback?error=access_denied&error_description=x&state={state}")

    assert (answer.text, server.requests) == ("access_denied", [])


@pytest.mark.parametrize("code", ["", "&code="])
def test_a_callback_without_a_code_asks_for_a_new_sign_in(server, site, code):
    state = query_of((browser := site()).get("/login"))["state"]

    answer = browser.get(f"/login/callback?state={state}{code}")

    assert (answer.text, server.requests) == (GrantEnded.__name__, [])


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"error": "invalid_grant", "error_description": "x", "log_id": LOG_ID}, 200, GrantEnded),
        ({"error": "invalid_client", "error_description": "x", "log_id": LOG_ID}, 200, OurMistake),
        ({"error": "invalid_request", "error_description": "x"}, 400, OurMistake),
        ({"data": {"error_code": 10007, "description": "x"}, "message": "error"}, 200, Unavailable),
        ({"error": {"code": "internal_error"}}, 500, Unavailable),
        ({"expires_in": 86400}, 200, Unavailable),
        (b"<html>502</html>", 502, Unavailable),
        (b"", 200, Unavailable),
        (b"[]", 200, Unavailable),
        (b" " * 3_000_000, 200, Unavailable),
    ],
    ids=[
        "grant",
        "client",
        "request",
        "v1",
        "internal",
        "tokenless",
        "html",
        "empty",
        "array",
        "big",
    ],
)
def test_an_exchange_that_fails_raises_from_the_tree(server, site, provider, body, status, kind):
    server.answer(body, status)
    browser = site()

    answer = browser.get(provider.authorize(browser.get("/login").location))

    assert (answer.status_code, answer.text) == (502, kind.__name__)
    assert len(server.requests) == 1


@pytest.mark.parametrize("fault", ["reset", "hang"])
def test_an_exchange_without_an_answer_is_not_repeated(server, site, provider, fault):
    getattr(server, fault)()
    browser = site(deadline=0.5 if fault == "hang" else 60)

    answer = browser.get(provider.authorize(browser.get("/login").location))

    assert answer.text == "Unavailable"
    assert len(server.requests) == 1


def test_a_redirect_of_the_token_endpoint_is_not_followed(server, site, provider):
    server.answer(b"", 307, {"Location": f"{server.url}/elsewhere"})
    browser = site()

    answer = browser.get(provider.authorize(browser.get("/login").location))

    assert answer.text == "Unavailable"
    assert [request.path for request in server.requests] == ["/v2/oauth/token/"]


def test_neither_code_nor_verifier_nor_token_is_logged(server, site, provider, caplog):
    caplog.set_level(logging.DEBUG)
    server.reply(provider.exchange)
    browser = site(pkce="hex")

    browser.get(provider.authorize(browser.get("/login").location))

    form = dict(server.requests[0].form)
    records = "\n".join(record.getMessage() for record in caplog.records)
    assert "/v2/oauth/token/" in records  # urllib3 did log.
    for secret in (form["code"], form["code_verifier"], SECRET, "act.issued", "rft.issued"):
        assert secret not in records


def test_the_session_alone_refreshes_and_revokes_with_exact_forms(server, example):
    server.answer(example("token_flat")).answer(b"{}")

    with TikTokSession(KEY, SECRET, scope="user.info.basic") as session:
        session.refresh_token(f"{server.url}/v2/oauth/token/", refresh_token="rft.old")
        session.revoke_token(f"{server.url}/v2/oauth/revoke/", token="act.old")

    refresh, revoke = server.requests
    credentials = [("client_key", KEY), ("client_secret", SECRET)]
    refreshing = [("grant_type", "refresh_token"), ("refresh_token", "rft.old")]
    assert refresh.form == credentials + refreshing
    assert revoke.form == [*credentials, ("token", "act.old")]


@pytest.mark.parametrize("strange", ["client_id=x", "nonce=1", "scope=a b"])
def test_the_provider_of_these_tests_is_strict(site, provider, strange):
    address = site().get("/login").location + "&" + strange

    with pytest.raises(Refused):
        provider.authorize(address)


@pytest.mark.parametrize(
    "given", ["a.b,c.d", "a.b c.d", "a.b, c.d", ["a.b", "c.d"], ("a.b", "c.d")]
)
def test_scopes_are_joined_by_commas(given):
    assert scope_list(given) == "a.b,c.d"
