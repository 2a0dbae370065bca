"""The address of a public page as a QR code, for posters, cards and screens.

It is dark on light whatever the page's colours are: many readers know no other, and none reads a
transparent one on a dark ground.
"""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint

from portfolio.views import caching, presenting
from portfolio.views.cache_policy import CachePolicy, lasting_policy_of
from portfolio.views.public.visiting import published

bp = Blueprint("qr_codes", __name__)

DARK, LIGHT = "#000", "#fff"
#: Modules of light around the code, as ISO/IEC 18004 asks for.
BORDER = 4
#: Pixels of one module: a PNG of a usual address is 900 pixels wide, 7 cm in print.
SVG_SCALE, PNG_SCALE = 8, 24


@bp.get("/@<handle:handle>/qr.svg")
@caching.kept("image/svg+xml", follows=True)
def svg(handle: str) -> tuple[bytes, CachePolicy]:
    page = published(handle)
    return drawn(handle, "svg", SVG_SCALE), lasting_policy_of(page)


@bp.get("/@<handle:handle>/qr.png")
@caching.kept("image/png", follows=True)
def png(handle: str) -> tuple[bytes, CachePolicy]:
    page = published(handle)
    return drawn(handle, "png", PNG_SCALE), lasting_policy_of(page)


def drawn(handle: str, kind: str, scale: int) -> bytes:
    """Return the code of a page's address as "svg" or "png", with `scale` pixels a module."""
    # Few web processes are ever asked for one.
    import segno

    address = presenting.page_url(handle)
    code = segno.make(address, error="m", micro=False)
    file = BytesIO()
    ground = {"scale": scale, "border": BORDER, "dark": DARK, "light": LIGHT}
    if kind == "svg":
        code.save(file, kind, **ground, xmldecl=False, nl=False, title=address)
    else:
        code.save(file, kind, **ground)
    return file.getvalue()
