"""The files that we write ourselves are read by others as the pictures that they are."""

from __future__ import annotations

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portfolio.drawing import png

GREYS = [(17 * level, 17 * level, 17 * level) for level in range(16)]


def size_and_rows() -> st.SearchStrategy[list[bytes]]:
    """Rows of one even width, of strengths."""

    def of_width(half: int) -> st.SearchStrategy[list[bytes]]:
        row = st.lists(st.integers(0, png.FULL), min_size=2 * half, max_size=2 * half)
        return st.lists(row.map(bytes), min_size=1, max_size=8)

    return st.integers(1, 9).flatmap(of_width)


@given(size_and_rows())
def test_each_pixel_has_its_colour(rows: list[bytes]):
    size = (len(rows[0]), len(rows))

    picture = Image.open(BytesIO(png.encoded(rows, size, GREYS)))
    picture.load()

    assert (picture.format, picture.size) == ("PNG", size)
    greys = picture.convert("L").tobytes()
    assert greys == bytes(17 * level for row in rows for level in row)


def test_the_same_picture_is_the_same_file():
    rows = [bytes(range(16))] * 4

    assert png.encoded(rows, (16, 4), GREYS) == png.encoded(rows, (16, 4), GREYS)
