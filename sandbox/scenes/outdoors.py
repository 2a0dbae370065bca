"""Dunes, sea, ripples and leaves."""

import math

from PIL import ImageDraw

from .canvas import Canvas, Point, mix, outline, turned

# Sky (top, bottom), sun, ridges from far to near.
DUNES = (
    ("#f0b36e", "#fbe3bd", "#fff4dd", ("#efb98d", "#df8a5c", "#b85138", "#6b2233")),
    ("#16305e", "#8db3cf", "#fdf2d6", ("#86a6b8", "#54799c", "#2b5283", "#122c52")),
    ("#3d2250", "#f2866b", "#ffe2b0", ("#c0627a", "#8c3f70", "#5a2a62", "#2a163f")),
    ("#bcd6cf", "#f6ecd2", "#fffaf0", ("#b9c9a2", "#87a67f", "#547a63", "#274a44")),
    ("#e58fa0", "#ffe0c7", "#fff6e6", ("#f2b3a6", "#d97f8d", "#9d5379", "#4d2b55")),
)
# Sky (top, bottom), moon, glow, water (top, bottom), glitter.
SEAS = (
    ("#f3a58c", "#fcd9c0", "#fff3da", "#fff0d0", "#e0a592", "#6f5f7c", "#ffeccf"),
    ("#0c1c40", "#2a4b77", "#fdf0c4", "#f4e3b0", "#23496f", "#081428", "#fbeac0"),
    ("#5fa9b8", "#dcefe4", "#fffdf0", "#ffffff", "#6fb7b5", "#145763", "#f4fff8"),
    ("#43245c", "#f07c5b", "#ffd9a0", "#ffb46e", "#a14a66", "#23123a", "#ffce9c"),
)
# Deep, middle, light, the drop.
RIPPLES = (
    ("#1d6f7d", "#6cb9bb", "#e2f5f0", "#ffffff"),
    ("#0a0c22", "#171a3c", "#d9a760", "#f2c37d"),
    ("#6d2b4a", "#d77f87", "#fde3d5", "#fff7ee"),
    ("#173b2c", "#4f8a62", "#dcebb6", "#fbffe6"),
)
# Ground (top, bottom), leaves.
LEAVES = (
    ("#14432a", "#08180f", ("#2f7a46", "#57a55a", "#8cc470", "#1d5a37", "#3f9168")),
    ("#4a1f14", "#260d0a", ("#d99a2b", "#c65d21", "#a02a25", "#e3b84c", "#7f1d22")),
    ("#e7dcc3", "#cdbb99", ("#5d7d5b", "#88a27a", "#3f6150", "#b3bd8d", "#2f4a45")),
    ("#132a3e", "#0a1420", ("#3c7c88", "#64a5a0", "#a5cdb5", "#28586f", "#d98c74")),
)


def dune(canvas: Canvas, palette: int) -> None:
    top, bottom, sun, ridges = DUNES[palette % len(DUNES)]
    chance, height = canvas.chance, canvas.height
    canvas.backdrop(top, bottom, box=(0, 0, 1, height * 0.75))
    x, y, radius = chance.uniform(0.25, 0.75), height * chance.uniform(0.16, 0.36), 0.1
    radius = chance.uniform(0.075, 0.15)
    canvas.glow(x, y, radius * 4.5, sun, 0.6)
    canvas.disc(x, y, radius, sun)
    level = height * chance.uniform(0.46, 0.54)
    for number, colour in enumerate(ridges):
        points = _ridge(canvas, level, 0.03 + 0.014 * number)
        lit = mix(colour, bottom, 0.28)
        highest = min(py for _, py in points)
        canvas.form(
            outline(points),
            (0, highest, 1, height + 0.01),
            lit,
            colour,
            mix(colour, ridges[-1], 0.55),
        )
        level += height * chance.uniform(0.11, 0.155)
    canvas.vignette(0.22, ridges[-1])


def _ridge(canvas: Canvas, level: float, swing: float) -> list[Point]:
    chance = canvas.chance
    waves = [(swing / n, chance.uniform(2, 4) * n, chance.uniform(0, 6.28)) for n in (1, 2.3, 5)]
    tilt = chance.uniform(-0.08, 0.08)
    points = []
    for step in range(61):
        x = step / 60
        y = level + tilt * (x - 0.5) + sum(a * math.sin(f * x + p) for a, f, p in waves)
        points.append((x, y))
    return [*points, (1.01, canvas.height + 0.02), (-0.01, canvas.height + 0.02)]


def sea(canvas: Canvas, palette: int) -> None:
    top, bottom, moon, shine, near, deep, glitter = SEAS[palette % len(SEAS)]
    chance, height = canvas.chance, canvas.height
    horizon = height * chance.uniform(0.44, 0.58)
    x, radius = chance.uniform(0.35, 0.65), chance.uniform(0.095, 0.14)
    canvas.backdrop(top, bottom, box=(0, 0, 1, horizon))
    y = horizon - radius * chance.uniform(1.5, 3.2)
    canvas.glow(x, y, radius * 4, shine, 0.55)
    canvas.disc(x, y, radius, moon)
    canvas.backdrop(near, mix(near, deep, 0.6), deep, box=(0, horizon, 1, height + 0.01))
    canvas.soft(
        outline([(x - 0.12, horizon), (x + 0.12, horizon), (x + 0.3, height), (x - 0.3, height)]),
        0.09,
        shine,
        0.3,
    )
    for _ in range(150):
        depth = chance.random() ** 1.35
        spread = 0.05 + 0.3 * depth
        left = x + chance.triangular(-spread, spread)
        row = horizon + 0.012 + depth * (height - horizon - 0.02)
        half = chance.uniform(0.006, 0.024) * (0.5 + 1.3 * depth)
        tone = mix(near, glitter, chance.uniform(0.35, 1))
        canvas.line([(left - half, row), (left + half, row)], tone, 0.0035 + 0.0055 * depth)
    canvas.vignette(0.2, deep)


def ripples(canvas: Canvas, palette: int) -> None:
    deep, middle, light, drop = RIPPLES[palette % len(RIPPLES)]
    chance, height = canvas.chance, canvas.height
    x, y = chance.uniform(0.3, 0.7), height * chance.uniform(0.36, 0.56)
    flat, pace = chance.uniform(0.68, 0.84), chance.uniform(32, 44)

    def value(px: float, py: float) -> float:
        away = math.hypot(px - x, (py - y) / flat)
        wave = math.sin(away * pace - 1.2 / (away + 0.25))
        crest = max(wave, 0.0) ** 3 * math.exp(-away * 1.7)
        return 0.26 + 0.24 * (1 - py / height) - 0.1 * away + 0.72 * crest

    canvas.texture(value, deep, middle, light, across=100)
    canvas.glow(x, y, 0.16, light, 0.4)
    canvas.soft(
        outline(turned([(-0.02, 0), (0.02, 0), (0, 0.03)], 0, x, y + 0.02)), 0.02, deep, 0.6
    )
    canvas.disc(x, y, 0.026, drop)
    canvas.disc(x + 0.006, y + 0.007, 0.018, mix(drop, middle, 0.25))
    canvas.disc(x - 0.007, y - 0.008, 0.007, "#ffffff")
    canvas.vignette(0.35, deep)


def leaves(canvas: Canvas, palette: int) -> None:
    top, bottom, colours = LEAVES[palette % len(LEAVES)]
    chance, height = canvas.chance, canvas.height
    canvas.backdrop(top, bottom)
    canvas.glow(0.5, height * 0.4, 0.8, mix(top, colours[2], 0.35), 0.4)
    for layer in range(4):
        placed = []
        for _ in range(9 - layer):
            size = chance.uniform(0.15, 0.23) * (1 + 0.14 * layer)
            angle = chance.uniform(0, 6.28)
            # Leaves lie towards the edges; the middle stays open, so that the ground gives depth.
            reach = chance.uniform(0.28, 0.75)
            way = chance.uniform(0, 6.28)
            x, y = 0.5 + reach * math.cos(way), height * (0.5 + reach * 0.95 * math.sin(way))
            placed.append((x, y, angle, size, chance.choice(colours)))

        def shadows(
            pen: ImageDraw.ImageDraw,
            unit: float,
            placed: list[tuple[float, float, float, float, str]] = placed,
        ) -> None:
            for x, y, angle, size, _ in placed:
                outline(turned(_blade(size), angle, x, y))(pen, unit)

        canvas.soft(shadows, 0.018, bottom, 0.75, dx=0.018, dy=0.03)
        shade = 0.34 * (3 - layer) / 3
        for x, y, angle, size, colour in placed:
            tone = mix(colour, bottom, shade)
            canvas.polygon(turned(_blade(size), angle, x, y), mix(tone, "#ffffff", 0.1))
            canvas.polygon(turned(_blade(size, half=True), angle, x, y), mix(tone, "#000000", 0.16))
            canvas.line(
                turned([(-size, 0), (size * 0.9, 0)], angle, x, y),
                mix(tone, "#ffffff", 0.24),
                0.004,
            )
    canvas.vignette(0.3, bottom)


def _blade(size: float, half: bool = False) -> list[Point]:
    """Return a leaf along the x axis, or only its lower half."""
    steps = 18
    edge = [
        (
            size * (2 * n / steps - 1),
            size * 0.42 * math.sin(math.pi * n / steps) ** 0.85 * (1.12 - 0.3 * n / steps),
        )
        for n in range(steps + 1)
    ]
    return [*edge, *([] if half else [(px, -py) for px, py in reversed(edge)])]
