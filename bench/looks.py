"""Pictures of a public page in each layout, at five widths, light and dark, in each language.

The page has sections, words, links and a contact button; each layout has another pairing of type
or another colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.reporting import parser, report
from bench.screenshots import picture
from bench.table import Row
from portfolio.languages import LANGUAGES
from portfolio.services.pages.look import LAYOUTS
from portfolio.supervisor.processes import ROOT
from tests.servers.creators import Creator
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for
from tests.support.chromium import launch_options

WIDTHS = {280: 653, 390: 844, 820: 1180, 1440: 900, 2560: 1440}
SCHEMES = ("light", "dark")
#: For each layout, the pairing and the accent beside it.
BESIDE = {
    "grid": ("poster", "saffron"),
    "feature": ("poster", "cobalt"),
    "list": ("book", "pine"),
    "strip": ("plain", "rose"),
}
WORDS = {"headline": "Bread, fire and patience.", "bio": "I bake in Rotterdam-Zuid,\nby hand."}
LINKS = [
    ("label", "Prints"),
    ("address", "https://bücher.example/noor"),
    ("label", ""),
    ("address", "+31 10 123 45 67"),
    ("label-contact", "Work with me"),
    ("address-contact", "noor@example.com"),
]


def main(arguments: Sequence[str]) -> bool:
    options = parser("looks")
    options.add_argument("--languages", nargs="+", default=list(LANGUAGES), choices=list(LANGUAGES))
    options.add_argument("--to", type=Path, default=ROOT / "test-results" / "looks")
    chosen = options.parse_args(arguments)
    taken = {code: take(code, chosen.to / code) for code in chosen.languages}
    rows = [Row(LANGUAGES[code], f"{count} pictures") for code, count in taken.items()]
    return report(f"Looks in {chosen.to}", rows, taken, chosen.json)


def take(code: str, folder: Path) -> int:
    """Take the pictures of one language; return their number."""
    folder.mkdir(parents=True, exist_ok=True)
    with showreel(env={"SITE_LANGUAGE": code}) as site, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        count = sum(
            shoot(chromium, f"{site.url}{path}", folder / layout) for layout, path in pages(site)
        )
        chromium.close()
        return count


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """Publish a page in one layout after another; yield each layout with the page's path."""
    account = "looks"
    site.control("creators", {"account": account, "videos": 24, "display_name": "Noor Haddad"})
    creator = Creator(site, account)
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    send(creator, "/studio/look", WORDS)
    linked = creator.open("/studio/look").form_of("address-contact")
    assert linked is not None
    linked.fields = [each for each in linked.fields if each[0] == "csrf_token"]
    creator.browser.send(linked, LINKS)
    path = creator.publish(7).removeprefix(site.url)
    for title, count in (("Start here", 15), ("Over fire", 24)):  # new picks join the last section
        send(creator, "/studio/order", {"title": title, "about": ""})
        creator.publish(count)
    for layout in LAYOUTS:
        pairing, accent = BESIDE[layout]
        for name, value in (("layout", layout), ("pairing", pairing), ("accent", accent)):
            send(creator, "/studio/look", {name: value})
        creator.browser.press(creator.picker(), "Publish")
        yield layout, path


def send(creator: Creator, room: str, values: Mapping[str, str]) -> None:
    """Send the last form of a room that has these fields."""
    names = values.keys()
    forms = [
        form
        for form in creator.open(room).forms
        if any(name in names for name, _ in form.fields + form.boxes)
    ]
    for name, value in values.items():
        forms[-1].tick(name, [value])
    creator.browser.send(forms[-1])


def shoot(chromium: Browser, address: str, beginning: Path) -> int:
    for scheme in SCHEMES:
        for width, height in WIDTHS.items():
            context = chromium.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.goto(address)
            picture(page, beginning.with_name(f"{beginning.name}-{width}-{scheme}.png"))
            context.close()
    return len(SCHEMES) * len(WIDTHS)
