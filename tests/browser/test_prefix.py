"""PUBLIC_URL with a path: all addresses are below it, with a proxy that keeps or strips it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
import requests
from playwright.sync_api import expect

from portfolio.supervisor.browser import Browser, Page
from portfolio.supervisor.demo_page import boxes, save
from portfolio.supervisor.ports import answers
from tests.browser import deeds
from tests.browser.conftest import Visit
from tests.servers.launch import Site
from tests.servers.prefixed import PREFIX, STRIPPED, under_a_prefix
from tests.servers.waiting import PATIENCE_SECONDS, wait_for
from tests.support.html import Document

#: The media types of answers that may name further addresses.
HTML, STYLES, MAP, RULES = "text/html", "text/css", "application/xml", "text/plain"


@pytest.fixture(scope="module")
def prefixed() -> Iterator[Site]:
    with under_a_prefix() as site:
        yield site


class Walker(Browser):
    """Signs in and sends forms, and notes every address of the site in the answers."""

    def __init__(self, site: Site, headers: dict[str, str]) -> None:
        super().__init__()
        self.site = site
        self.home = f"{site.url}/"
        self._session.headers.update(headers)
        self.named: dict[str, str] = {self.home: "the setting"}
        self.astray: list[str] = []

    def look_everywhere(self) -> None:
        """Open every noted address, and those in its answers, until none is new."""
        looked: set[str] = set()
        while left := [address for address in self.named if address not in looked]:
            for address in left:
                looked.add(address)
                answer = self._session.get(address, timeout=PATIENCE_SECONDS)
                # The address of a form or a fragment may refuse a plain GET.
                if answer.status_code not in (200, 204, 400, 405):
                    self.astray.append(f"{answer.status_code} {address} ({self.named[address]})")
                self._note(answer)

    def _read(self, answer: requests.Response) -> Page:
        self._note(answer)
        return super()._read(answer)

    def _note(self, answer: requests.Response) -> None:
        for each in [*answer.history, answer]:
            if self._is_ours(each.url):
                self._note_one(each)

    def _note_one(self, answer: requests.Response) -> None:
        if not answer.url.startswith(self.home):
            self.astray.append(answer.url)
        cookie = answer.headers.get("Set-Cookie", "")
        if cookie and f"Path={PREFIX};" not in f"{cookie};":
            self.astray.append(f"{answer.url} sets {cookie}")
        for address in addresses_in(answer):
            whole = urldefrag(urljoin(answer.url, address)).url
            if not self._is_ours(whole):
                continue
            self.named.setdefault(whole, answer.url)
            if not whole.startswith(self.home):
                self.astray.append(f"{whole} ({answer.url})")

    def _is_ours(self, address: str) -> bool:
        return urlsplit(address).netloc == urlsplit(self.home).netloc


def addresses_in(answer: requests.Response) -> list[str]:
    """Return every address in an answer: all attributes that may hold one, not only links."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if kind == HTML:
        values = [
            value
            for element in Document(answer.text).all()
            for name, value in element.attributes.items()
            if name in ("href", "src", "action") or name.startswith(("hx-", "data-"))
        ]
        return [value for value in values if re.match(r"https?://|/", value)]
    if kind == STYLES:
        return re.findall(r'url\("([^"]+)"\)', answer.text)
    if kind == MAP:
        return re.findall(r"<loc>([^<]+)</loc>", answer.text)
    return re.findall(r": (\S*/\S*)", answer.text) if kind == RULES else []


either_proxy = pytest.mark.parametrize("headers", [{}, STRIPPED], ids=["kept", "stripped"])


@pytest.fixture
def walker(prefixed: Site, headers: dict[str, str]) -> Walker:
    """A walker on a web that starts anew.

    Its page layer keeps home for 30 s, and would name a creator who has left.
    """
    prefixed.web.kill()
    prefixed.web.start()
    wait_for(lambda: answers(prefixed.port, "/healthz"), "the web", prefixed.web)
    return Walker(prefixed, headers)


@either_proxy
def test_no_address_leads_out_of_the_prefix(walker: Walker, headers: dict[str, str]):
    site, account = walker.site, f"walker{len(headers)}"
    site.control("creators", {"account": account, "videos": 26})

    consent = walker.press(walker.open(f"{site.url}/login"), "Continue with TikTok")
    consent.form_with("Continue").tick("account", [account])
    walker.press(consent, "Continue")
    wait_for(lambda: "Check TikTok now" in buttons(walker.open(f"{site.url}/studio")), "the videos")
    picker = walker.open(f"{site.url}/studio/videos")
    save(walker, picker, boxes(picker)[:3])
    save(walker, walker.open(picker.links["Show more"]), [])
    walker.press(walker.open(f"{site.url}/studio/videos"), "Publish")
    walker.press(walker.open(f"{site.url}/studio/page"), "Save")
    for path in ("/nowhere", "/login/callback", "/studio/nowhere"):
        walker._note(walker._session.get(f"{site.url}{path}", timeout=PATIENCE_SECONDS))
    for path in ("/studio/leaving", "/robots.txt", "/sitemap.xml", "/studio", "/studio/covers"):
        walker.named[f"{site.url}{path}"] = "this test"
    walker.look_everywhere()
    walker.press(walker.open(f"{site.url}/studio/account"), "Sign out")
    signed_out = walker.open(f"{site.url}/studio/page")
    back = walker.press(signed_out, "Continue with TikTok")
    assert back.address == f"{site.url}/studio/page"
    receipt = walker.press(
        walker.open(f"{site.url}/studio/leaving"), "Disconnect and delete everything"
    )

    assert receipt.address.startswith(f"{site.url}/receipts/")
    assert walker.astray == []
    seen = {re.sub(r"\d{19}|[0-9a-f]{12}", "…", urlsplit(each).path) for each in walker.named}
    assert {f"{PREFIX}/@{account}", f"{PREFIX}/@{account}/v/…"} <= seen
    assert {f"{PREFIX}/static/fonts/bricolage-latin.….woff2", f"{PREFIX}/privacy"} <= seen


def buttons(page: Page) -> set[str]:
    return {button for form in page.forms for button in form.buttons}


@either_proxy
@pytest.mark.parametrize(
    ("path", "way"),
    [("", "/"), ("/@X/", "/@x"), ("/Studio", None), ("/studio/", "/studio")],
)
def test_another_spelling_is_redirected_within_the_prefix(
    prefixed: Site, headers: dict[str, str], path: str, way: str | None
):
    url = f"{prefixed.url}{path}"
    answer = requests.get(url, headers=headers, timeout=PATIENCE_SECONDS, allow_redirects=False)

    if way is None:
        assert answer.status_code == 404
    else:
        location = urljoin(answer.url, answer.headers["Location"])
        assert (answer.status_code in (301, 308), location) == (True, f"{prefixed.url}{way}")


def test_a_creator_publishes_and_a_stranger_watches(prefixed: Site, visit: Visit):
    prefixed.control("creators", {"account": "below", "videos": 5})
    studio = visit(on=prefixed, extra_http_headers=STRIPPED)
    page = deeds.sign_in_by_hand(studio, "below")
    deeds.wait_for_library(page)
    chosen = [deeds.tick(page, 3), deeds.tick(page, 0)]
    deeds.wait_until_saved(page)
    path = deeds.publish(page).removeprefix(PREFIX)
    cookies = [each for each in studio.context.cookies() if each["name"] == "session"]
    assert [each["path"] for each in cookies] == [PREFIX]

    stranger = visit(on=prefixed, extra_http_headers=STRIPPED)
    public = stranger.open(path)
    deeds.wait_for_pictures(public, 2)
    assert deeds.shown_ids(public) == chosen
    deeds.covers(public).nth(1).click()
    expect(public.locator("dialog iframe")).to_have_count(1)
    assert public.url == f"{prefixed.url}{path}/v/{chosen[1]}"
    public.go_back()
    expect(public.get_by_role("dialog")).to_be_hidden()
    assert public.url == f"{prefixed.url}{path}"


def test_a_tab_hears_that_its_creator_is_back(prefixed: Site, visit: Visit):
    prefixed.control("creators", {"account": "back", "videos": 2})
    studio = visit(on=prefixed)
    studio.expect_trouble("401")
    page = deeds.sign_in_by_hand(studio, "back")
    deeds.wait_for_library(page)
    page.wait_for_load_state("networkidle")  # an answer under way would bring the cookie again
    kept = studio.context.cookies()
    studio.context.clear_cookies()
    deeds.boxes(page).first.check(force=True)
    expect(page.get_by_role("alert")).to_contain_text("You are signed out")

    studio.context.add_cookies(kept)  # type: ignore[arg-type]  # as they were read
    page.evaluate("dispatchEvent(new Event('focus'))")

    expect(page.get_by_role("alert")).to_be_empty()
    deeds.wait_until_saved(page)
