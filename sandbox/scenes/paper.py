"""Tiles and paper cut-outs."""

import math

from .canvas import Canvas, Point, mix, outline, turned

# Ground, shapes.
TILES = (
    ("#f4ecdb", ("#d9563a", "#1f5673", "#e8b23e", "#f9f5ea", "#14344a")),
    ("#1f3b3a", ("#e9c46a", "#f4efe0", "#d9743f", "#5fa08f", "#14282a")),
    ("#f6dfd6", ("#a83e5c", "#f29a7a", "#3f3d6e", "#fff4ec", "#e8bd6a")),
    ("#e5e9e4", ("#2f5d50", "#8fb39a", "#e07a4f", "#fbfbf4", "#22332f")),
)
CUTOUTS = (
    ("#f5ead4", ("#1f5f94", "#c2334d", "#e8572f", "#f2b93b", "#2f8552", "#12355c")),
    ("#173530", ("#f2c65a", "#8fc49a", "#ec7558", "#f6f1e6", "#d1405e", "#2fa096")),
    ("#e9a6a0", ("#7a1f3d", "#f6efe2", "#2f4a7d", "#f2c14e", "#3f7d6a", "#d9503f")),
    ("#24305c", ("#f08a5c", "#f6e6c8", "#7fb8d0", "#e8c547", "#c65a86", "#5f8f6a")),
)


def tiles(canvas: Canvas, palette: int) -> None:
    ground, colours = TILES[palette % len(TILES)]
    chance, height = canvas.chance, canvas.height
    canvas.backdrop(ground, ground)
    count = chance.choice((4, 5))
    side = 1 / count
    for row in range(math.ceil(height * count)):
        for column in range(count):
            x, y = column * side, row * side
            back, front, other = chance.sample((ground, *colours), 3)
            _square(canvas, x, y, side, back)
            pattern = chance.randrange(6)
            turn = chance.randrange(4)
            if pattern in (0, 1, 2):
                _quarter(canvas, x, y, side, side, turn, front)
                if pattern == 1:
                    _quarter(canvas, x, y, side, side * 0.5, turn, other)
            elif pattern == 3:
                _quarter(canvas, x, y, side, side * 0.5, turn, front)
                _quarter(canvas, x, y, side, side * 0.5, turn + 2, other)
            elif pattern == 4:
                canvas.disc(x + side / 2, y + side / 2, side * 0.36, front)
                canvas.disc(x + side / 2, y + side / 2, side * 0.15, other)
            else:
                corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)]
                points = [corners[(turn + n) % 4] for n in range(3)]
                canvas.polygon([(x + px, y + py) for px, py in points], front)
    # Joints, and light from one side, turn the pattern into a wall.
    joint = mix(ground, "#000000", 0.18)
    for number in range(1, count):
        canvas.line([(number * side, 0), (number * side, height)], joint, 0.004)
    for number in range(1, math.ceil(height * count)):
        canvas.line([(0, number * side), (1, number * side)], joint, 0.004)
    canvas.glow(0.15, 0.1, 1.1, "#ffffff", 0.22)
    canvas.vignette(0.24, mix(ground, "#000000", 0.8))


def _square(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    canvas.polygon([(x, y), (x + side, y), (x + side, y + side), (x, y + side)], colour)


def _quarter(
    canvas: Canvas, x: float, y: float, side: float, radius: float, turn: int, colour: str
) -> None:
    corner = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)][turn % 4]
    start = turn % 4 * math.pi / 2
    around = [start + n * math.pi / 40 for n in range(21)]
    arc = [
        (x + corner[0] + radius * math.cos(a), y + corner[1] + radius * math.sin(a)) for a in around
    ]
    canvas.polygon([(x + corner[0], y + corner[1]), *arc], colour)


def cutout(canvas: Canvas, palette: int) -> None:
    ground, colours = CUTOUTS[palette % len(CUTOUTS)]
    chance, height = canvas.chance, canvas.height
    canvas.backdrop(mix(ground, "#ffffff", 0.05), mix(ground, "#000000", 0.05))
    spots = [
        (0.22, 0.18),
        (0.74, 0.22),
        (0.45, 0.5),
        (0.16, 0.66),
        (0.82, 0.62),
        (0.4, 0.88),
        (0.86, 0.92),
    ]
    order = [colours[(n + chance.randrange(2)) % len(colours)] for n in range(len(spots))]
    for (x, y), colour in zip(spots, order, strict=True):
        size = chance.uniform(0.15, 0.25)
        place = (x + chance.uniform(-0.06, 0.06), y * height + chance.uniform(-0.06, 0.06))
        shape = chance.choice((_star, _star, _weed, _pebble))(canvas, size)
        points = turned(shape, chance.uniform(0, 6.28), *place)
        canvas.soft(outline(points), 0.011, "#000000", 0.42, dx=0.009, dy=0.016)
        canvas.polygon(points, colour)
    for _ in range(5):
        points = turned(_pebble(canvas, 0.04), 0, chance.random(), chance.random() * height)
        canvas.polygon(points, chance.choice(colours))
    canvas.glow(0.2, 0.15, 1.0, "#ffffff", 0.13)
    canvas.vignette(0.16, mix(ground, "#000000", 0.7))


def _star(canvas: Canvas, size: float) -> list[Point]:
    arms, depth = canvas.chance.randint(6, 9), canvas.chance.uniform(0.16, 0.3)
    reach = [canvas.chance.uniform(0.82, 1.15) for _ in range(arms)]
    points = []
    for step in range(arms * 12):
        angle = step / (arms * 12) * math.tau
        wave = math.cos(angle * arms)
        radius = (
            size
            * (0.72 + depth * wave * abs(wave) ** 0.35)
            * (reach[round(angle / math.tau * arms) % arms])
        )
        points.append((radius * math.cos(angle), radius * math.sin(angle)))
    return points


def _weed(canvas: Canvas, size: float) -> list[Point]:
    """Return a seaweed leaf: lobes along a stem."""
    lobes = canvas.chance.randint(3, 5)
    steps = [n / 60 for n in range(61)]
    edge = [
        (
            size * (2.3 * s - 1.15),
            size
            * (
                0.1
                + 0.42
                * abs(math.sin(math.pi * lobes * s)) ** 0.8
                * math.sin(math.pi * min(s + 0.12, 1))
            ),
        )
        for s in steps
    ]
    return [*edge, *[(x, -y) for x, y in reversed(edge)]]


def _pebble(canvas: Canvas, size: float) -> list[Point]:
    waves = [(canvas.chance.uniform(0.05, 0.14), n, canvas.chance.uniform(0, 6.28)) for n in (2, 3)]
    around = [n * math.tau / 60 for n in range(60)]
    return [
        (
            size * math.cos(a) * (1 + sum(w * math.cos(n * a + p) for w, n, p in waves)),
            size * 0.8 * math.sin(a),
        )
        for a in around
    ]
