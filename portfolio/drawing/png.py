"""Pictures of one colour in 16 strengths as PNG: four bits a pixel, in the colours of a palette.

https://www.w3.org/TR/png/ is little more than zlib; a worker does without the megabytes of Pillow.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence

from portfolio.drawing.accent_colours import Pixel

#: The highest strength; 0 is the lowest.
FULL = 15
#: Of zlib: a higher one takes several times as long for a tenth less.
_COMPRESSION = 7
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Bits of a pixel; colours are those of a palette; zlib, the usual filters, no interlacing.
_FORM = (4, 3, 0, 0, 0)


def encoded(rows: Iterable[bytes], size: tuple[int, int], palette: Sequence[Pixel]) -> bytes:
    """Return the file of a picture of this size, whose width is even; its rows from the top.

    A row has a byte for the strength of each pixel, from 0 to `FULL`; `palette` has their colours.
    """
    packer = zlib.compressobj(_COMPRESSION)
    packed = b"".join([*(packer.compress(_filtered(row)) for row in rows), packer.flush()])
    parts = (
        _part(b"IHDR", struct.pack(">2I5B", *size, *_FORM)),
        _part(b"PLTE", bytes(each for colour in palette for each in colour)),
        _part(b"IDAT", packed),
        _part(b"IEND", b""),
    )
    return _SIGNATURE + b"".join(parts)


def _filtered(row: bytes) -> bytes:
    """Return two pixels a byte, behind the number of the filter that leaves them as they are."""
    high, low = int.from_bytes(row[0::2], "big"), int.from_bytes(row[1::2], "big")
    return b"\0" + (high << 4 | low).to_bytes(len(row) // 2, "big")


def _part(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )
