"""The token endpoint, with every refusal that TikTok documents."""

import pytest

from tests.sandbox.conftest import CALLBACK, error_of


def test_a_code_works_once(sandbox):
    code = sandbox.consent("mira")["code"]

    assert "access_token" in sandbox.exchange(code).json()
    assert error_of(sandbox.exchange(code)) == (200, "invalid_grant")


def test_a_code_dies_after_ten_minutes(sandbox):
    young, old = sandbox.consent("mira")["code"], sandbox.consent("mira")["code"]

    sandbox.later(590)
    assert "access_token" in sandbox.exchange(young).json()
    sandbox.later(20)
    assert sandbox.exchange(old).json()["error_description"] == "Authorization code is expired."


def test_a_code_that_was_encoded_twice_is_unknown(sandbox):
    code = sandbox.consent("mira")["code"].replace("*", "%2A").replace("!", "%21")

    assert error_of(sandbox.exchange(code)) == (200, "invalid_grant")


def test_the_redirect_address_must_be_repeated(sandbox):
    code = sandbox.consent("mira")["code"]

    refused = sandbox.exchange(code, redirect_uri=f"{CALLBACK}/").json()

    assert refused["error"] == "invalid_request"
    assert "Redirect_uri is not matched" in refused["error_description"]
    assert refused["log_id"].startswith("20")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"client_key": None}, "invalid_request"),
        ({"client_key": "aw-unknown"}, "invalid_client"),
        ({"client_secret": None}, "invalid_request"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "rft.no"}, "invalid_grant"),
        ({"grant_type": "authorization_code", "code": "no"}, "invalid_request"),
        (
            {"grant_type": "authorization_code", "code": "no", "redirect_uri": CALLBACK},
            "invalid_grant",
        ),
    ],
)
def test_a_refusal_comes_with_status_200(sandbox, form, error):
    assert error_of(sandbox.token(**form)) == (200, error)


def test_a_refusal_comes_with_status_400_where_switched(sandbox):
    sandbox.settings(oauth_error_status=400)

    assert error_of(sandbox.token(grant_type="password")) == (400, "unsupported_grant_type")


def test_only_a_form_is_read(sandbox):
    body = {"client_key": sandbox.key, "client_secret": sandbox.secret}
    url = f"{sandbox.url}/v2/oauth/token/"

    as_json = sandbox.http.post(url, json=body).json()
    in_query = sandbox.http.post(url, params=body, data={"grant_type": "password"}).json()
    basic = sandbox.http.post(
        url, auth=(sandbox.key, sandbox.secret), data={"grant_type": "password"}
    ).json()

    assert "application/x-www-form-urlencoded" in as_json["error_description"]
    assert in_query["error"] == basic["error"] == "invalid_request"


def test_a_refresh_ends_the_token_that_was_sent(sandbox):
    first = sandbox.sign_in("mira")

    second = sandbox.refresh(first["refresh_token"]).json()
    third = sandbox.refresh(second["refresh_token"]).json()

    assert error_of(sandbox.refresh(first["refresh_token"])) == (200, "invalid_grant")
    assert error_of(sandbox.refresh(second["refresh_token"])) == (200, "invalid_grant")
    assert third["open_id"] == first["open_id"]
    assert third["scope"] == first["scope"]
    assert sandbox.user_info(third["access_token"]).status_code == 200


def test_without_rotation_the_refresh_token_stays(sandbox):
    sandbox.settings(rotate=False)
    tokens = sandbox.sign_in("mira")

    again = sandbox.refresh(tokens["refresh_token"]).json()

    assert again["refresh_token"] == tokens["refresh_token"]
    assert again["access_token"] != tokens["access_token"]


def test_an_older_access_token_lives_on_unless_switched(sandbox):
    for ends, status in ((False, 200), (True, 401)):
        sandbox.settings(refresh_ends_access=ends)
        tokens = sandbox.sign_in("mira")
        sandbox.refresh(tokens["refresh_token"])
        assert sandbox.user_info(tokens["access_token"]).status_code == status


@pytest.mark.parametrize(
    ("settings", "lives"),
    [
        ({"token_profile": "classic"}, (86_400, 31_536_000)),
        ({"token_profile": "2026-11"}, (7_200, 15_552_000)),
        ({"access_life": 30, "refresh_life": 90}, (30, 90)),
    ],
)
def test_tokens_live_as_long_as_their_answer_says(sandbox, settings, lives):
    sandbox.settings(**settings)
    tokens = sandbox.sign_in("mira")
    assert (tokens["expires_in"], tokens["refresh_expires_in"]) == lives

    sandbox.later(lives[0] - 5)
    assert sandbox.user_info(tokens["access_token"]).status_code == 200
    sandbox.later(10)
    assert error_of(sandbox.user_info(tokens["access_token"])) == (401, "access_token_invalid")
    sandbox.later(lives[1] - lives[0])
    assert error_of(sandbox.refresh(tokens["refresh_token"])) == (200, "invalid_grant")


def test_a_rolling_refresh_window_begins_anew(sandbox):
    sandbox.settings(refresh_window="rolling")
    tokens = sandbox.sign_in("mira")

    sandbox.later(86_400)
    left = sandbox.refresh(tokens["refresh_token"]).json()["refresh_expires_in"]

    assert left == 31_536_000


def test_the_old_envelope_wraps_answers_and_errors(sandbox):
    sandbox.settings(oauth_envelope="v1")
    tokens = sandbox.exchange(sandbox.consent("mira")["code"]).json()
    refused = sandbox.refresh("rft.no").json()

    assert tokens["message"] == "success"
    assert tokens["data"]["error_code"] == 0
    assert tokens["data"]["access_token"].startswith("act.")
    assert "token_type" not in tokens["data"]
    assert refused["message"] == "error"
    assert refused["data"]["error_code"] != 0


def test_revoking_ends_every_token_of_the_grant(sandbox):
    first = sandbox.sign_in("mira")
    second = sandbox.refresh(first["refresh_token"]).json()

    answer = sandbox.http.post(
        f"{sandbox.url}/v2/oauth/revoke/",
        data={
            "client_key": sandbox.key,
            "client_secret": sandbox.secret,
            "token": second["access_token"],
        },
    )

    assert (answer.status_code, answer.json()) == (200, {})
    for tokens in (first, second):
        assert sandbox.user_info(tokens["access_token"]).status_code == 401
        assert error_of(sandbox.refresh(tokens["refresh_token"])) == (200, "invalid_grant")


def test_a_revoke_of_a_foreign_token_is_refused(sandbox):
    form = {"client_key": sandbox.key, "client_secret": sandbox.secret, "token": "act.no"}

    answer = sandbox.http.post(f"{sandbox.url}/v2/oauth/revoke/", data=form)

    assert error_of(answer) == (200, "invalid_grant")


def test_an_app_gets_a_token_of_its_own_that_opens_nothing(sandbox):
    answer = sandbox.token(grant_type="client_credentials")

    tokens = answer.json()
    assert (answer.status_code, tokens["token_type"], tokens["expires_in"]) == (200, "Bearer", 7200)
    assert tokens["access_token"].startswith("clt.")
    assert tokens.keys() == {"access_token", "expires_in", "token_type"}
    for opened in (sandbox.user_info, sandbox.page):
        assert error_of(opened(tokens["access_token"])) == (401, "access_token_invalid")
    assert error_of(sandbox.refresh(tokens["access_token"])) == (200, "invalid_grant")


def test_no_app_gets_one_without_its_secret(sandbox):
    sandbox.secret = "wrong"

    answer = sandbox.token(grant_type="client_credentials")

    assert error_of(answer) == (200, "invalid_client")
    assert "clt." not in answer.text


def test_a_reconnect_keeps_older_tokens_unless_switched(sandbox):
    for ends, status in ((False, 200), (True, 401)):
        sandbox.settings(reconnect_ends_tokens=ends)
        access = sandbox.access("mira")
        sandbox.access("mira")
        assert sandbox.user_info(access).status_code == status


def test_the_record_counts_the_generations_of_a_grant(sandbox):
    tokens = sandbox.sign_in("mira")
    newer = sandbox.refresh(tokens["refresh_token"]).json()
    sandbox.refresh(tokens["refresh_token"])
    sandbox.user_info(newer["access_token"])

    calls = sandbox.control("calls").json()
    refreshes = [call for call in calls if call["grant_type"] == "refresh_token"]

    assert [(c["generation"], c["outcome"]) for c in refreshes] == [
        (1, "ok"),
        (1, "invalid_grant"),
    ]
    assert calls[-1]["generation"] == 2


def test_no_token_ever_stands_in_the_record(sandbox):
    tokens = sandbox.sign_in("mira")
    sandbox.refresh(tokens["refresh_token"])
    sandbox.user_info(tokens["access_token"])

    sandbox.token(grant_type="client_credentials")

    record = sandbox.control("calls").text

    assert "clt." not in record
    assert "act." not in record
    assert "rft." not in record
