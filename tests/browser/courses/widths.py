"""No page scrolls sideways, at any width from a small phone to a wide screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.browser.tab import Tab

WIDTHS = (280, 320, 360, 390, 600, 640, 768, 820, 960, 1000, 1024, 1112, 1280, 1440, 1920, 2560)
#: Widths for pages that one person sees, and for the slower engine: each side of every break in
#: the style sheets, and both ends.
FEW_WIDTHS = (280, 320, 390, 768, 1000, 1024, 1112, 1366, 2560)
#: Both ends, and a width of each layout, for pages of one person in the slower engine.
FEWEST_WIDTHS = (280, 390, 768, 1024, 2560)
TALL = 1366  # CSS pixels, as on an iPad: parts with a width relative to the height are widest

WIDE = "https://" + "averylongaddresswithoutanybreak" * 2 + "@example.com"
ZALGO = "Z" + "\u0353\u0300\u0301\u0315" * 12
#: Difficult texts, some realistic, some malicious.
AWFUL = (
    WIDE,
    "𒐫" * 12 + "﷽" * 18,
    ZALGO * 8,
    "جونو" * 20,
    "مرحبا، هذا اسم طويل جدا يكتب من اليمين إلى اليسار",
    "👩‍👩‍👧‍👦" * 25,
    "漢字" * 40,
    "\u202eright to left override",
    "W" * 80,
)

# Distances by which the held picture reaches beyond elements that clip it.
CUT = """() => {
    const held = document.querySelector(".hero-picture.held img").getBoundingClientRect();
    const cut = [];
    for (let each = document.querySelector(".hero-picture.held").parentElement; each;
            each = each.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(each);
        const edge = each.getBoundingClientRect();
        if (overflowY !== "visible" && (held.top < edge.top || held.bottom > edge.bottom))
            cut.push(`${each.className}: ${edge.top - held.top} ${held.bottom - edge.bottom}`);
        if (overflowX !== "visible" && held.right > edge.right)
            cut.push(`${each.className}: ${held.right - edge.right}`);
    }
    return cut;
}"""

# Elements that reach beyond the page's or the player's edge, by tag and class.
BEYOND = """async () => {
    await new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn)));
    const dialog = document.querySelector("dialog[open]");
    const root = dialog ?? document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const isBeyond = ({ left, right }) => right > root.clientWidth + 0.5 || left < -0.5;
    const found = [...root.querySelectorAll("*")].filter(each =>
        isBeyond(each.getBoundingClientRect()));
    return [`${root.scrollWidth} of ${root.clientWidth}`,
        ...found.slice(0, 4).map(each => `${each.tagName}.${each.className}`)];
}"""


# Blocks with text wider than the block, clipped or not, except those with an ellipsis.
WIDE_TEXTS = """() => {
    const texts = document.querySelectorAll(
        "h1, h2, h3, p, b, bdi, .title, .section-title, .label");
    return [...texts]
        .filter(each => each.checkVisibility()
            && !each.closest(".sr-only")
            && getComputedStyle(each).textOverflow !== "ellipsis"
            && each.clientWidth && each.scrollWidth > each.clientWidth + 1)
        .map(each => `${each.tagName}.${each.className} ${each.scrollWidth}`);
}"""


# Texts under a button or a field, in each part of the page separately, since the bar covers other
# parts on purpose.
COVERED = """() => ["header", "main", ".publish-bar", "footer"].flatMap(part => {
    const root = document.querySelector(part);
    if (!root) return [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const pressed = [...root.querySelectorAll(".button, .input")].filter(each =>
        each.checkVisibility());
    const found = [];
    while (walker.nextNode()) {
        const text = walker.currentNode;
        if (!text.data.trim() || !text.parentElement.checkVisibility()
            || text.parentElement.closest(".sr-only, .button")) continue;
        const range = document.createRange();
        range.selectNode(text);
        // Lines that a clamped text does not show are there all the same.
        let box = text.parentElement;
        while (box !== root && getComputedStyle(box).overflowY === "visible")
            box = box.parentElement;
        const shown = box.getBoundingClientRect();
        const lines = [...range.getClientRects()].filter(line =>
            box === root || (line.top < shown.bottom - 1 && line.bottom > shown.top + 1));
        for (const each of pressed) {
            const edge = each.getBoundingClientRect();
            const isOver = lines.some(line =>
                line.left < edge.right - 1 && line.right > edge.left + 1
                && line.top < edge.bottom - 1 && line.bottom > edge.top + 1);
            if (isOver) found.push(`${text.data.trim()} / ${each.textContent.trim()}`);
        }
    }
    return found;
})"""


# On a low window: the screen if it is cut, and the controls that cannot be pressed where they are.
OUT_OF_REACH = """() => {
    const root = document.querySelector("dialog[open]") ?? document.documentElement;
    const screen = root.querySelector(".player-screen").getBoundingClientRect();
    const isCut = screen.top < 0 || screen.left < 0
        || screen.bottom > innerHeight || screen.right > innerWidth;
    const pressed = [...root.querySelectorAll(".player-layout :is(a[href], button)")].filter(each =>
        each.checkVisibility());
    const missed = pressed.filter(each => {
        const { left, right, top, bottom } = each.getBoundingClientRect();
        const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight
            || !each.contains(there);
    });
    const few = pressed.length < 2 ? [`${pressed.length} controls`] : [];
    return [...isCut ? ["screen"] : [], ...few, ...missed.map(each => each.outerHTML)];
}"""


#: Leaves out the drawing, which has no part in the measures, until the next page is loaded.
UNDRAWN = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { visibility: hidden !important; transition: none !important }");
    document.adoptedStyleSheets = [sheet];
}"""
# Leaves out the most costly parts, which have no part in the measures: the drawing itself, the page
# behind an open player, and the preview in a frame, which is also measured as a page of its own.
BARE = """isBare => {
    const sheet = new CSSStyleSheet();
    if (isBare) sheet.replaceSync(`
        *, ::backdrop { visibility: hidden !important; transition: none !important }
        body:has(> dialog[open]) > :not(dialog) { display: none !important }`);
    document.adoptedStyleSheets = [sheet];
    const frame = document.querySelector("iframe[data-preview]");
    if (isBare && frame) frame.src = "about:blank";
}"""


def out_of_reach(tab: Tab) -> list[str]:
    """Return the parts of an open player that are cut or out of reach without scrolling."""
    return [f"{tab.path}: {what}" for what in tab.evaluate(OUT_OF_REACH)]


def sideways(tab: Tab, widths: Sequence[int] = WIDTHS) -> list[str]:
    """Resize the tab through these widths; return those at which it scrolls sideways."""
    return [
        f"{tab.path} at {width}: {', '.join(beyond)}"
        for width in _bare_at(tab, widths)
        if (beyond := tab.evaluate(BEYOND))
    ]


def misfits(tab: Tab, widths: Sequence[int] = WIDTHS) -> list[str]:
    """Return the same as `sideways`, and the widths at which a text overflows its block."""
    found = []
    for width in _bare_at(tab, widths):
        beyond, texts = tab.evaluate(f"async () => [await ({BEYOND})(), ({WIDE_TEXTS})()]")
        if beyond:
            found.append(f"{tab.path} at {width}: {', '.join(beyond)}")
        found += [f"{tab.path} at {width}: {text}" for text in texts]
    return found


def _bare_at(tab: Tab, widths: Sequence[int]) -> Iterator[int]:
    """Resize the bare page to each of the widths.

    The narrowest comes last, since the next page is opened at it and costs the least to draw there.
    """
    tab.evaluate(BARE, True)
    for width in sorted(widths, reverse=True):
        tab.lay_out(width, TALL)
        yield width
    tab.resize(min(widths), TALL)
    tab.evaluate(BARE, False)


def cut(tab: Tab, widths: Sequence[int]) -> list[str]:
    """Resize the home page through these widths; return those that cut off the held picture."""
    found = []
    for width in widths:
        tab.resize(width, TALL)
        found += [f"at {width}: {what}" for what in tab.evaluate(CUT)]
    return found
