"""Sign-in with TikTok, with every failure; the session is clean after each."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest

from portfolio.models.browser_session import BrowserSession
from portfolio.models.sync import FULL, RECENT
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import connection_of, page_of, picks_of, rows, syncs_of
from tests.support.tiktok import SCOPES, TikTok

People = Callable[..., Person]
Counted = Callable[[], dict[str, int]]

#: Faults of the token endpoint.
SENSELESS = (
    "internal_error",
    "rate_limit",
    "token_invalid",
    "html",
    "redirect",
    "empty",
    "huge",
    "lost",
    "truncated",
    "cut",
    "array",
    "wrong_types",
    "no_data",
    "ok_with_error",
)


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def with_query(url: str, **changes: str | None) -> str:
    query = {name: value for name, value in {**query_of(url), **changes}.items() if value}
    return urlunsplit(urlsplit(url)._replace(query=urlencode(query)))


def is_clean(browser: Browser) -> bool:
    """Whether this browser's session holds no trace of a sign-in."""
    return not browser.session.keys() - {"csrf_token"}


def stopped(answer: object, status: int) -> Document:
    """Check that the answer is an error page with a way on; return it."""
    assert answer.status_code == status, answer.text  # type: ignore[attr-defined]
    page = Document(answer.text)  # type: ignore[attr-defined]
    assert page.all("a", href="/login"), "no way to begin again"
    assert answer.headers["Cache-Control"] == "no-store"  # type: ignore[attr-defined]
    return page


@on_one_database
def test_the_button_leads_to_tiktok_with_what_it_wants(person: People):
    url = person("alice").goes_to_tiktok()

    query = query_of(url)
    state = query.pop("state")
    assert query == {
        "client_key": "sbawdemo",
        "response_type": "code",
        "scope": ",".join(SCOPES),
        "redirect_uri": "http://127.0.0.1:8000/login/callback",
        "disable_auto_auth": "0",
    }
    assert len(state) >= 20


@on_one_database
def test_another_account_is_asked_for_in_tiktoks_words(person: People):
    assert query_of(person("alice").goes_to_tiktok(another="1"))["disable_auto_auth"] == "1"


@on_one_database
def test_the_control_is_named_as_promised(visitor: Browser):
    for path in ("/", "/login"):
        buttons = visitor.page(path).all("button", type="submit")
        assert "Continue with TikTok" in [button.text for button in buttons]


def test_a_consent_opens_the_studio(person: People):
    alice = person("alice", videos=2)

    answer = alice.comes_back()

    assert (answer.status_code, answer.location) == (303, "/studio/videos")
    assert "code=" not in answer.location
    assert set(alice.browser.session) == {"key", "csrf_token", "_permanent"}
    assert connection_of(alice).granted == set(SCOPES)


def test_the_session_key_is_not_stored_as_it_is(person: People):
    alice = person("alice").signs_in()

    stored = rows(BrowserSession, alice.creator_id)[0]

    assert alice.browser.session["key"] not in stored.key_hash
    assert len(stored.key_hash) == 64


def test_the_code_is_exchanged_with_its_star_and_exclamation_mark(person: People):
    alice = person("alice")
    address = alice.account.consents(alice.goes_to_tiktok())
    assert {"*", "!"} <= set(query_of(address)["code"])

    assert alice.browser.get(address).status_code == 303


def test_an_enveloped_token_answer_signs_in_as_well(tiktok: TikTok, person: People):
    tiktok.settings(oauth_envelope="v1")

    assert person("alice").comes_back().status_code == 303


def test_no_token_is_in_a_cookie_or_an_address(person: People):
    alice = person("alice", videos=1)
    answer = alice.comes_back()

    for text in (str(alice.browser.session), answer.location, str(answer.headers)):
        assert "act." not in text
        assert "rft." not in text


def test_cancel_says_so_and_leaves_nothing_behind(person: People, counted: Counted):
    alice, before = person("alice"), counted()

    answer = alice.browser.get(alice.account.cancels(alice.goes_to_tiktok()))

    page = stopped(answer, 403)
    assert "You stopped on TikTok’s page" in page.one("h1").text
    assert "access_denied" in page.text
    assert is_clean(alice.browser)
    assert counted() == before


@pytest.mark.parametrize("missing", ["video.list"])
def test_without_the_videos_nobody_is_signed_in(missing: str, person: People, counted: Counted):
    alice, before = person("alice"), counted()

    answer = alice.comes_back(scopes=[scope for scope in SCOPES if scope != missing])

    page = stopped(answer, 403)
    assert "without your videos" in page.one("h1").text
    assert missing in page.text
    assert is_clean(alice.browser)
    assert counted() == before


def test_other_scopes_may_be_switched_off(person: People):
    alice = person("alice", videos=1)

    assert alice.comes_back(scopes=("user.info.basic", "video.list")).status_code == 303
    assert connection_of(alice).granted == {"user.info.basic", "video.list"}


def test_a_wrong_state_is_refused(person: People, counted: Counted):
    alice, before = person("alice"), counted()
    address = alice.account.consents(alice.goes_to_tiktok())

    answer = alice.browser.get(with_query(address, state="somebody-elses"))

    assert "no longer open" in stopped(answer, 400).one("h1").text
    assert counted() == before
    assert alice.browser.get(address).status_code == 303  # its own sign-in is still open


def test_a_state_of_another_browser_is_refused(person: People, counted: Counted):
    alice, mallory, before = person("alice"), person("mallory"), counted()
    alice.goes_to_tiktok()
    address = mallory.account.consents(mallory.goes_to_tiktok())

    stopped(alice.browser.get(address), 400)

    assert "key" not in alice.browser.session
    assert counted() == before


def test_a_replayed_callback_leads_to_the_studio_and_changes_nothing(
    person: People, counted: Counted
):
    alice = person("alice")
    address = alice.account.consents(alice.goes_to_tiktok())
    assert alice.browser.get(address).status_code == 303
    before, version = counted(), connection_of(alice).version

    assert alice.browser.get(address).location == "/studio/videos"

    assert counted() == before
    assert connection_of(alice).version == version
    alice.browser.page("/studio/videos")  # still signed in


@on_one_database
@pytest.mark.parametrize(
    "query",
    ["", "?state=x", "?code=", "?code=x", "?error=", "?scopes=video.list", "?code=x&code=y"],
)
def test_a_callback_that_nobody_asked_for_is_refused(
    query: str, visitor: Browser, counted: Counted
):
    before = counted()

    stopped(visitor.get(f"/login/callback{query}"), 400)

    assert is_clean(visitor)
    assert counted() == before


def test_a_missing_code_is_refused(person: People, counted: Counted):
    alice, before = person("alice"), counted()
    address = alice.account.consents(alice.goes_to_tiktok())

    stopped(alice.browser.get(with_query(address, code=None)), 400)

    assert is_clean(alice.browser)
    assert counted() == before


@on_one_database
@pytest.mark.parametrize("error", ["server_error", "unauthorized_client", "<script>alert(1)"])
def test_any_other_error_of_tiktok_is_told(error: str, person: People, counted: Counted):
    alice, before = person("alice"), counted()
    state = query_of(alice.goes_to_tiktok())["state"]
    query = urlencode({"error": error, "error_description": "Some words", "state": state})

    page = stopped(alice.browser.get(f"/login/callback?{query}"), 502)

    assert "Some words" in page.text
    assert is_clean(alice.browser)
    assert counted() == before


@pytest.mark.parametrize("status", [200, 400])
def test_an_error_body_is_an_error_whatever_its_status(
    status: int, tiktok: TikTok, person: People, counted: Counted
):
    tiktok.settings(oauth_error_status=status)
    alice, before = person("alice"), counted()
    address = alice.account.consents(alice.goes_to_tiktok())

    page = stopped(alice.browser.get(with_query(address, code="wrong*0!1")), 502)

    assert "invalid_grant" in page.text
    assert is_clean(alice.browser)
    assert counted() == before


@on_one_database
@pytest.mark.parametrize("kind", SENSELESS)
def test_an_answer_of_no_sense_is_a_friendly_page(
    kind: str, tiktok: TikTok, person: People, counted: Counted
):
    alice, before = person("alice"), counted()
    address = alice.account.consents(alice.goes_to_tiktok())
    tiktok.fails("oauth/token", kind, size=3_000_000)

    answer = alice.browser.get(address)

    assert answer.status_code in (502, 503)
    stopped(answer, answer.status_code)
    assert is_clean(alice.browser)
    assert counted() == before


@on_one_database
def test_no_answer_in_time_is_a_friendly_page(tiktok: TikTok, person: People, counted: Counted):
    alice, before = person("alice"), counted()
    address = alice.account.consents(alice.goes_to_tiktok())
    tiktok.fails("oauth/token", "timeout", seconds=0.2)

    page = stopped(alice.browser.get(address), 503)

    assert "TikTok is not answering" in page.one("h1").text
    assert is_clean(alice.browser)
    assert counted() == before


def test_after_a_bad_day_the_next_sign_in_works(tiktok: TikTok, person: People):
    alice = person("alice", videos=3)
    tiktok.fails("oauth/token", count=1)
    assert alice.comes_back().status_code == 503

    alice.signs_in()

    assert len(alice.browser.page("/studio/videos").all("input", name="pick")) == 3


def test_a_bad_sign_in_does_not_sign_out(alice: Person):
    alice.browser.get(alice.account.cancels(alice.goes_to_tiktok()))

    assert alice.browser.get("/studio/videos").status_code == 200


def test_a_returning_creator_finds_everything(alice: Person, time_passes: Callable[..., None]):
    path = alice.publishes(*alice.ids[:3], handle="sunrise")
    before = (alice.creator_id, page_of(alice).edition, picks_of(alice))
    alice.browser.post("/logout")
    time_passes(days=40)

    alice.signs_in()

    assert (alice.creator_id, page_of(alice).edition, picks_of(alice)) == before
    assert alice.page_path == path == "/@sunrise"
    assert [sync.kind for sync in syncs_of(alice)] == [FULL, RECENT]


def test_a_second_sign_in_replaces_the_first_in_the_same_browser(
    person: People, alice: Person, worker
):
    bob = Person(person("bob", videos=2).account, alice.browser, worker)
    alices_key = alice.browser.session["key"]

    bob.signs_in()

    assert alice.browser.session["key"] != alices_key
    ticks = alice.browser.page("/studio/videos").all("input", name="pick")
    assert [tick["value"] for tick in ticks] == bob.ids


def test_sign_out_ends_this_browser_alone(app, tiktok: TikTok, alice: Person, worker):
    phone = Person(alice.account, Browser(app, tiktok), worker).signs_in()
    alice.browser.page("/studio/account")

    answer = alice.browser.post("/logout")

    assert (answer.status_code, answer.location) == (303, "/")
    assert alice.browser.get("/studio/videos").location == "/login"
    assert is_clean(alice.browser)
    assert phone.browser.get("/studio/videos").status_code == 200


def test_sign_out_everywhere_ends_every_browser(app, tiktok: TikTok, alice: Person, worker):
    phone = Person(alice.account, Browser(app, tiktok), worker).signs_in()
    assert len(alice.browser.page("/studio/account").one("ul", class_="sessions").all("li")) == 2

    alice.browser.post("/logout", everywhere="1")

    for each in (alice, phone):
        assert each.browser.get("/studio/videos").location == "/login"


def test_a_copied_cookie_is_worth_nothing_after_signing_out(
    app, tiktok: TikTok, alice: Person, visitor: Browser
):
    stolen = alice.browser._client.get_cookie("session", domain="127.0.0.1").value
    alice.browser.page("/studio/account")
    alice.browser.post("/logout")
    visitor._client.set_cookie("session", stolen, domain="127.0.0.1")

    assert visitor.get("/studio/videos").location == "/login"


def test_a_session_ends_after_thirty_idle_days(alice: Person, time_passes: Callable[..., None]):
    time_passes(days=29)
    assert alice.browser.get("/studio/videos").status_code == 200
    time_passes(days=29)
    assert alice.browser.get("/studio/videos").status_code == 200  # it was used

    time_passes(days=31)

    assert alice.browser.get("/studio/videos").location == "/login"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
@on_one_database
def test_nobody_else_can_begin_a_sign_in(headers: dict[str, str], visitor: Browser):
    assert visitor._open("POST", "/login", headers=headers).status_code == 400


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "here"}])
@on_one_database
def test_the_front_door_needs_no_token(headers: dict[str, str], visitor: Browser):
    headers = {n: v.replace("here", "http://127.0.0.1:8000") for n, v in headers.items()}

    assert visitor._open("POST", "/login", headers=headers).status_code == 302
