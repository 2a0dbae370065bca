"""The player's dialog in a real browser; only TikTok's own page is simulated."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portfolio.views.presenting import isolated
from tests.look.sample_pages import card, laid_out, path_of, player, public_page, show, whole
from tests.look.staging import ORIGIN, TIKTOK, Stage

HOME = f"{ORIGIN}/@noorhaddad"


@pytest.fixture
def page(stage: Stage) -> Page:
    return stage.show(show(whole(public_page(None, "Over fire", each=4))))


def cover(page: Page, number: int) -> str:
    return f"main a[href='{path_of(card(number))}']"


def is_open(page: Page, number: int) -> None:
    expect(page.locator("dialog iframe")).to_have_attribute("src", card(number).embed)
    expect(page).to_have_url(ORIGIN + path_of(card(number)))


def is_closed(page: Page) -> None:
    expect(page.locator("dialog")).to_be_hidden()
    expect(page.locator("iframe")).to_have_count(0)
    expect(page).to_have_url(HOME)


def test_nothing_of_tiktoks_player_is_asked_for_before_a_click(stage: Stage, page: Page) -> None:
    page.hover(cover(page, 1))

    assert [request for request in stage.asked if "/player/" in request] == []


def test_a_click_opens_the_video_at_its_own_address(page: Page) -> None:
    page.click(cover(page, 1))

    is_open(page, 1)
    expect(page.get_by_role("link", name="Open on TikTok")).to_have_attribute(
        "href", card(1).tiktok_url
    )
    assert page.title().startswith(isolated(card(1).title))


def test_escape_closes_it_and_the_focus_returns(page: Page) -> None:
    page.click(cover(page, 1))
    is_open(page, 1)

    page.keyboard.press("Escape")

    is_closed(page)
    expect(page.locator(cover(page, 1))).to_be_focused()


def test_back_closes_it_and_forward_opens_it_again(page: Page) -> None:
    page.click(cover(page, 1))
    is_open(page, 1)

    page.evaluate("history.back()")
    is_closed(page)
    page.evaluate("history.forward()")

    is_open(page, 1)


def test_arrows_go_from_video_to_video_through_all_sections(page: Page) -> None:
    page.click(cover(page, 3))
    page.keyboard.press("ArrowRight")
    is_open(page, 4)
    expect(page.locator("[data-part=place]")).to_have_text("Over fire, 1 of 4")

    for _ in range(9):
        page.keyboard.press("ArrowLeft")

    is_open(page, 0)
    expect(page.locator("[data-part=previous]")).to_have_attribute("aria-disabled", "true")


def test_it_takes_one_step_back_to_leave_after_many_videos(page: Page) -> None:
    page.click(cover(page, 0))
    for _ in range(3):
        page.get_by_role("link", name="Next:").click()
    is_open(page, 3)

    page.get_by_role("button", name="Close player").click()

    is_closed(page)
    expect(page.locator(cover(page, 3))).to_be_focused()


def test_a_click_with_a_key_held_is_the_browsers(page: Page) -> None:
    with page.context.expect_page():
        page.click(cover(page, 1), modifiers=["Control"])

    is_closed(page)


def test_words_come_when_tiktok_does_not_answer(stage: Stage, page: Page) -> None:
    stage.tiktok_is_silent = True
    page.click(cover(page, 1))
    words = page.locator("[data-trouble=silent]")

    page.clock.run_for(5000)
    expect(words).to_be_hidden()
    page.clock.run_for(3100)

    expect(words).to_be_visible()


def test_no_words_come_when_the_player_loads(page: Page) -> None:
    page.click(cover(page, 1))
    expect(page.frame_locator("dialog iframe").locator("title")).to_have_count(1)

    page.clock.run_for(60_000)

    expect(page.locator("[data-trouble=silent]")).to_be_hidden()


REFUSED = '{"x-tiktok-player": true, type: "onPlayerError", value: {errorCode: 1001}}'


@pytest.mark.parametrize(("sender", "heard"), [(TIKTOK, True), ("https://else.example", False)])
def test_only_the_players_origin_is_heard(page: Page, sender: str, heard: bool) -> None:
    page.click(cover(page, 1))
    expect(page.frame_locator("dialog iframe").locator("title")).to_have_count(1)

    page.evaluate(
        f'dispatchEvent(new MessageEvent("message", {{origin: "{sender}", data: {REFUSED}}}))'
    )

    expect(page.locator("[data-trouble=refused]")).to_be_visible(visible=heard)


def test_a_swipe_turns_the_page(stage: Stage) -> None:
    context = stage.page.context.browser.new_context(  # type: ignore[union-attr]
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    phone = Stage(stage.app, context.new_page())
    page = phone.show(show(whole(public_page(None))))
    page.tap(cover(page, 1))
    finger = context.new_cdp_session(page)

    for kind, x in (
        ("touchStart", 300),
        ("touchMove", 200),
        ("touchMove", 100),
        ("touchEnd", None),
    ):
        points = [] if x is None else [{"x": x, "y": 760}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    is_open(page, 2)
    context.close()


def test_a_videos_own_page_says_so_too_when_tiktok_does_not_answer(stage: Stage) -> None:
    stage.tiktok_is_silent = True
    page = stage.show(player(3), path_of(card(3)))

    page.clock.run_for(8100)

    expect(page.locator("[data-trouble=silent]")).to_be_visible()


def test_an_arabic_caption_is_kept_apart_from_our_words_around_it(page: Page) -> None:
    caption = f"\u2068{card(1).title}\u2069"

    page.click(cover(page, 1))

    expect(page.locator("dialog iframe")).to_have_attribute("title", f"TikTok’s player: {caption}")
    assert page.title().startswith(f"{caption}: ")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-part=next]")).to_have_attribute("aria-label", f"Next: {caption}")


def test_a_player_that_is_opened_again_before_its_end_was_told_stays_open(page: Page) -> None:
    page.click(cover(page, 1))
    is_open(page, 1)

    page.evaluate(
        """other => {
            document.querySelector("dialog.player").close();
            document.querySelector(other).click();
        }""",
        cover(page, 2),
    )

    is_open(page, 2)
    page.wait_for_timeout(300)
    is_open(page, 2)


def test_a_caption_that_the_list_shows_is_the_players_too(stage: Stage) -> None:
    page = stage.show(show(laid_out("list")))
    caption = page.locator("main a.cover .caption").first.text_content() or ""

    page.locator("main a.cover").first.click()

    assert caption
    expect(page.locator("dialog [data-part=caption]")).to_have_text(caption)
    expect(page.locator("dialog .up-next .caption").first).to_be_hidden()
