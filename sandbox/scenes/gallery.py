"""Which scene is drawn by what."""

from PIL import Image, ImageOps

from sandbox.videos import Art


def paint(what: Art, width: int, height: int) -> Image.Image:
    hue = what.seed % 360
    band = Image.linear_gradient("L").resize((width, height))
    return ImageOps.colorize(band, f"hsl({hue},60%,70%)", f"hsl({(hue + 50) % 360},50%,25%)")
