"""The drawing surface the scenes share: unit coordinates, supersampled, a few painterly means."""

from collections.abc import Sequence
from random import Random

from PIL import Image, ImageDraw

Colour = str
Point = tuple[float, float]


class Canvas:
    """`width` is 1.0 across; `height` follows from the picture's shape (4/3 for 300x400)."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        # Small pictures are drawn at twice their size, large ones a little over it.
        scale = 2.0 if width <= 400 else 1.25 if width <= 800 else 1.0
        self.target = (width, height)
        self.size = (round(width * scale), round(height * scale))
        self.unit = self.size[0]
        self.height = height / width
        self.chance = Random(seed)  # noqa: S311 - the same id must give the same picture
        self.image = Image.new("RGB", self.size)

    def px(self, value: float) -> float:
        return value * self.unit

    def points(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.unit, y * self.unit) for x, y in points]

    @property
    def pen(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)
