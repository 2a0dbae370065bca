"""The client against a sandbox process: two separate readings of TikTok's pages must agree."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from portfolio.tiktok.client import TikTok
from portfolio.tiktok.errors import (
    AccessTokenInvalid,
    GrantEnded,
    OurMistake,
    RateLimited,
    ScopeMissing,
    TikTokError,
    Unavailable,
)
from portfolio.tiktok.oauth import TikTokSession
from portfolio.tiktok.paging import next_step
from portfolio.tiktok.tokens import TokenEndpoint
from portfolio.tiktok.wire import no_limit

ROOT = Path(__file__).parents[2]
REDIRECT = "http://127.0.0.1:5000/login/callback"
KEY, SECRET = "sbawdemo", "sandbox-demo-secret"
on_both_profiles = pytest.mark.parametrize("sandbox", ["observed", "documented"], indirect=True)
ALL_SCOPES = ["user.info.basic", "user.info.profile", "user.info.stats", "video.list"]


class Sandbox:
    """Actions of a creator, a developer and the control page."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.tiktok = TikTok(url, user_agent="showreel-test/1", deadline=60)
        self.tokens = TokenEndpoint(url, KEY, SECRET, user_agent="showreel-test/1", deadline=60)

    def control(self, path: str, **wanted) -> dict:
        answer = requests.post(f"{self.url}/_control/{path}", json=wanted, timeout=120)
        assert answer.ok, answer.text
        return answer.json() if answer.content else {}

    def fault(self, endpoint: str, kind: str, **more) -> None:
        self.control("faults", endpoint=endpoint, kind=kind, count=1, **more)

    def refreshes(self) -> int:
        """Return the number of refreshes; ignore late calls of other tests."""
        calls = requests.get(
            f"{self.url}/_control/calls", params={"endpoint": "oauth/token"}, timeout=120
        ).json()
        return sum(call["grant_type"] == "refresh_token" for call in calls)

    def now(self) -> float:
        return requests.get(f"{self.url}/_control/state", timeout=120).json()["now"]

    def code(self, account: str, scopes=ALL_SCOPES, pkce="none", verifier=None) -> str:
        """Return the code from the callback, after the creator has consented."""
        with TikTokSession(KEY, SECRET, scope=",".join(scopes), pkce=pkce) as session:
            address, state = session.create_authorization_url(
                f"{self.url}/v2/auth/authorize/", code_verifier=verifier, redirect_uri=REDIRECT
            )
        consent = {"decision": "continue", "account": account, "scopes": scopes}
        answer = requests.post(address, data=consent, allow_redirects=False, timeout=120)
        callback = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
        assert callback["state"] == state
        return callback["code"]

    def sign_in(self, account: str, scopes=ALL_SCOPES):
        return self.tokens.exchange(self.code(account, scopes), REDIRECT)

    def listing(self, access_token: str) -> tuple[list[str], int]:
        """Return the ids of the creator's listing, each once, and the number of calls."""
        seen: dict[str, None] = {}
        cursor, calls = None, 0
        while True:
            page = self.tiktok.list_videos(access_token, cursor=cursor)
            calls += 1
            seen |= dict.fromkeys(video.id for video in page.videos)
            step = next_step(cursor, page, calls)
            if step.cursor is None:
                assert step.complete, step.reason
                return list(seen), calls
            cursor = step.cursor


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    state = tmp_path_factory.mktemp("sandbox")
    with subprocess.Popen(
        [*command, "--state", str(state)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        line = process.stdout.readline().split()
        try:
            yield line[-1]
        finally:
            process.terminate()
            process.wait(120)


@pytest.fixture
def sandbox(running, request):
    sandbox = Sandbox(running)
    sandbox.control("settings", profile=getattr(request, "param", "observed"))
    yield sandbox
    requests.delete(f"{running}/_control/faults", timeout=120)
    sandbox.control("settings", short_pages=False, split_ties=False, oauth_envelope="flat")
    sandbox.control("settings", calls_per_minute=600, oauth_error_status=200, retry_after=None)
    sandbox.control("settings", profile="observed")
    sandbox.control("clock", reset=True)


@on_both_profiles
def test_a_creator_signs_in_and_is_read(sandbox):
    tokens = sandbox.sign_in("mira")

    profile = sandbox.tiktok.user_info(tokens.access_token, tokens.scopes)

    assert tokens.scopes == set(ALL_SCOPES)
    assert profile.open_id == tokens.open_id
    assert profile.username == "mira"
    assert profile.videos == 45
    assert requests.get(profile.avatar.url, timeout=120).ok


@pytest.mark.parametrize(
    ("sandbox", "lives"),
    [
        ("observed", (timedelta(days=1), timedelta(days=365))),
        ("documented", (timedelta(hours=2), timedelta(days=180))),
    ],
    indirect=["sandbox"],
)
def test_the_lives_of_tokens_are_understood(sandbox, lives):
    tokens = sandbox.sign_in("otis")

    assert (tokens.access_life, tokens.refresh_life) == lives


@on_both_profiles
def test_an_address_says_how_long_its_picture_lives(sandbox):
    now = datetime.fromtimestamp(sandbox.now(), UTC)
    tokens = sandbox.sign_in("mira")
    profile = sandbox.tiktok.user_info(tokens.access_token, tokens.scopes)
    videos = sandbox.tiktok.list_videos(tokens.access_token, max_count=20).videos

    pictures = [profile.avatar, profile.avatar_large, *(video.cover for video in videos)]

    for picture in pictures:
        stated = datetime.fromtimestamp(int(re.search(r"x-expires=(\d+)", picture.url)[1]), UTC)
        assert abs(now + picture.life - stated) < timedelta(seconds=30)


@on_both_profiles
def test_an_account_that_unticked_its_profile_is_read_without_it(sandbox):
    tokens = sandbox.sign_in("pell")

    profile = sandbox.tiktok.user_info(tokens.access_token, tokens.scopes)

    assert (profile.username, profile.bio, profile.profile_url) == (None, None, None)
    assert (profile.videos, profile.followers) == (12, 870)


@on_both_profiles
def test_a_call_that_tiktok_finds_senseless_is_our_mistake(sandbox):
    tokens = sandbox.sign_in("otis")

    with pytest.raises(OurMistake) as caught:
        sandbox.tiktok.list_videos(tokens.access_token, fields=["nonsense"])

    assert caught.value.code == "invalid_params"


@pytest.mark.parametrize("pkce", ["hex", "base64url"])
def test_either_form_of_pkce_is_accepted(sandbox, pkce):
    verifier = "v" * 43
    code = sandbox.code("otis", pkce=pkce, verifier=verifier)

    assert sandbox.tokens.exchange(code, REDIRECT, verifier).open_id


def test_a_wrong_verifier_and_a_wrong_redirect_are_our_mistake(sandbox):
    code = sandbox.code("otis", pkce="hex", verifier="v" * 43)
    with pytest.raises(OurMistake, match="verifier"):
        sandbox.tokens.exchange(code, REDIRECT, "w" * 43)

    code = sandbox.code("otis")
    with pytest.raises(OurMistake, match="Redirect_uri"):
        sandbox.tokens.exchange(code, REDIRECT + "/")


@pytest.mark.parametrize("status", [200, 400])
def test_a_used_code_and_a_foreign_secret_are_told_apart(sandbox, status):
    sandbox.control("settings", oauth_error_status=status)
    code = sandbox.code("otis")
    sandbox.tokens.exchange(code, REDIRECT)

    with pytest.raises(GrantEnded) as caught:
        sandbox.tokens.exchange(code, REDIRECT)
    assert caught.value.status == status
    assert caught.value.log_id

    other = TokenEndpoint(sandbox.url, KEY, "not-the-secret", user_agent="test")
    with pytest.raises(OurMistake):
        other.refresh("rft.any")


@on_both_profiles
@pytest.mark.parametrize("envelope", ["flat", "v1"])
def test_a_refresh_rotates_and_the_old_token_is_dead(sandbox, envelope):
    sandbox.control("settings", oauth_envelope=envelope)
    first = sandbox.sign_in("otis")

    second = sandbox.tokens.refresh(first.refresh_token)

    assert second.refresh_token not in (None, first.refresh_token)
    assert second.open_id == first.open_id
    assert second.scopes == first.scopes
    sandbox.tiktok.list_videos(second.access_token)
    with pytest.raises(GrantEnded if envelope == "flat" else Unavailable):
        # No document says which error number of API version 1 ends a grant.
        sandbox.tokens.refresh(first.refresh_token)


@on_both_profiles
def test_a_revoked_token_is_invalid(sandbox):
    tokens = sandbox.sign_in("wren")

    sandbox.tokens.revoke(tokens.access_token)

    with pytest.raises(AccessTokenInvalid):
        sandbox.tiktok.list_videos(tokens.access_token)
    with pytest.raises(GrantEnded):
        sandbox.tokens.refresh(tokens.refresh_token)


@on_both_profiles
def test_a_lapsed_token_is_invalid_and_a_refresh_helps(sandbox):
    tokens = sandbox.sign_in("otis")
    sandbox.control("clock", advance=86_400)

    with pytest.raises(AccessTokenInvalid):
        sandbox.tiktok.list_videos(tokens.access_token)

    fresh = sandbox.tokens.refresh(tokens.refresh_token)
    assert len(sandbox.tiktok.list_videos(fresh.access_token).videos) == 7


@on_both_profiles
def test_a_scope_not_granted_is_told_apart_from_a_bad_token(sandbox):
    tokens = sandbox.sign_in("mira", ["user.info.basic"])

    profile = sandbox.tiktok.user_info(tokens.access_token, tokens.scopes)
    assert (profile.username, profile.videos) == (None, None)
    with pytest.raises(ScopeMissing):
        sandbox.tiktok.user_info(tokens.access_token, ALL_SCOPES)
    with pytest.raises(ScopeMissing):
        sandbox.tiktok.list_videos(tokens.access_token)


@pytest.mark.parametrize(("account", "videos"), [("wren", 0), ("otis", 7), ("juno", 1200)])
@pytest.mark.parametrize("manner", ["plain", "short_pages", "split_ties"])
def test_every_video_is_listed_however_pages_are_cut(sandbox, account, videos, manner):
    sandbox.control("settings", calls_per_minute=0)
    if manner != "plain":
        sandbox.control("settings", **{manner: True})
    tokens = sandbox.sign_in(account)

    seen, calls = sandbox.listing(tokens.access_token)

    creator = requests.get(f"{sandbox.url}/_control/creators/{account}", timeout=120).json()
    assert sorted(seen) == sorted(video["id"] for video in creator["videos"])
    assert len(seen) == videos
    if manner != "short_pages":  # These pages hold fewer than 20 videos, hidden ones included.
        assert calls <= 2 * ceil(videos / 20) + 2


@on_both_profiles
def test_a_query_gives_living_covers_and_tells_what_is_missing(sandbox):
    tokens = sandbox.sign_in("otis")
    mine = [video.id for video in sandbox.tiktok.list_videos(tokens.access_token).videos]
    other = sandbox.sign_in("mira")
    foreign = sandbox.tiktok.list_videos(other.access_token, max_count=1).videos[0].id

    answer = sandbox.tiktok.query_videos(tokens.access_token, [*mine, foreign, "1"])

    assert [video.id for video in answer.videos] == mine
    assert set(answer.missing) == {foreign, "1"}
    cover = answer.videos[0].cover
    assert requests.get(cover.url, timeout=120).status_code == 200
    sandbox.control("clock", advance=int(cover.life.total_seconds()) + 1)
    assert requests.get(cover.url, timeout=120).status_code == 403


def test_too_many_calls_are_limited(sandbox):
    tokens = sandbox.sign_in("wren")
    sandbox.control("settings", calls_per_minute=1, retry_after=7)

    sandbox.tiktok.list_videos(tokens.access_token)
    with pytest.raises(RateLimited) as caught:
        sandbox.tiktok.list_videos(tokens.access_token)
    assert caught.value.retry_after == 7


FAULTS = {
    "internal_error": (Unavailable, "internal_error"),
    "rate_limit": (RateLimited, "rate_limit_exceeded"),
    "token_invalid": (AccessTokenInvalid, "access_token_invalid"),
    "html": (Unavailable, "not_json"),
    "redirect": (Unavailable, "redirect"),
    "empty": (Unavailable, "not_json"),
    "timeout": (Unavailable, "timeout"),
    "huge": (Unavailable, "too_large"),
    "drip": (Unavailable, "timeout"),
    "truncated": (Unavailable, "not_json"),
    "cut": (Unavailable, "broken_answer"),
    "array": (Unavailable, "unexpected_answer"),
    "wrong_types": (Unavailable, "unexpected_answer"),
    "no_data": (Unavailable, "unexpected_answer"),
    "ok_with_error": (Unavailable, "internal_error"),
}


CALLS = {
    "user/info": lambda tiktok, tokens: tiktok.user_info(tokens.access_token, tokens.scopes),
    "video/list": lambda tiktok, tokens: tiktok.list_videos(tokens.access_token),
    "video/query": lambda tiktok, tokens: tiktok.query_videos(tokens.access_token, ["1"]),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("kind", FAULTS)
def test_every_fault_becomes_its_error(sandbox, call, kind):
    tokens = sandbox.sign_in("otis")
    slow = kind in ("timeout", "drip")
    sandbox.fault(call, kind, **({"seconds": 5} if slow else {}))
    tiktok = sandbox.tiktok.limited(no_limit, 0.5) if slow else sandbox.tiktok

    with pytest.raises(TikTokError) as caught:
        CALLS[call](tiktok, tokens)

    assert (type(caught.value), caught.value.code) == FAULTS[kind]


def test_a_read_whose_answer_is_lost_is_repeated_unnoticed(sandbox):
    tokens = sandbox.sign_in("otis")
    sandbox.fault("video/list", "lost")

    assert len(sandbox.tiktok.list_videos(tokens.access_token).videos) == 7


@pytest.mark.parametrize("kind", ["lost", "cut", "truncated", "array", "no_data"])
def test_a_refresh_whose_answer_is_lost_is_not_repeated(sandbox, kind):
    tokens = sandbox.sign_in("otis")
    sandbox.fault("oauth/token", kind)
    before = sandbox.refreshes()

    with pytest.raises(Unavailable) as caught:
        sandbox.tokens.refresh(tokens.refresh_token)

    assert caught.value.delivered
    assert sandbox.refreshes() == before + 1
    with pytest.raises(GrantEnded):  # The call took effect.
        sandbox.tokens.refresh(tokens.refresh_token)
