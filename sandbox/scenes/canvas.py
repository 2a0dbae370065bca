"""The drawing surface of all scenes: unit coordinates and a few brushes.

Everything is drawn larger than needed and reduced at the end, which smooths every edge.
"""

import math
from collections.abc import Callable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Rgb = tuple[int, int, int]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
Drawing = Callable[[ImageDraw.ImageDraw, float], None]
"""Draws in white on black; its arguments are the pen and the pixels of one unit."""

# Shadows and glows are soft, so a quarter of the resolution is enough for them.
COARSE = 4


def rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(one: str, other: str, share: float) -> str:
    """Return a colour between two; `share` 0 is `one`, 1 is `other`."""
    pairs = zip(rgb(one), rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def blend(*colours: str) -> Image.Image:
    """Return a strip that runs through two or three colours from top to bottom."""
    band = Image.linear_gradient("L").resize((1, 256))
    if len(colours) == 3:
        return ImageOps.colorize(band, colours[0], colours[2], mid=colours[1])
    return ImageOps.colorize(band, colours[0], colours[1])


class Canvas:
    """`width` is 1.0; `height` follows from the picture's shape (4/3 for 300x400)."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        scale = 2.0 if width <= 400 else 1.25 if width <= 680 else 1.0
        self.target = (width, height)
        self.size = (round(width * scale), round(height * scale))
        self.unit = float(self.size[0])
        self.height = height / width
        self.chance = Random(seed)  # noqa: S311 - the same id must give the same picture
        self.image = Image.new("RGB", self.size)
        self.pen = ImageDraw.Draw(self.image)

    def finished(self, grain: float = 0.025) -> Image.Image:
        """Return the picture in its own size, with a breath of film grain."""
        if self.size != self.target:
            self.image = self.image.resize(self.target, Image.Resampling.BOX)
        width, height = self.target
        noise = Image.frombytes("L", self.target, self.chance.randbytes(width * height))
        return Image.blend(self.image, Image.merge("RGB", (noise, noise, noise)), grain)

    # Areas

    def backdrop(self, *colours: str, box: Box | None = None) -> None:
        """Fill all, or a box, with two or three colours from top to bottom."""
        left, top, right, bottom = self._pixels(box or (0, 0, 1, self.height))
        strip = blend(*colours).resize((1, max(bottom - top, 1)), Image.Resampling.BICUBIC)
        self.image.paste(strip.resize((right - left, max(bottom - top, 1))), (left, top))

    def polygon(self, points: Sequence[Point], colour: str) -> None:
        self.pen.polygon([(x * self.unit, y * self.unit) for x, y in points], fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str, flat: float = 1.0) -> None:
        box = self._pixels((x - radius, y - radius * flat, x + radius, y + radius * flat))
        self.pen.ellipse(box, fill=colour)

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        pixels = [(x * self.unit, y * self.unit) for x, y in points]
        self.pen.line(pixels, fill=colour, width=max(round(width * self.unit), 1), joint="curve")

    def form(self, drawing: Drawing, box: Box, *colours: str, across: bool = False) -> None:
        """Fill a drawn form with colours from top to bottom of its box, or from left to right."""
        left, top, right, bottom = self._pixels(box)
        size = (max(right - left, 1), max(bottom - top, 1))
        mask = Image.new("L", size)
        drawing(_Shifted(mask, left, top), self.unit)
        strip = blend(*colours)
        fill = strip.rotate(90, expand=True) if across else strip
        self.image.paste(fill.resize(size, Image.Resampling.BICUBIC), (left, top), mask)

    # Light

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float) -> None:
        """Add light that fades from a point outwards."""
        left, top, right, bottom = self._pixels((x - radius, y - radius, x + radius, y + radius))
        mask = _halo(right - left, bottom - top, strength)
        self.image.paste(Image.new("RGB", mask.size, colour), (left, top), mask)

    def vignette(self, strength: float, colour: str = "#000000") -> None:
        """Darken towards the corners."""
        mask = Image.radial_gradient("L").point(
            [round(max(v - 90, 0) * 1.55 * strength) for v in range(256)]
        )
        self.image.paste(colour, (0, 0, *self.size), mask.resize(self.size))

    def soft(
        self, drawing: Drawing, blur: float, colour: str, strength: float, *, dx: float = 0,
        dy: float = 0,
    ) -> None:  # fmt: skip
        """Paint a drawn form with blurred edges: shadows, steam, light."""
        width, height = self.size[0] // COARSE, self.size[1] // COARSE
        mask = Image.new("L", (width, height))
        drawing(ImageDraw.Draw(mask), width)
        if dx or dy:
            moved = Image.new("L", (width, height))
            moved.paste(mask, (round(dx * width), round(dy * width)))
            mask = moved
        mask = mask.filter(ImageFilter.GaussianBlur(blur * width))
        mask = mask.point([round(v * strength) for v in range(256)])
        self.image.paste(colour, (0, 0, *self.size), mask.resize(self.size))

    def screen(self, light: Image.Image) -> None:
        """Add a layer of light, given in any size."""
        self.image = ImageChops.screen(self.image, light.resize(self.size))
        self.pen = ImageDraw.Draw(self.image)

    def texture(self, value: Callable[[float, float], float], *colours: str, across: int) -> None:
        """Fill all with colours chosen by `value` (0 to 1) of each point, sampled coarsely."""
        down = round(across * self.height)
        step = 1 / across
        samples = bytes(
            min(max(round(value(x * step, y * step) * 255), 0), 255)
            for y in range(down)
            for x in range(across)
        )
        shades = Image.frombytes("L", (across, down), samples)
        whole = shades.resize(self.size, Image.Resampling.BICUBIC)
        middle = colours[1] if len(colours) == 3 else None
        self.image.paste(ImageOps.colorize(whole, colours[0], colours[-1], mid=middle))

    def _pixels(self, box: Box) -> tuple[int, int, int, int]:
        left, top, right, bottom = (round(value * self.unit) for value in box)
        return left, top, right, bottom


class _Shifted(ImageDraw.ImageDraw):
    """A pen that takes the whole picture's coordinates but draws on a part of it."""

    def __init__(self, part: Image.Image, left: int, top: int) -> None:
        super().__init__(part)
        self._left, self._top = left, top

    def polygon(self, xy, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().polygon([(x - self._left, y - self._top) for x, y in xy], *args, **kwargs)

    def ellipse(self, xy, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        x0, y0, x1, y1 = xy
        left, top = self._left, self._top
        super().ellipse((x0 - left, y0 - top, x1 - left, y1 - top), *args, **kwargs)


def _halo(width: int, height: int, strength: float) -> Image.Image:
    """Return a mask, full in the middle and nothing at the rim."""
    # The built-in gradient is 255 in the corners and 181 at the middle of each side.
    fall = [round(255 * strength * max(1 - v / 181, 0) ** 1.8) for v in range(256)]
    return Image.radial_gradient("L").point(fall).resize((width, height))


def ellipse(x: float, y: float, radius: float, flat: float = 1.0) -> Drawing:
    def drawing(pen: ImageDraw.ImageDraw, unit: float) -> None:
        pen.ellipse(
            (
                (x - radius) * unit,
                (y - radius * flat) * unit,
                (x + radius) * unit,
                (y + radius * flat) * unit,
            ),
            fill=255,
        )

    return drawing


def outline(points: Sequence[Point]) -> Drawing:
    def drawing(pen: ImageDraw.ImageDraw, unit: float) -> None:
        pen.polygon([(x * unit, y * unit) for x, y in points], fill=255)

    return drawing


def both(*drawings: Drawing) -> Drawing:
    def drawing(pen: ImageDraw.ImageDraw, unit: float) -> None:
        for one in drawings:
            one(pen, unit)

    return drawing


def turned(points: Sequence[Point], angle: float, x: float, y: float) -> list[Point]:
    """Return points turned around the origin by `angle` (radians), then moved."""
    cos, sin = math.cos(angle), math.sin(angle)
    return [(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in points]
