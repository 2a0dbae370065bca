"""The QR codes of a public page lead a phone to it."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person

pytestmark = on_one_database


def read(picture: bytes) -> str:
    """Return the text of the one code in a picture, as a phone reads it."""
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
    return str(found.text)


def test_a_reader_finds_the_address_in_the_png(path: str, visitor: Browser, app: Flask):
    answer = visitor.get(f"{path}/qr.png")

    assert answer.mimetype == "image/png"
    assert read(answer.data) == f"{app.extensions['settings'].public_url}{path}"


def test_both_are_dark_on_an_opaque_light_ground(path: str, visitor: Browser):
    png = Image.open(BytesIO(visitor.get(f"{path}/qr.png").data)).convert("RGBA")
    svg = visitor.get(f"{path}/qr.svg")

    assert sorted(png.getcolors() or [])[-1][1] == (255, 255, 255, 255)
    assert {colour for _count, colour in png.getcolors() or []} == {
        (0, 0, 0, 255),
        (255, 255, 255, 255),
    }
    assert png.getpixel((0, 0)) == (255, 255, 255, 255)
    assert svg.mimetype == "image/svg+xml"
    ground, code = Document(svg.text).all("path")
    assert (ground["fill"], code["stroke"]) == ("#fff", "#000")


def test_the_svg_holds_the_same_code(path: str, visitor: Browser):
    png = Image.open(BytesIO(visitor.get(f"{path}/qr.png").data)).convert("L")
    (_, code) = Document(visitor.get(f"{path}/qr.svg").text).all("path")

    size = png.width // 24
    drawn = Image.new("L", (size, size), 255)
    for x, y in _modules(code["d"]):
        drawn.putpixel((x, y), 0)

    assert drawn.tobytes() == png.resize((size, size), Image.Resampling.NEAREST).tobytes()


def _modules(line: str) -> list[tuple[int, int]]:
    """Return the modules that a path of "M4 4.5h7m3 0h2…" draws, a pixel each."""
    x, y, found = 0.0, 0.0, []
    for step in line.replace("h", " h ").replace("m", " m ").replace("M", " M ").split():
        if step in "hmM":
            kind, numbers = step, []
            continue
        numbers.append(float(step))
        if kind == "h":
            found += [(int(x) + n, int(y)) for n in range(int(numbers[0]))]
            x += numbers[0]
        elif len(numbers) == 2:
            x, y = numbers if kind == "M" else (x + numbers[0], y + numbers[1])
    return found


@pytest.mark.parametrize("name", ["qr.svg", "qr.png"])
def test_a_page_that_is_not_public_has_none(name: str, alice: Person, path: str, visitor: Browser):
    assert "public" in visitor.get(f"{path}/{name}").headers["Cache-Control"]

    alice.browser.page("/studio/page")
    alice.browser.post("/studio/withdrawals")

    assert visitor.get(f"{path}/{name}").status_code == 404
