"""Every documented or observed error of TikTok, and its class here."""

import pickle

import pytest

from portfolio.tiktok import errors
from portfolio.tiktok.endpoints import Endpoint
from portfolio.tiktok.errors import (
    AccessTokenInvalid,
    GrantEnded,
    OurMistake,
    RateLimited,
    ScopeMissing,
    TikTokError,
    Unavailable,
)
from tests.tiktok.conftest import ACCESS_TOKEN, REFRESH_TOKEN

LOG_ID = "202206221854370101130062072500FFA2"

# https://developers.tiktok.com/doc/tiktok-api-v2-error-handling, then errors of other clients.
API_ERRORS = [
    ("access_token_invalid", 401, AccessTokenInvalid),
    ("scope_not_authorized", 401, ScopeMissing),
    ("scope_permission_missed", 400, OurMistake),
    ("invalid_params", 400, OurMistake),
    ("invalid_file_upload", 400, OurMistake),
    ("rate_limit_exceeded", 429, RateLimited),
    ("internal_error", 500, Unavailable),
    ("access_token_expired", 401, AccessTokenInvalid),
    ("too_many_requests", 429, RateLimited),
    ("a_code_of_tomorrow", 401, AccessTokenInvalid),
    ("a_code_of_tomorrow", 400, OurMistake),
    ("a_code_of_tomorrow", 408, Unavailable),
    ("a_code_of_tomorrow", 503, Unavailable),
    ("a_code_of_tomorrow", 429, RateLimited),
    ("a_code_of_tomorrow", 200, Unavailable),
]

# https://developers.tiktok.com/doc/oauth-error-handling
TOKEN_ERRORS = [
    ("access_denied", GrantEnded),
    ("invalid_client", OurMistake),
    ("invalid_grant", GrantEnded),
    ("invalid_request", OurMistake),
    ("invalid_scope", OurMistake),
    ("unauthorized_client", OurMistake),
    ("unsupported_grant_type", OurMistake),
    ("unsupported_response_type", OurMistake),
    ("server_error", Unavailable),
    ("temporarily_unavailable", Unavailable),
]

DESCRIPTIONS = [
    "Redirect_uri is not matched with the uri when requesting code.",
    "The request parameters are malformed.",
    "Client secret is missed in request.",
    "Only `application/x-www-form-urlencoded` is accepted as Content-Type.",
    "Authorization code is expired.",
    "Code verifier or code challenge is invalid.",
]


@pytest.mark.parametrize(("code", "status", "kind"), API_ERRORS)
@pytest.mark.parametrize(
    "data", [{"data": {}}, {}, {"data": None}], ids=["data", "no data", "null"]
)
def test_an_error_of_the_api_becomes_its_class(server, tiktok, code, status, kind, data):
    error = {"code": code, "message": "What TikTok says.", "log_id": LOG_ID}
    server.answer(data | {"error": error}, status)

    with pytest.raises(TikTokError) as caught:
        tiktok.list_videos(ACCESS_TOKEN)

    assert type(caught.value) is kind
    assert (caught.value.code, caught.value.status) == (code, status)
    assert caught.value.log_id == LOG_ID
    assert caught.value.endpoint is Endpoint.VIDEO_LIST
    assert "What TikTok says." in str(caught.value)
    assert LOG_ID in str(caught.value)
    assert len(server.requests) == 1


@pytest.mark.parametrize(("code", "status", "kind"), API_ERRORS[:9])
def test_an_error_of_the_api_that_comes_with_200_is_the_same(server, tiktok, code, status, kind):
    server.answer({"data": {}, "error": {"code": code, "message": "", "log_id": ""}}, 200)

    with pytest.raises(kind) as caught:
        tiktok.user_info(ACCESS_TOKEN, {"user.info.basic"})
    assert caught.value.status == 200


@pytest.mark.parametrize("status", [200, 400, 401])
@pytest.mark.parametrize(("code", "kind"), TOKEN_ERRORS)
def test_an_error_of_the_token_endpoint_becomes_its_class(
    server, token_endpoint, code, kind, status
):
    server.answer({"error": code, "error_description": "Why.", "log_id": LOG_ID}, status)

    with pytest.raises(TikTokError) as caught:
        token_endpoint.refresh(REFRESH_TOKEN)

    assert type(caught.value) is kind
    assert (caught.value.code, caught.value.message) == (code, "Why.")
    assert caught.value.log_id == LOG_ID


@pytest.mark.parametrize(("code", "kind"), TOKEN_ERRORS)
def test_a_revocation_fails_with_the_same_errors(server, token_endpoint, code, kind):
    server.answer({"error": code, "error_description": "", "log_id": LOG_ID}, 200)

    with pytest.raises(kind):
        token_endpoint.revoke(ACCESS_TOKEN)


@pytest.mark.parametrize("description", DESCRIPTIONS)
def test_what_the_token_endpoint_says_is_passed_on(server, token_endpoint, description):
    server.answer({"error": "invalid_request", "error_description": description, "log_id": "1"})

    with pytest.raises(OurMistake) as caught:
        token_endpoint.exchange("code*1!1", "https://example.com/")
    assert description in str(caught.value)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("code", ["invalid_grant", "access_denied", "invalid_client"])
def test_nothing_with_a_5xx_is_a_final_word(server, token_endpoint, code, status):
    server.answer({"error": code, "error_description": "", "log_id": "1"}, status)

    with pytest.raises(Unavailable):
        token_endpoint.refresh(REFRESH_TOKEN)


def test_an_error_in_the_first_versions_envelope_is_understood(server, token_endpoint):
    data = {"captcha": "", "description": "Parameter error", "error_code": 10002, "log_id": LOG_ID}
    server.answer({"data": data, "message": "error"})

    with pytest.raises(TikTokError) as caught:
        token_endpoint.refresh(REFRESH_TOKEN)
    assert (caught.value.code, caught.value.message) == ("10002", "Parameter error")
    assert caught.value.log_id == LOG_ID
    assert not isinstance(caught.value, GrantEnded)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 120 ", 120.0),
        ("0", 0.0),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("99999999999999", 86400.0),
        ("-5", None),
        ("soon", None),
        ("1.5", None),
        ("\u0663", None),
        (None, None),
    ],
)
def test_a_pause_is_as_long_as_the_answer_asks(server, tiktok, header, seconds):
    body = {"error": {"code": "rate_limit_exceeded", "message": "", "log_id": "1"}}
    headers = {} if header is None else {"Retry-After": header}
    server.answer(body, 429, headers, date="Sun, 22 Nov 2026 12:00:00 GMT")

    with pytest.raises(RateLimited) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("body", [b"", b"<html>Too many requests</html>", b"[]", b'{"data":{}}'])
def test_a_429_of_any_form_means_to_pause(server, tiktok, body):
    server.answer(body, 429, {"Retry-After": "9"})

    with pytest.raises(RateLimited) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert caught.value.retry_after == 9


def test_the_header_gives_the_log_id_where_the_body_does_not(server, tiktok):
    server.answer(b"<html>502 Bad Gateway</html>", 502, {"X-Tt-Logid": LOG_ID})

    with pytest.raises(Unavailable) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert caught.value.log_id == LOG_ID


def test_somebody_elses_words_cannot_forge_log_lines(server, tiktok):
    words = "first\r\n2026-11-22 CRITICAL forged \x1b[31m\u2028line " + "x" * 100_000
    error = {"code": "invalid\nparams", "message": words, "log_id": f"1\n{words}"}
    server.answer({"error": error}, 400)

    with pytest.raises(OurMistake) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 700


@pytest.mark.parametrize("kind", [AccessTokenInvalid, RateLimited, Unavailable])
def test_errors_survive_being_passed_between_processes(kind):
    error = kind(Endpoint.TOKEN, "code", "message", "log", 400)

    copy = pickle.loads(pickle.dumps(error))

    assert type(copy) is kind
    assert vars(copy) == vars(error)


def test_every_class_says_what_the_caller_should_do():
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    tree = [kind for kind in classes if issubclass(kind, TikTokError)]

    assert len(tree) == 7
    assert all(kind.__doc__ for kind in tree)
