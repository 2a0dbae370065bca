"""The exact requests to TikTok."""

import json

import pytest

from portfolio.tiktok.client import TikTok
from portfolio.tiktok.endpoints import Endpoint
from portfolio.tiktok.errors import AccessTokenInvalid, ScopeMissing
from portfolio.tiktok.fields import COVER_FIELDS
from tests.tiktok.conftest import ACCESS_TOKEN, REFRESH_TOKEN, SECRET

ALL_SCOPES = {"user.info.basic", "user.info.profile", "user.info.stats", "video.list"}
LISTING = {"data": {"videos": [], "has_more": False}, "error": {"code": "ok"}}


def test_a_listing_asks_for_fields_in_the_query_and_the_rest_in_json(server, tiktok):
    server.answer(LISTING)

    tiktok.list_videos(ACCESS_TOKEN, cursor=1646883959000, max_count=7, fields=COVER_FIELDS)

    [request] = server.requests
    assert request.method == "POST"
    assert request.target == "/v2/video/list/?fields=id,cover_image_url,embed_link"
    assert json.loads(request.body) == {"cursor": 1646883959000, "max_count": 7}
    assert request.headers["content-type"] == "application/json"
    assert request.headers["authorization"] == f"Bearer {ACCESS_TOKEN}"
    assert request.headers["user-agent"] == "showreel-test/1"


def test_a_first_page_sends_no_cursor(server, tiktok):
    server.answer(LISTING)

    tiktok.list_videos(ACCESS_TOKEN)

    assert json.loads(server.requests[0].body) == {"max_count": 20}


def test_a_query_sends_ids_as_strings_each_once(server, tiktok, example):
    server.answer(example("video_query"))

    tiktok.query_videos(ACCESS_TOKEN, ["7080217258529732386", "2", "7080217258529732386"])

    body = json.loads(server.requests[0].body)
    assert body == {"filters": {"video_ids": ["7080217258529732386", "2"]}}


def test_a_query_without_ids_makes_no_call(server, tiktok):
    answer = tiktok.query_videos(ACCESS_TOKEN, [])

    assert (answer.videos, answer.missing, server.requests) == ((), (), [])


def test_too_many_ids_or_a_senseless_page_size_make_no_call(server, tiktok):
    for call in (
        lambda: tiktok.query_videos(ACCESS_TOKEN, [str(number) for number in range(21)]),
        lambda: tiktok.list_videos(ACCESS_TOKEN, max_count=0),
        lambda: tiktok.list_videos(ACCESS_TOKEN, max_count=21),
    ):
        with pytest.raises(ValueError, match="20"):
            call()

    assert server.requests == []


@pytest.mark.parametrize(
    ("scopes", "present", "absent"),
    [
        ({"user.info.basic"}, {"open_id", "avatar_url"}, {"username", "video_count"}),
        ({"user.info.basic", "video.list"}, {"open_id"}, {"username", "video_count"}),
        ({"user.info.basic", "user.info.stats"}, {"video_count"}, {"username"}),
        (ALL_SCOPES, {"open_id", "username", "video_count"}, {"avatar_url_200"}),
    ],
)
def test_only_fields_of_granted_scopes_are_asked_for(
    server, tiktok, example, scopes, present, absent
):
    server.answer(example("user_info"))

    tiktok.user_info(ACCESS_TOKEN, scopes)

    [request] = server.requests
    asked = set(request.query["fields"].split(","))
    assert (request.method, request.path, request.body) == ("GET", "/v2/user/info/", b"")
    assert present <= asked
    assert not absent & asked


def test_without_the_basic_scope_nothing_is_asked_for(server, tiktok):
    with pytest.raises(ScopeMissing):
        tiktok.user_info(ACCESS_TOKEN, {"video.list"})

    assert server.requests == []


@pytest.mark.parametrize("token", ["", " ", "act.a\r\nX-Evil: 1", "act.ä", "act.\x00"])
def test_a_token_that_no_header_can_carry_counts_as_invalid(server, tiktok, token):
    with pytest.raises(AccessTokenInvalid) as caught:
        tiktok.list_videos(token)

    assert server.requests == []
    assert caught.value.__context__ is None


def test_a_refresh_sends_this_form_and_nothing_else(server, token_endpoint, example):
    server.answer(example("token_flat"))

    token_endpoint.refresh(REFRESH_TOKEN)

    [request] = server.requests
    assert (request.method, request.target) == ("POST", "/v2/oauth/token/")
    assert request.form == [
        ("client_key", "sbawdemo"),
        ("client_secret", SECRET),
        ("grant_type", "refresh_token"),
        ("refresh_token", REFRESH_TOKEN),
    ]
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in request.headers


def test_an_exchange_sends_this_form_and_nothing_else(server, token_endpoint, example):
    server.answer(example("token_flat"))

    token_endpoint.exchange("abc*1!4608.va", "https://example.com/callback", "verifier-43")

    assert server.requests[0].form == [
        ("client_key", "sbawdemo"),
        ("client_secret", SECRET),
        ("code", "abc*1!4608.va"),
        ("code_verifier", "verifier-43"),
        ("grant_type", "authorization_code"),
        ("redirect_uri", "https://example.com/callback"),
    ]


@pytest.mark.parametrize(
    "body", [b"", b"{}", b" \n", b'{"data":{"error_code":0},"message":"success"}']
)
def test_a_revocation_sends_this_form_and_takes_an_empty_answer(server, token_endpoint, body):
    server.answer(body)

    token_endpoint.revoke(ACCESS_TOKEN)

    [request] = server.requests
    assert (request.method, request.target) == ("POST", "/v2/oauth/revoke/")
    assert request.form == [
        ("client_key", "sbawdemo"),
        ("client_secret", SECRET),
        ("token", ACCESS_TOKEN),
    ]


class OverBudget(Exception):
    pass


def test_a_refused_call_is_not_made_and_the_refusal_comes_through(server):
    def refuse(endpoint):
        raise OverBudget(endpoint)

    tiktok = TikTok(server.url, user_agent="test", before_call=refuse)

    with pytest.raises(OverBudget) as caught:
        tiktok.list_videos(ACCESS_TOKEN)
    assert caught.value.args == (Endpoint.VIDEO_LIST,)
    assert server.requests == []


def test_a_limited_client_has_its_own_budget_and_the_same_connections(server, tiktok):
    asked = []
    server.answer(LISTING)

    tiktok.list_videos(ACCESS_TOKEN)
    tiktok.limited(asked.append, 4.0).list_videos(ACCESS_TOKEN)

    assert asked == [Endpoint.VIDEO_LIST]
    assert server.connections == 1


@pytest.mark.parametrize("address", ["", "open.tiktokapis.com", "ftp://x", "https://"])
def test_an_address_that_is_none_is_refused_at_once(address):
    with pytest.raises(ValueError, match="https://"):
        TikTok(address, user_agent="test")
