"""Bokeh and light trails."""

from PIL import Image, ImageDraw, ImageFilter

from .canvas import Canvas, mix

# Night (top, middle, bottom), lights.
BOKEHS = (
    ("#0c1626", "#15263c", "#070d18", ("#f6c98a", "#f29a5c", "#7fd0c8", "#fbe8c0", "#5f8fd0")),
    ("#2a1a30", "#4a2a44", "#140c1a", ("#f48a86", "#f6c08a", "#f7e3c0", "#d96a8c", "#7fb8b0")),
    ("#0b2420", "#163d36", "#06130f", ("#f5d68a", "#9fd9a0", "#f6f0c8", "#e8a05c", "#6fc0b0")),
    ("#1c1c3e", "#3a3170", "#0c0b20", ("#c08af0", "#f09ad0", "#8ac8f6", "#f6e0f0", "#f6b08a")),
)
# Sky (top, bottom), towers, road, streaks, windows.
TRAILS = (
    (
        "#131038",
        "#3b2a6a",
        "#0b0a20",
        "#150f2e",
        ("#ff5d4a", "#ffd9a0", "#7fb8ff", "#ff9ad0", "#fff2d8"),
        "#ffd98a",
    ),
    (
        "#e9695c",
        "#f6b27c",
        "#4a2230",
        "#7d3340",
        ("#ffe6b0", "#fff6e0", "#ff8a5c", "#ffc98a", "#ffb070"),
        "#ffe6a8",
    ),
    (
        "#0a2a3a",
        "#1d6470",
        "#06151d",
        "#0a1f2a",
        ("#7ff0d8", "#f6f6d8", "#ff8a6a", "#a0e0ff", "#ffd98a"),
        "#c8f6e0",
    ),
)


def bokeh(canvas: Canvas, palette: int) -> None:
    top, middle, bottom, lights = BOKEHS[palette % len(BOKEHS)]
    chance, height = canvas.chance, canvas.height
    canvas.backdrop(top, middle, bottom)
    size = (canvas.size[0] // 2, canvas.size[1] // 2)
    unit = size[0]
    line = chance.uniform(0.5, 0.6) * height
    glare = Image.new("RGB", (size[0] // 4, size[1] // 4))
    pen = ImageDraw.Draw(glare)
    for _ in range(22):
        x, wide = chance.random(), chance.uniform(0.01, 0.05)
        colour = mix("#000000", chance.choice(lights), chance.uniform(0.15, 0.5))
        box = [x - wide, line + 0.12, x + wide, line + chance.uniform(0.3, 0.75)]
        pen.rectangle([value * unit / 4 for value in box], fill=colour)
    canvas.screen(glare.filter(ImageFilter.GaussianBlur(unit * 0.008)))
    light = Image.new("RGB", size)
    for _ in range(62):
        far = chance.random()
        radius = (0.02 + 0.085 * far) * chance.uniform(0.7, 1.15)
        x, y = chance.random(), chance.gauss(line, height * (0.05 + 0.13 * chance.random()))
        colour = chance.choice(lights)
        strength = chance.uniform(0.22, 0.7) * (1.15 - 0.6 * far)
        _add_disc(light, x * unit, y * unit, radius * unit, colour, strength)
    canvas.screen(light.filter(ImageFilter.GaussianBlur(unit * 0.0025)))
    canvas.vignette(0.35)


def _add_disc(
    light: Image.Image, x: float, y: float, radius: float, colour: str, strength: float
) -> None:
    """Add one disc of light with a brighter rim to `light`."""
    box = (round(x - radius), round(y - radius), round(x + radius), round(y + radius))
    edge = box[2] - box[0]
    if edge < 4:
        return
    mask = Image.new("L", (edge, edge))
    pen = ImageDraw.Draw(mask)
    pen.ellipse((0, 0, edge - 1, edge - 1), fill=round(255 * strength))
    inset = max(edge * 0.05, 1)
    pen.ellipse((inset, inset, edge - 1 - inset, edge - 1 - inset), fill=round(200 * strength))
    light.paste(colour, (box[0], box[1]), mask)


def trails(canvas: Canvas, palette: int) -> None:
    top, bottom, towers, road, streaks, lamps = TRAILS[palette % len(TRAILS)]
    chance, height = canvas.chance, canvas.height
    horizon = height * chance.uniform(0.34, 0.42)
    point = chance.uniform(0.32, 0.68)
    canvas.backdrop(top, bottom, box=(0, 0, 1, horizon))
    canvas.backdrop(
        mix(road, bottom, 0.3), road, mix(road, "#000000", 0.45), box=(0, horizon, 1, height + 0.01)
    )
    x = -0.02
    while x < 1:
        wide, tall = chance.uniform(0.05, 0.1), chance.uniform(0.06, 0.3)
        canvas.polygon(
            [(x, horizon), (x, horizon - tall), (x + wide, horizon - tall), (x + wide, horizon)],
            towers,
        )
        for _ in range(int(tall * 70)):
            px, py = (
                x + chance.uniform(0.01, wide - 0.012),
                horizon - chance.uniform(0.01, tall - 0.01),
            )
            tone = mix(towers, lamps, chance.uniform(0.25, 1))
            canvas.polygon(
                [(px, py), (px + 0.006, py), (px + 0.006, py + 0.008), (px, py + 0.008)], tone
            )
        x += wide + chance.uniform(0.0, 0.02)
    canvas.glow(point, horizon, 0.5, streaks[1], 0.6)
    size = (canvas.size[0], canvas.size[1])
    light = Image.new("RGB", size)
    pen = ImageDraw.Draw(light)
    for _ in range(110):
        end = point + chance.gauss(0, 0.75)
        colour = mix("#000000", chance.choice(streaks), chance.uniform(0.25, 0.95))
        wide = chance.uniform(0.002, 0.011) * (1 + abs(end - point))
        start = (point + chance.gauss(0, 0.01), horizon + chance.uniform(0.0, 0.02))
        curve = chance.uniform(-0.03, 0.03)
        middle = ((start[0] + end) / 2 + curve, horizon + (height - horizon) * 0.42)
        points = [start, middle, (end, height + 0.02)]
        low = [(px + wide * n, py) for n, (px, py) in enumerate(points)]
        outer = [(px * canvas.unit, py * canvas.unit) for px, py in [*points, *reversed(low)]]
        pen.polygon(outer, fill=colour)
    soft = light.resize((size[0] // 6, size[1] // 6)).filter(ImageFilter.GaussianBlur(3))
    canvas.screen(light)
    canvas.screen(soft)
    canvas.vignette(0.3)
