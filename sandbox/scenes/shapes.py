"""Stairs and folds of cloth."""

import math

from .canvas import Canvas, Point, mix, outline

# Wall (top, bottom), stairs, light.
STAIRS = (
    ("#c9a98b", "#8f6a52", "#b4533c", "#f7e3c4"),
    ("#9fb0ba", "#66798a", "#245a86", "#eaf3f2"),
    ("#e8d6c4", "#c7a894", "#57705f", "#fff6e6"),
    ("#3c3357", "#221c38", "#d98257", "#f7c99a"),
)
# Shade, cloth, light.
FOLDS = (
    ("#b5a184", "#e9dcc3", "#fffaf0"),
    ("#7e1518", "#d8453f", "#ff9c84"),
    ("#14384a", "#3f7f93", "#b8dfe0"),
    ("#3a2a5c", "#7d63a8", "#d9c6ee"),
    ("#6d4a12", "#d39a34", "#fbe0a0"),
)


def stairs(canvas: Canvas, palette: int) -> None:
    top, bottom, colour, light = STAIRS[palette % len(STAIRS)]
    chance, height = canvas.chance, canvas.height
    canvas.backdrop(top, bottom)
    count = chance.randint(7, 9)
    start, rise = height * chance.uniform(0.2, 0.32), 0.0
    rise, run = (height * 1.02 - start) / count, 1.06 / count
    mirrored = chance.random() < 0.5

    def place(points: list[Point]) -> list[Point]:
        return [(1 - x, y) for x, y in points] if mirrored else points

    beam = place([(0.0, height * 0.1), (0.34, -0.05), (0.72, -0.05), (0.0, height * 0.44)])
    canvas.soft(outline(beam), 0.03, light, 0.4)
    profile: list[Point] = [(1.02, start)]
    for step in range(count):
        x, y = 1.0 - run * step, start + rise * step
        profile += [(x - run, y), (x - run, y + rise)]
    side = place([*profile, (1.02, height * 1.05)])
    canvas.soft(
        outline(side),
        0.03,
        mix(bottom, "#000000", 0.6),
        0.55,
        dx=0.05 if mirrored else -0.05,
        dy=0.03,
    )
    canvas.form(
        outline(side),
        (0, start - 0.01, 1, height + 0.01),
        mix(colour, light, 0.16),
        colour,
        mix(colour, "#000000", 0.35),
    )
    for step in range(count):
        x, y = 1.0 - run * step, start + rise * step
        tread = [(x - run, y), (x + 0.001, y), (x + 0.001, y + 0.02), (x - run, y + 0.02)]
        canvas.polygon(place(tread), mix(colour, light, 0.55))
        riser = [
            (x - run, y + 0.02),
            (x - run + 0.012, y + 0.02),
            (x - run + 0.012, y + rise),
            (x - run, y + rise),
        ]
        canvas.polygon(place(riser), mix(colour, "#000000", 0.32))
    slant = chance.uniform(0.55, 0.8)
    lit = place(
        [
            (slant, height),
            (slant + 0.26, height),
            (1.02, height * 0.62),
            (1.02, start),
            (0.86, start + rise),
        ]
    )
    canvas.soft(outline(lit), 0.012, light, 0.2)
    canvas.vignette(0.28, mix(bottom, "#000000", 0.6))


def folds(canvas: Canvas, palette: int) -> None:
    shade, cloth, light = FOLDS[palette % len(FOLDS)]
    chance = canvas.chance
    lean = chance.uniform(-0.5, 0.5)
    waves = [
        (chance.uniform(0.6, 1) / n, 7.5 * n * chance.uniform(0.8, 1.2), chance.uniform(0, 6.28))
        for n in (1, 1.7, 2.9)
    ]
    bends = [
        (chance.uniform(0.03, 0.075), chance.uniform(2, 5), chance.uniform(0, 6.28))
        for _ in range(2)
    ]
    total = sum(a for a, _, _ in waves)
    # One value for each column of cloth, looked up after bending: cheaper than three sines a point.
    fine = 4096
    table = [
        sum(a * math.sin(f * (n / fine * 4 - 1) + p) for a, f, p in waves) / total
        for n in range(fine)
    ]
    shift: dict[float, float] = {}

    def value(x: float, y: float) -> float:
        if y not in shift:
            shift[y] = lean * y + sum(a * math.sin(f * y + p) for a, f, p in bends)
        at = int((x * (1 + 0.16 * math.sin(2.2 * y + lean)) + shift[y] + 1) / 4 * fine)
        wave = table[at % fine]
        edge = wave - table[(at - fine // 70) % fine]
        return 0.5 + 0.3 * wave + 1.5 * edge - 0.06 * y

    canvas.texture(value, shade, cloth, light, across=110)
    canvas.glow(0.2, 0.15, 0.9, light, 0.22)
    canvas.vignette(0.3, mix(shade, "#000000", 0.4))
