"""Draw a code, a PNG or an SVG, in its own size, small, turned, and on a grey ground.

`drawn(path, small)` gives the pictures by the name of the trial. As a program it writes each to a
file and prints the paths.
"""

import json
import sys
from io import BytesIO

import cairosvg
from PIL import Image

GROUND = 128  # a table's grey


def drawn(path: str, small: int) -> dict[str, Image.Image]:
    if path.endswith(".svg"):
        with open(path, "rb") as file:
            whole = Image.open(BytesIO(cairosvg.svg2png(file_obj=file)))
    else:
        whole = Image.open(path)
    code = Image.new("L", whole.size, GROUND)
    whole = whole.convert("RGBA")
    code.paste(whole.convert("L"), mask=whole.getchannel("A"))  # transparent: the table shows
    turned = code.rotate(20, Image.Resampling.BICUBIC, expand=True, fillcolor=GROUND)
    return {
        "own size": code,
        f"{small} pixels": code.resize((small, small), Image.Resampling.LANCZOS),
        "turned": turned,
    }


if __name__ == "__main__":
    paths = {}
    for number, (trial, picture) in enumerate(drawn(sys.argv[1], int(sys.argv[2])).items()):
        paths[trial] = f"{sys.argv[1]}-{number}.png"
        picture.save(paths[trial])
    print(json.dumps(paths))
