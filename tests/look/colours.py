"""The formulas of tokens.css, computed: a small parser of relative colours, and WCAG's contrast.

https://www.w3.org/TR/css-color-5/#relative-Oklch, https://www.w3.org/TR/css-color-4/#color-conversion-code,
https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from tests.look.files import STYLES, uncommented

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

#: The allowed parts of the formulas.
WORDS = re.compile(r"[\d.\s()+*/,-]|max|min|clamp|l|c|h|is_light")


@dataclass(frozen=True)
class Colour:
    lightness: float
    chroma: float
    hue: float

    def luminance(self) -> float:
        red, green, blue = (min(max(part, 0), 1) for part in self._linear())
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def _linear(self) -> tuple[float, float, float]:
        """Return linear sRGB; browsers clip values outside of 0 to 1."""
        a = self.chroma * math.cos(math.radians(self.hue))
        b = self.chroma * math.sin(math.radians(self.hue))
        long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        middle = (self.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        return (
            4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
        )


def contrast(one: Colour, other: Colour) -> float:
    return contrast_of_luminances(one.luminance(), other.luminance())


def contrast_of_luminances(one: float, other: float) -> float:
    dark, light = sorted((one, other))
    return (light + 0.05) / (dark + 0.05)


def accents() -> dict[str, Colour]:
    """Return the named colours of accents.css."""
    found = re.findall(
        r'\[data-accent="(\w+)"\] \{ --accent: oklch\(([\d. ]+)\); \}',
        uncommented((STYLES / "accents.css").read_text()),
    )
    return {name: Colour(*map(float, parts.split())) for name, parts in found}


def derived(name: str, accent: Colour, scheme: Scheme) -> Colour:
    """Return the colour of this name, such as `field`, that tokens.css derives from an accent."""
    return _worked_out(_one_of(_formula(name), scheme), accent)


def card(name: str, hue: float, scheme: Scheme) -> Colour:
    """Return a colour of the card without a picture: `card` or `on-card`."""
    text = _one_of(_formula(name), scheme).replace("var(--hue)", str(hue))
    return Colour(*map(float, text.removeprefix("oklch(").removesuffix(")").split()))


def _formula(name: str) -> str:
    css = uncommented((STYLES / "tokens.css").read_text())
    text = re.search(rf"--{name}:([^;]+);", css)
    assert text is not None, f"tokens.css has no --{name}"
    return " ".join(text[1].split())


def _one_of(formula: str, scheme: Scheme) -> str:
    if not formula.startswith("light-dark("):
        return formula
    light, dark = _split(formula.removeprefix("light-dark(").removesuffix(")"), ",")
    return light if scheme == "light" else dark


def _worked_out(formula: str, accent: Colour) -> Colour:
    inner = formula.removeprefix("oklch(from var(--accent) ").removesuffix(")")
    parts = _split(inner, " ")
    return Colour(*(_number(part, accent) for part in parts))


def _number(expression: str, accent: Colour) -> float:
    text = expression.replace("calc", "").replace("var(--is-light)", "is_light")
    assert not WORDS.sub("", text), f"not understood: {expression}"
    names = {
        "l": accent.lightness,
        "c": accent.chroma,
        "h": accent.hue,
        "is_light": min(max((accent.lightness - 0.62) * 999, 0), 1),
        "max": max,
        "min": min,
    }
    return float(eval(text, {"__builtins__": {}}, names))


def _split(text: str, separator: str) -> list[str]:
    """Split at separators outside of brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == separator and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]
