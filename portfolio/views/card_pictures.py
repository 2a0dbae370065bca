"""The card that we draw where no picture of TikTok's may be shown, as a file of its own.

It is a JPEG: its address ends so, feeds name that type beforehand, and an archive that keeps it
under its name has the right type. Many readers cannot measure SVG, or refuse it.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from portfolio.drawing import accent_colours
from portfolio.services.pages.accents import NAMES
from portfolio.services.pages.cards import USUAL

JPEG = "image/jpeg"
#: Pixels of the card in place of a cover, and in place of the avatar.
COVER, AVATAR = USUAL, (300, 300)

#: It is drawn larger and then reduced, which smooths its edges.
_TIMES = 3
_QUALITY = 88


@lru_cache(maxsize=2 * len(NAMES))
def drawn(accent: str, size: tuple[int, int]) -> bytes:
    """Return a card of this size in pixels as JPEG: two rings, in a cover's a sign to play."""
    # A web process that draws no card does without the megabytes of Pillow.
    from PIL import Image, ImageDraw

    field, ink = accent_colours.field(accent), accent_colours.on_field(accent)
    line = accent_colours.mixed(ink, field, 0.34)
    width, height = (_TIMES * side for side in size)
    middle, centre = width / 2, height * (0.42 if height > width else 0.5)
    card = Image.new("RGB", (width, height), field)
    draw = ImageDraw.Draw(card)
    draw.line([(middle, 0), (middle, height)], line, _TIMES)
    draw.line([(0, centre), (width, centre)], line, _TIMES)
    for radius, inside in ((0.31 * width, field), (0.27 * width, None)):
        draw.circle((middle, centre), radius, inside, line, _TIMES)
    if size != AVATAR:
        side = 0.09 * width
        points = [(-0.8, -1), (1.1, 0), (-0.8, 1)]
        draw.polygon([(middle + x * side, centre + y * side) for x, y in points], ink)
    file = BytesIO()
    card.reduce(_TIMES).save(file, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
    return file.getvalue()
