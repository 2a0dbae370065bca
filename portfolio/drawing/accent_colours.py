"""The accents as pixels, for pictures that we draw: the sheets of the site have the colours.

https://www.w3.org/TR/css-color-4/#color-conversion-code
"""

from __future__ import annotations

import math
import re
from functools import cache

from portfolio.config import ROOT

#: Red, green and blue, each 0 to 255.
Pixel = tuple[int, int, int]

_ACCENT = re.compile(r'\[data-accent="(\w+)"\] \{ --accent: oklch\(([\d. ]+)\); \}')


def field(accent: str) -> Pixel:
    """Return the colour of a page's field, in the light scheme: `--field` of tokens.css."""
    lightness, chroma, hue = _accents()[accent]
    light = max(lightness, 0.76) if _is_light(lightness) else min(lightness, 0.455)
    return _pixel(light, chroma, hue)


def on_field(accent: str) -> Pixel:
    """Return the colour of what stands on that field: `--on-field`."""
    lightness, _, hue = _accents()[accent]
    return _pixel(0.185 if _is_light(lightness) else 0.985, 0.018, hue)


def mixed(over: Pixel, under: Pixel, share: float) -> Pixel:
    """Return `under` seen through a layer of `over` that covers this share of it."""
    red, green, blue = (
        round(share * one + (1 - share) * other) for one, other in zip(over, under, strict=True)
    )
    return red, green, blue


@cache
def _accents() -> dict[str, tuple[float, float, float]]:
    """Return lightness, chroma and hue of each accent."""
    css = (ROOT / "static" / "css" / "accents.css").read_text()
    found = ((name, *map(float, parts.split())) for name, parts in _ACCENT.findall(css))
    return {name: (lightness, chroma, hue) for name, lightness, chroma, hue in found}


def _is_light(lightness: float) -> bool:
    return lightness > 0.62


def _pixel(lightness: float, chroma: float, hue: float) -> Pixel:
    a, b = (chroma * turn(math.radians(hue)) for turn in (math.cos, math.sin))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _byte(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _byte(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _byte(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _byte(linear: float) -> int:
    """Return a linear part of light as sRGB; what no screen can show is clipped."""
    part = min(max(linear, 0.0), 1.0)
    curved = 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
    return round(255 * curved)
