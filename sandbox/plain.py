"""Pictures without Pillow: two colours of the video's own, as a PNG of the right size."""

import colorsys
import importlib.util
import struct
import zlib
from functools import cache

from .videos import Art

MISSING = (
    "Pillow is not installed: covers and avatars are plain PNGs. `pip install Pillow` draws them."
)


@cache
def has_pillow() -> bool:
    return importlib.util.find_spec("PIL") is not None


def plain(what: Art, width: int, height: int) -> bytes:
    """Return a PNG file: one colour above, another below."""
    hue = (what.seed % 360) / 360
    rows = b"".join(
        b"\0" + _colour(hue + what.palette / 16, 0.9 if y < height // 2 else 0.6) * width
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _colour(hue: float, value: float) -> bytes:
    return bytes(round(part * 255) for part in colorsys.hsv_to_rgb(hue % 1, 0.45, value))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
