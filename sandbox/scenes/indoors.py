"""Window light and still life."""

import math

from PIL import ImageDraw

from .canvas import Canvas, Drawing, Point, both, ellipse, mix, outline

# Wall (top, bottom), light, shadow.
WINDOWS = (
    ("#d79a78", "#b06f52", "#ffdfb8", "#6a3a2a"),
    ("#7d9a7f", "#567460", "#e6eec4", "#2a4235"),
    ("#8f93b8", "#5f6390", "#f7dfd8", "#30335a"),
    ("#d9b7a8", "#b98a80", "#fff0dc", "#74463f"),
)
# Backdrop (top, bottom), table (top, bottom), vase (light, dark), fruit (light, dark), leaf.
STILLS = (
    (
        "#e6c9ac",
        "#c9a081",
        "#7a4a33",
        "#4a2619",
        "#fbf2e4",
        "#bda993",
        "#f9b53c",
        "#b8651a",
        "#3f6b3a",
    ),
    (
        "#a6cbd0",
        "#6ba0a9",
        "#e9d9bd",
        "#bfa37d",
        "#e98a6c",
        "#a8452f",
        "#f7eed8",
        "#c9b07c",
        "#5b7a4b",
    ),
    (
        "#5b6b52",
        "#36422f",
        "#c9b08a",
        "#8d7350",
        "#e8e2d2",
        "#8f8974",
        "#d9573f",
        "#7e221c",
        "#28401f",
    ),
    (
        "#f0d9d0",
        "#d9a9a0",
        "#f6efe6",
        "#d3bfb0",
        "#44638c",
        "#1f3355",
        "#e8c547",
        "#a37c17",
        "#4a6b45",
    ),
)


def window(canvas: Canvas, palette: int) -> None:
    top, bottom, light, dark = WINDOWS[palette % len(WINDOWS)]
    chance, height = canvas.chance, canvas.height
    canvas.backdrop(top, bottom)
    canvas.glow(0.4, height * 0.4, 0.9, light, 0.25)
    left, over = chance.uniform(0.12, 0.24), height * chance.uniform(0.14, 0.22)
    wide, tall, skew = (
        chance.uniform(0.52, 0.62),
        height * chance.uniform(0.5, 0.58),
        chance.uniform(-0.2, 0.2),
    )
    across, down = chance.choice(((2, 3), (2, 2), (3, 3)))
    gap = 0.022
    panes = []
    for column in range(across):
        for row in range(down):
            x0, x1 = left + wide * column / across, left + wide * (column + 1) / across - gap
            y0, y1 = over + tall * row / down, over + tall * (row + 1) / down - gap
            panes.append(
                [
                    (x, y + skew * (x - left) + 0.0)
                    for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
                ]
            )
    canvas.soft(both(*(outline(pane) for pane in panes)), 0.03, light, 0.5)
    canvas.soft(both(*(outline(pane) for pane in panes)), 0.005, light, 0.92)
    root = (left + wide * chance.uniform(0.75, 1.0), height * 1.02)
    canvas.soft(_plant(canvas, root), 0.011, dark, 0.72)
    if chance.random() < 0.5:
        canvas.soft(_plant(canvas, (root[0] + 0.12, root[1] + 0.04)), 0.028, dark, 0.45)
    canvas.vignette(0.3, dark)


def _plant(canvas: Canvas, root: Point) -> Drawing:
    chance = canvas.chance
    parts: list[Drawing] = []
    for _ in range(8):
        angle, length = -math.pi / 2 + chance.uniform(-1.15, 1.05), chance.uniform(0.3, 0.68)
        tip = (root[0] + length * math.cos(angle), root[1] + length * math.sin(angle))
        normal = (-math.sin(angle), math.cos(angle))
        wide, sag = chance.uniform(0.02, 0.042), chance.uniform(-0.07, 0.07)
        middle = (
            (root[0] + tip[0]) / 2 + normal[0] * sag,
            (root[1] + tip[1]) / 2 + normal[1] * sag,
        )
        points = [
            root,
            (middle[0] + normal[0] * wide, middle[1] + normal[1] * wide),
            tip,
            (middle[0] - normal[0] * wide, middle[1] - normal[1] * wide),
        ]
        parts.append(outline(_smooth(points)))
    return both(*parts)


def _smooth(points: list[Point]) -> list[Point]:
    """Round a closed outline by cutting its corners three times, keeping the tips slender."""
    for _ in range(3):
        rounded = []
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
            rounded += [
                (ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25),
                (ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75),
            ]
        points = rounded
    return points


def still(canvas: Canvas, palette: int) -> None:
    top, bottom, near, front, vase, vase_dark, fruit, fruit_dark, leaf = STILLS[
        palette % len(STILLS)
    ]
    chance, height = canvas.chance, canvas.height
    edge = height * chance.uniform(0.66, 0.72)
    canvas.backdrop(top, bottom, box=(0, 0, 1, edge))
    canvas.glow(0.3, height * 0.25, 0.8, "#ffffff", 0.3)
    canvas.backdrop(near, front, box=(0, edge, 1, height + 0.01))
    if chance.random() < 0.45:
        _arch(canvas, chance.uniform(0.5, 0.66), edge + 0.05, vase, vase_dark)
        spots = [(0.33, 0.13), (0.7, 0.085)]
    else:
        _vase(canvas, chance.uniform(0.3, 0.42), edge + 0.07, vase, vase_dark)
        spots = [(chance.uniform(0.66, 0.74), chance.uniform(0.11, 0.15))]
        if chance.random() < 0.5:
            spots.insert(0, (0.84, 0.08))
    for x, radius in spots:
        y = edge + 0.09 - radius
        canvas.soft(ellipse(x + 0.04, y + radius * 0.92, radius * 1.1, 0.22), 0.02, "#000000", 0.5)
        canvas.disc(x, y, radius, fruit_dark)
        canvas.disc(
            x - radius * 0.03, y - radius * 0.03, radius * 0.97, mix(fruit_dark, fruit, 0.55)
        )
        canvas.glow(x - radius * 0.22, y - radius * 0.25, radius * 1.02, fruit, 1.0)
        canvas.glow(x - radius * 0.35, y - radius * 0.4, radius * 0.5, "#ffffff", 0.5)
        canvas.line(
            [(x, y - radius * 0.95), (x + 0.012, y - radius - 0.035)],
            mix(leaf, "#000000", 0.4),
            0.012,
        )
        blade = [
            (x + 0.01, y - radius - 0.02),
            (x + 0.05, y - radius - 0.075),
            (x + 0.1, y - radius - 0.06),
            (x + 0.06, y - radius - 0.02),
        ]
        canvas.polygon(_smooth(blade), leaf)
    canvas.vignette(0.26, front)


def _vase(canvas: Canvas, x: float, ground: float, light: str, dark: str) -> None:
    chance = canvas.chance
    tall, belly = chance.uniform(0.56, 0.72), chance.uniform(0.12, 0.165)
    waist, neck = chance.uniform(0.26, 0.44), chance.uniform(0.034, 0.055)
    right = []
    for step in range(61):
        share = step / 60
        body = math.exp(-(((share - waist) / 0.3) ** 2))
        lip = 0.35 * max(share - 0.9, 0) / 0.1
        half = neck * (1 + lip) + (belly - neck) * body
        right.append((x + half, ground - share * tall))
    shape = [*right, *[(2 * x - px, py) for px, py in reversed(right)]]
    canvas.soft(ellipse(x + 0.09, ground, belly * 1.5, 0.2), 0.022, "#000000", 0.5)
    canvas.form(
        outline(shape),
        (x - belly - 0.02, ground - tall, x + belly + 0.02, ground + 0.01),
        mix(light, dark, 0.25),
        light,
        dark,
        across=True,
    )
    canvas.disc(x, ground - tall, neck * 1.12, mix(light, dark, 0.5), 0.28)
    canvas.disc(x, ground - tall + 0.003, neck * 0.86, mix(dark, "#000000", 0.45), 0.25)


def _arch(canvas: Canvas, x: float, ground: float, light: str, dark: str) -> None:
    wide, tall, thick = 0.24, 0.62, 0.085

    def arch(half: float) -> list[Point]:
        around = [n * math.pi / 30 for n in range(31)]
        curve = [
            (x + half * math.cos(a), ground - tall + wide - half * math.sin(a)) for a in around
        ]
        return [(x + half, ground), *curve, (x - half, ground)]

    def ring(pen: ImageDraw.ImageDraw, unit: float) -> None:
        outline(arch(wide))(pen, unit)
        pen.polygon([(px * unit, py * unit) for px, py in arch(wide - thick)], fill=0)

    canvas.soft(ring, 0.03, "#000000", 0.35, dx=0.05, dy=0.02)
    canvas.form(
        ring,
        (x - wide, ground - tall - 0.01, x + wide, ground + 0.01),
        light,
        mix(light, dark, 0.6),
        dark,
        across=True,
    )
    canvas.soft(ellipse(x, ground, wide * 1.1, 0.1), 0.02, "#000000", 0.35)
