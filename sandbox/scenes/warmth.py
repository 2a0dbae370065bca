"""A cup and a fire."""

import math

from PIL import Image, ImageDraw, ImageFilter

from .canvas import Canvas, Point, both, ellipse, mix, outline

# Wall (top, bottom), cup (light, dark), drink, steam.
STEAMS = (
    ("#30505f", "#101f29", "#fbf1dd", "#cfbb97", "#3a2015", "#e9f1f2"),
    ("#d88a55", "#8a4426", "#f7f3ea", "#bfb3a4", "#c9822c", "#fff1dc"),
    ("#ead9c8", "#b99a83", "#3d5a6c", "#1e2f3b", "#7d2f1d", "#ffffff"),
    ("#4a3350", "#1d1426", "#f1b8a2", "#b86f64", "#2c1712", "#f3e6f2"),
)
# Flames from outside to inside, sky.
FLAMES = (
    ("#8e1c08", "#e4570f", "#fb9c1c", "#ffd84a", "#fff6c8", "#0e0504"),
    ("#4b1a5e", "#c2316b", "#fb7b3a", "#ffc14d", "#fff2c0", "#0c0714"),
    ("#123f6b", "#2f86b5", "#8fd0d8", "#f6e7a0", "#fffbe6", "#050b12"),
)


def steam(canvas: Canvas, palette: int) -> None:
    top, bottom, light, dark, drink, mist = STEAMS[palette % len(STEAMS)]
    chance, height = canvas.chance, canvas.height
    canvas.backdrop(top, bottom)
    canvas.glow(0.5, height * 0.45, 0.75, mix(top, "#ffffff", 0.25), 0.4)
    x, rim, radius = 0.5 + chance.uniform(-0.06, 0.06), height * 0.66, 0.27
    for strength, blur, wide in ((0.3, 0.05, 0.1), (0.55, 0.025, 0.045)):
        wisp = _wisp(
            canvas, x + chance.uniform(-0.03, 0.03), rim, height * chance.uniform(0.52, 0.64), wide
        )
        canvas.soft(outline(wisp), blur, mist, strength)
    base = rim + 0.36
    canvas.soft(ellipse(x, base + 0.01, radius * 1.15, 0.17), 0.03, "#000000", 0.6)
    bowl = [(x + radius * s, rim) for s in (-1, 1)]
    curve = [
        (x + radius * math.cos(a), rim + (base - rim) * math.sin(a) ** 0.9)
        for a in [n * math.pi / 30 for n in range(31)]
    ]
    foot = [
        (x + 0.11, base - 0.01),
        (x + 0.1, base + 0.03),
        (x - 0.1, base + 0.03),
        (x - 0.11, base - 0.01),
    ]
    if chance.random() < 0.5:
        side = chance.choice((-1, 1))
        canvas.disc(x + side * (radius + 0.01), rim + 0.12, 0.1, mix(dark, light, 0.4), 0.95)
        canvas.disc(x + side * (radius + 0.01), rim + 0.12, 0.062, mix(top, bottom, 0.7), 0.95)
    canvas.form(
        both(outline([*bowl, *curve]), outline(foot)),
        (x - radius, rim, x + radius, base + 0.04),
        mix(light, "#ffffff", 0.2),
        light,
        dark,
        across=True,
    )
    canvas.disc(x, rim, radius, mix(light, "#ffffff", 0.35), 0.2)
    canvas.disc(x, rim + 0.006, radius * 0.93, mix(dark, drink, 0.35), 0.185)
    canvas.disc(x, rim + 0.012, radius * 0.9, drink, 0.165)
    canvas.disc(x - 0.05, rim + 0.0, radius * 0.42, mix(drink, light, 0.14), 0.1)
    canvas.vignette(0.35, bottom)


def _wisp(canvas: Canvas, x: float, bottom: float, length: float, wide: float) -> list[Point]:
    phase, swing = canvas.chance.uniform(0, 6.28), canvas.chance.uniform(0.05, 0.09)
    left, right = [], []
    for step in range(31):
        share = step / 30
        middle = x + swing * math.sin(phase + share * 7) * (0.25 + share)
        half = wide * (0.25 + 1.1 * math.sin(math.pi * min(share * 0.86 + 0.1, 1)))
        left.append((middle - half, bottom - share * length))
        right.append((middle + half, bottom - share * length))
    return left + right[::-1]


def flame(canvas: Canvas, palette: int) -> None:
    *tongues, sky = FLAMES[palette % len(FLAMES)]
    chance, height = canvas.chance, canvas.height
    canvas.backdrop(sky, mix(sky, tongues[0], 0.35))
    x, ground = 0.5 + chance.uniform(-0.05, 0.05), height * 0.92
    canvas.glow(x, ground - 0.25, 0.95, tongues[0], 0.75)
    coarse = (canvas.size[0] // 3, canvas.size[1] // 3)
    light = Image.new("RGB", coarse)
    for number, colour in enumerate(tongues):
        share = 1 - number / len(tongues)
        layer = Image.new("L", coarse)
        pen = ImageDraw.Draw(layer)
        for _ in range(9 - number):
            base = x + chance.triangular(-0.36, 0.36) * share
            tall = height * chance.uniform(0.4, 0.82) * share**0.8 * (1 - 1.5 * abs(base - x))
            points = _tongue(canvas, base, ground, tall, 0.1 + 0.06 * share)
            pen.polygon([(px * coarse[0], py * coarse[0]) for px, py in points], fill=235)
        blur = (0.022, 0.016, 0.012, 0.01, 0.016)[number]
        light.paste(
            colour, (0, 0, *coarse), layer.filter(ImageFilter.GaussianBlur(blur * coarse[0]))
        )
    canvas.screen(light)
    for _ in range(46):
        row = chance.uniform(0.08, 0.8) * height
        spark = mix(tongues[2], tongues[3], chance.random())
        canvas.disc(x + chance.gauss(0, 0.2), row, chance.uniform(0.0014, 0.0045), spark)
    canvas.disc(x, ground + 0.16, 0.75, mix(sky, "#000000", 0.4), 0.26)
    canvas.soft(ellipse(x, ground - 0.02, 0.42, 0.1), 0.03, tongues[3], 0.55)
    canvas.vignette(0.35, sky)


def _tongue(canvas: Canvas, x: float, ground: float, tall: float, wide: float) -> list[Point]:
    phase, bend = canvas.chance.uniform(0, 6.28), canvas.chance.uniform(0.02, 0.06)
    left, right = [], []
    for step in range(25):
        share = step / 24
        middle = x + bend * math.sin(phase + share * 6) * share
        half = wide * (1 - share) ** 0.8 * (0.55 + 1.1 * math.sin(math.pi * min(share + 0.25, 1)))
        left.append((middle - half, ground + 0.05 - share * tall))
        right.append((middle + half, ground + 0.05 - share * tall))
    return left + right[::-1]
