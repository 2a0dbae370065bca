"""Bread, citrus, a plate."""

import math

from .canvas import Canvas, Point, both, ellipse, mix, outline, turned

# Table (top, bottom), crust (light, middle, dark), flour.
LOAVES = (
    ("#54301c", "#2a160d", "#dc9c58", "#b5682f", "#6f3315", "#fbe7c2"),
    ("#8a97a0", "#55626c", "#a9713f", "#7c4723", "#45210f", "#f3e3c8"),
    ("#d9c7a6", "#b69c73", "#e0a45c", "#bd7431", "#7d3d17", "#fff3d8"),
    ("#2f4a43", "#15261f", "#e3aa68", "#ba7336", "#74391a", "#fdebcb"),
)
# Ground (top, bottom), rind, pith, flesh, light flesh.
CITRUS = (
    ("#f4bd3f", "#d99014", "#ee9420", "#fdf0cd", "#fca41c", "#ffc65c"),
    ("#f6c6c4", "#e59d9f", "#f0a03c", "#fff0dc", "#e84c57", "#f98a86"),
    ("#5aa0a6", "#2c6d78", "#f2cf3a", "#fffbe0", "#f9dc52", "#fff0a0"),
    ("#e9efd0", "#bcd08f", "#7fae38", "#f6f9da", "#a9cf52", "#d8ea94"),
    ("#3b1f3f", "#1f0f24", "#d9722c", "#ffe6cc", "#b3202f", "#e0505a"),
)
# Table (top, bottom), plate (rim, middle), food.
PLATES = (
    (
        "#1d5350",
        "#0d2f30",
        "#f6f1e4",
        "#fffdf6",
        ("#3f8f46", "#c8342b", "#efae2c", "#7c1f1b", "#82b54f"),
    ),
    (
        "#e6d2b8",
        "#b93a2a",
        "#33363a",
        "#1d1f23",
        ("#f08a5c", "#7da66c", "#f5e9c9", "#e26b3f", "#4f7f57"),
    ),
    (
        "#d98f6c",
        "#b4623f",
        "#dfe7e6",
        "#f5f8f5",
        ("#6a4a8c", "#e9c46a", "#c44569", "#88b04b", "#f4e4c1"),
    ),
    (
        "#24324f",
        "#131b30",
        "#e8c9a0",
        "#f6e3c4",
        ("#2f6f4e", "#e4572e", "#f3a712", "#f7f0de", "#a8c686"),
    ),
)


def loaf(canvas: Canvas, palette: int) -> None:
    top, bottom, light, middle, dark, flour = LOAVES[palette % len(LOAVES)]
    chance, height = canvas.chance, canvas.height
    canvas.backdrop(top, bottom)
    canvas.glow(0.45, height * 0.4, 0.9, mix(top, "#ffffff", 0.25), 0.45)
    x, y, angle = 0.5, height * 0.5, chance.uniform(-0.5, 0.5)
    long, wide = 0.52, chance.uniform(0.31, 0.37)
    body = turned(_egg(wide, long), angle, x, y)
    canvas.soft(outline(body), 0.035, "#000000", 0.6, dx=0.03, dy=0.045)
    for _ in range(170):
        away, way = chance.uniform(0.1, 0.72), chance.uniform(0, 6.28)
        dust = (x + away * math.cos(way), y + away * math.sin(way))
        canvas.disc(
            *dust, chance.uniform(0.001, 0.004), mix(flour, bottom, chance.uniform(0.2, 0.8))
        )
    box = (0.0, y - 0.6, 1.0, y + 0.6)
    canvas.form(outline(body), box, light, middle, dark)
    inner = turned(_egg(wide * 0.8, long * 0.86), angle, x - 0.03, y - 0.05)
    canvas.soft(outline(inner), 0.06, mix(light, "#ffffff", 0.2), 0.5)
    cuts = chance.randint(5, 7)
    for number in range(cuts):
        along = (number + 0.5) / cuts * 2 - 1
        half = wide * 0.82 * math.sqrt(1 - (along * 0.86) ** 2)
        place = turned([(0.0, along * long * 0.84)], angle, x, y)[0]
        cut = _crescent(half, 0.06)
        canvas.polygon(turned(cut, angle, place[0], place[1] + 0.012), dark)
        canvas.polygon(turned(cut, angle, *place), flour)
        canvas.polygon(
            turned(_crescent(half * 0.9, 0.024), angle, place[0], place[1] + 0.014),
            mix(flour, light, 0.55),
        )
    for _ in range(260):
        px, py = chance.gauss(0, wide * 0.42), chance.gauss(0, long * 0.42)
        if (px / wide) ** 2 + (py / long) ** 2 < 0.9:
            spot = turned([(px, py)], angle, x, y)[0]
            canvas.disc(*spot, chance.uniform(0.001, 0.0042), mix(flour, light, chance.random()))
    canvas.vignette(0.4, bottom)


def _egg(wide: float, long: float) -> list[Point]:
    around = [n * math.tau / 72 for n in range(72)]
    return [(wide * math.cos(a) * (1 + 0.05 * math.sin(a)), long * math.sin(a)) for a in around]


def _crescent(half: float, thick: float) -> list[Point]:
    steps = [n / 16 * 2 - 1 for n in range(17)]
    over = [(half * s, -(1 - s * s) * thick * 1.5) for s in steps]
    under = [(half * s, -(1 - s * s) * thick * 0.55) for s in reversed(steps)]
    return over + under


def citrus(canvas: Canvas, palette: int) -> None:
    top, bottom, rind, pith, flesh, light = CITRUS[palette % len(CITRUS)]
    chance, height = canvas.chance, canvas.height
    canvas.backdrop(top, bottom)
    canvas.glow(0.2, 0.1, 1.0, "#ffffff", 0.25)
    whole = chance.random() < 0.5
    slices = [(chance.uniform(0.38, 0.62), height * chance.uniform(0.42, 0.58), 0.42)]
    if not whole:
        slices = [
            (chance.uniform(0.62, 0.8), height * chance.uniform(0.2, 0.32), 0.4),
            (chance.uniform(0.2, 0.36), height * chance.uniform(0.68, 0.8), 0.36),
        ]
    for x, y, radius in slices:
        canvas.soft(
            ellipse(x, y, radius), 0.03, mix(bottom, "#000000", 0.5), 0.55, dx=0.018, dy=0.04
        )
        canvas.disc(x, y, radius, rind)
        canvas.disc(x, y, radius * 0.945, pith)
        pieces, turn = chance.randint(9, 11), chance.uniform(0, 1)
        for piece in range(pieces):
            middle = turn + piece * math.tau / pieces
            canvas.polygon(_wedge(x, y, radius * 0.88, middle, math.pi / pieces - 0.028), flesh)
            for _ in range(3):
                way = middle + chance.uniform(-0.55, 0.55) * math.pi / pieces
                start, end = chance.uniform(0.25, 0.5), chance.uniform(0.62, 0.8)
                canvas.polygon(
                    _drop(x, y, way, radius * start, radius * end, 0.013),
                    mix(flesh, light, chance.uniform(0.4, 1)),
                )
        canvas.disc(x, y, radius * 0.045, pith)
    canvas.glow(0.25, 0.15, 0.8, "#ffffff", 0.16)
    canvas.vignette(0.22, bottom)


def _wedge(x: float, y: float, radius: float, middle: float, half: float) -> list[Point]:
    inner = radius * 0.12
    points = [(x + inner * math.cos(middle), y + inner * math.sin(middle))]
    for step in range(13):
        share = step / 6 - 1
        # Rounded shoulders: the corners stay inside the circle.
        reach = radius * (1 - 0.075 * abs(share) ** 5)
        points.append(
            (
                x + reach * math.cos(middle + half * share),
                y + reach * math.sin(middle + half * share),
            )
        )
    return points


def _drop(x: float, y: float, way: float, start: float, end: float, wide: float) -> list[Point]:
    shape = [(start, 0.0), (end * 0.86, -wide), (end, 0.0), (end * 0.86, wide)]
    return turned(shape, way, x, y)


def plate(canvas: Canvas, palette: int) -> None:
    top, bottom, rim, well, food = PLATES[palette % len(PLATES)]
    chance, height = canvas.chance, canvas.height
    canvas.backdrop(top, mix(top, bottom, 0.35))
    slope = chance.uniform(0.5, 0.72)
    cloth = [(0, height * slope), (1, height * (slope - 0.16)), (1, height), (0, height)]
    canvas.polygon(cloth, mix(bottom, "#000000", 0.05))
    canvas.glow(0.25, 0.2, 1.0, "#ffffff", 0.14)
    x, y, radius = (
        chance.uniform(0.42, 0.58),
        height * chance.uniform(0.42, 0.54),
        chance.uniform(0.35, 0.41),
    )
    canvas.soft(ellipse(x, y, radius), 0.035, "#000000", 0.55, dx=0.025, dy=0.045)
    canvas.form(
        ellipse(x, y, radius),
        (x - radius, y - radius, x + radius, y + radius),
        mix(rim, "#ffffff", 0.35),
        rim,
        mix(rim, "#000000", 0.16),
    )
    canvas.disc(x, y, radius * 0.74, mix(rim, "#000000", 0.1))
    canvas.form(
        ellipse(x, y + 0.004, radius * 0.73),
        (x - radius, y - radius, x + radius, y + radius),
        mix(well, "#000000", 0.08),
        well,
    )
    for size, count in ((0.085, 9), (0.06, 14), (0.036, 18)):
        bits = []
        for _ in range(count):
            away, way = radius * 0.48 * math.sqrt(chance.random()), chance.uniform(0, 6.28)
            points = _bite(canvas, size * chance.uniform(0.75, 1.15))
            bits.append(
                (
                    turned(points, way, x + away * math.cos(way), y + away * math.sin(way)),
                    chance.choice(food),
                )
            )
        canvas.soft(
            both(*(outline(points) for points, _ in bits)),
            0.009,
            "#000000",
            0.5,
            dx=0.008,
            dy=0.013,
        )
        for points, colour in bits:
            canvas.polygon(points, colour)
            centre = (
                sum(p[0] for p in points) / len(points),
                sum(p[1] for p in points) / len(points),
            )
            shine = [
                (
                    centre[0] + (px - centre[0]) * 0.55 - 0.006,
                    centre[1] + (py - centre[1]) * 0.5 - 0.008,
                )
                for px, py in points
            ]
            canvas.polygon(shine, mix(colour, "#ffffff", 0.16))
    for _ in range(40):
        away, way = radius * 0.62 * math.sqrt(chance.random()), chance.uniform(0, 6.28)
        canvas.disc(
            x + away * math.cos(way), y + away * math.sin(way), 0.004, mix(food[0], "#000000", 0.25)
        )
    canvas.vignette(0.3, "#0a0806")


def _bite(canvas: Canvas, size: float) -> list[Point]:
    flat, bend = canvas.chance.uniform(0.5, 0.9), canvas.chance.uniform(0, 0.3)
    around = [n * math.tau / 26 for n in range(26)]
    return [
        (size * math.cos(a), size * flat * math.sin(a) + size * bend * math.cos(a) ** 2)
        for a in around
    ]
