"""The scenes by name, each with the function that draws it."""

from collections.abc import Callable

from PIL import Image

from ..videos import Art
from . import city, indoors, kitchen, outdoors, paper, shapes, warmth
from .canvas import Canvas

SCENES: dict[str, Callable[[Canvas, int], None]] = {
    "loaf": kitchen.loaf,
    "dune": outdoors.dune,
    "citrus": kitchen.citrus,
    "sea": outdoors.sea,
    "bokeh": city.bokeh,
    "ripples": outdoors.ripples,
    "leaves": outdoors.leaves,
    "stairs": shapes.stairs,
    "folds": shapes.folds,
    "window": indoors.window,
    "still": indoors.still,
    "trails": city.trails,
    "tiles": paper.tiles,
    "cutout": paper.cutout,
    "steam": warmth.steam,
    "flame": warmth.flame,
    "plate": kitchen.plate,
}


def paint(what: Art, width: int, height: int) -> Image.Image:
    canvas = Canvas(width, height, what.seed)
    SCENES[what.scene](canvas, what.palette)
    return canvas.finished()
