"""axe on a page, in views that differ in the window's width and the scheme of the system."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

#: Width in CSS pixels, and the scheme that a visitor's system asks for.
View = tuple[int, Literal["light", "dark"]]
HEIGHTS = {390: 844, 1440: 900}
PHONE, DESK = HEIGHTS
EVERY_VIEW: tuple[View, ...] = (
    (PHONE, "light"),
    (PHONE, "dark"),
    (DESK, "light"),
    (DESK, "dark"),
)
IS_THERE = "() => Boolean(window.axe)"
#: TikTok's player is not our code. Only violations are described in full.
RUN = """async () => {
    const options = { iframes: false, resultTypes: ["violations"] };
    return (await axe.run(options)).violations;
}"""


def violations(page: Page, state: str, views: Iterable[View]) -> list[str]:
    """Look at the page as it is in each view, without opening it again; describe the violations."""
    if not page.evaluate(IS_THERE):
        page.evaluate(AXE_SCRIPT)
    found = []
    for width, scheme in views:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        how = f"{page.url}, {state}, {width} pixels, {scheme}"
        found += [_described(each, how) for each in page.evaluate(RUN)]
    return found


def _described(violation: dict[str, Any], how: str) -> str:
    nodes = [(each["html"], each["failureSummary"]) for each in violation["nodes"]]
    return f"{how}: {violation['id']}, {violation['help']}\n{json.dumps(nodes, indent=2)}"
