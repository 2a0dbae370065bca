"""The walk from the sign-in to a visitor on the page, with and without JavaScript."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.browser.conftest import Visit
from tests.browser.watched import Watched
from tests.servers.launch import Site

CREATOR = "mira"  # The demo creator, with 45 videos.


def test_the_demo_creator_publishes_seven_of_forty_five_videos(site: Site, visit: Visit) -> None:
    studio = visit(
        viewport={"width": 390, "height": 844}, has_touch=True, reduced_motion="no-preference"
    )
    page = deeds.sign_in_by_hand(studio, CREATOR)
    deeds.wait_for_library(page)
    expect(deeds.boxes(page)).to_have_count(20)
    chosen = [deeds.tick(page, 3), deeds.tick(page, 0)]
    deeds.scroll_until(page, 40)
    chosen += [deeds.tick(page, 29), deeds.tick(page, 22), deeds.tick(page, 26)]
    deeds.scroll_until(page, 45)
    chosen += [deeds.tick(page, 44), deeds.tick(page, 41)]
    deeds.wait_until_saved(page)
    expect(page.locator("#bar .count")).to_have_text("7")
    path = deeds.publish(page)

    stranger = visit(reduced_motion="no-preference")
    public = stranger.open(path)
    deeds.wait_for_pictures(public, 7)
    assert deeds.shown_ids(public) == chosen
    assert stranger.elsewhere == []
    assert stranger.context.cookies() == []
    links = deeds.embed_links(site, CREATOR, chosen)
    watches_in_the_dialog(stranger, path, links)
    assert set(stranger.elsewhere) <= set(links.values())


def watches_in_the_dialog(stranger: Watched, path: str, links: dict[str, str]) -> None:
    page = stranger.page
    dialog, frame = page.get_by_role("dialog"), page.locator("dialog iframe")
    for number in (0, 5):
        video_id = deeds.shown_ids(page)[number]
        cover = deeds.covers(page).nth(number)
        cover.click()
        expect(dialog).to_be_visible()
        expect(frame).to_have_attribute("src", links[video_id])
        assert page.url.endswith(f"{path}/v/{video_id}")
        expect(dialog.get_by_role("link", name="Open on TikTok")).to_be_visible()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(cover).to_be_focused()
        expect(frame).to_have_count(0)
        page.wait_for_url(f"**{path}")

    deeds.covers(page).nth(1).click()
    expect(dialog).to_be_visible()
    page.go_back()
    expect(dialog).to_be_hidden()
    assert page.url.endswith(path)
    page.go_forward()
    expect(dialog).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(frame).to_have_attribute("src", links[deeds.shown_ids(page)[2]])
    dialog.get_by_role("button", name="Close player").click()
    expect(dialog).to_be_hidden()
    page.wait_for_url(f"**{path}")


def test_it_all_goes_by_links_and_forms_too(site: Site, visit: Visit, new_creator) -> None:
    account = new_creator(45)
    page = deeds.sign_in_by_hand(visit(java_script_enabled=False), account)
    look_again_until_complete(page)
    chosen = save(page, 3, 0)
    page.get_by_role("link", name="Show more").click()
    chosen += save(page, 9, 2, 16)
    page.get_by_role("link", name="Show more").click()
    chosen += save(page, 1, 4)
    path = deeds.publish(page)

    stranger = visit(java_script_enabled=False)
    public = stranger.open(path)
    deeds_without_scripts(public, 7)
    assert sorted(deeds.shown_ids(public)) == sorted(chosen)
    links = deeds.embed_links(site, account, chosen)
    first, second = deeds.shown_ids(public)[:2]
    deeds.covers(public).first.click()
    public.wait_for_url(f"**{path}/v/{first}")
    expect(public.locator("iframe")).to_have_attribute("src", links[first])
    public.get_by_role("link", name="Next:").click()
    expect(public.locator("iframe")).to_have_attribute("src", links[second])
    public.get_by_role("link", name="All videos").click()
    assert public.url.endswith(path)


def look_again_until_complete(page: Page) -> None:
    """Reload the page until the library is complete, as a person without scripts must."""
    for _ in range(100):
        if page.get_by_role("button", name="Check TikTok now").count():
            return
        page.reload()
        page.wait_for_timeout(100)
    raise AssertionError("the library did not come in")


def save(page: Page, *numbers: int) -> list[str]:
    """Tick the videos at these places of the form, and press Save."""
    ids = [deeds.tick(page, number) for number in numbers]
    page.get_by_role("button", name="Save ticks").click()
    for video_id in ids:
        expect(page.locator(f'input[type="checkbox"][value="{video_id}"]')).to_be_checked()
    return ids


def deeds_without_scripts(page: Page, count: int) -> None:
    images = page.locator("[data-video-id] img")
    expect(images).to_have_count(count)
    for number in range(count):
        images.nth(number).scroll_into_view_if_needed()
    loaded = f"all => all.filter({deeds.LOADED}).length"
    for _ in range(100):
        if images.evaluate_all(loaded) == count:
            return
        page.wait_for_timeout(50)
    raise AssertionError("not every cover was loaded")
