"""Decoders of QR codes: both files of the page's code must lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import requests

from bench.readers.installing import Needs
from bench.readers.judging import Seen
from bench.readers.reader import Kit, Reader, by_pip
from bench.readers.stage import Stage

#: As large as a phone's camera sees it from afar: pixels of the whole code.
SMALL = 111
DRAWING = ("cairosvg==2.9.1", "numpy==2.4.6", "pillow==13.0.0")


def files(stage: Stage, kit: Kit) -> Iterator[tuple[str, str]]:
    """Fetch both files; yield each form with the path of a PNG, which cairosvg draws of the SVG."""
    for form in ("qr.png", "qr.svg"):
        path = kit.folder / form
        path.write_bytes(requests.get(f"{stage.page}/{form}", timeout=20).content)
        yield form, str(path)


def read_by(script: str) -> Any:
    """Return a reading by a script, which prints the text in each PNG or SVG at a path."""

    def read(stage: Stage, kit: Kit) -> Iterator[Seen]:
        for form, path in files(stage, kit):
            seen = Seen(form)
            for point, found in kit.script(script, path, str(SMALL)).items():
                seen.same(point, found, stage.page)
            yield seen

    return read


def read_by_zbar(stage: Stage, kit: Kit) -> Iterator[Seen]:
    for form, path in files(stage, kit):
        seen = Seen(form)
        for point, drawn in kit.script("drawn.py", path, str(SMALL)).items():
            said = kit.program("zbarimg", "--quiet", "--raw", drawn, may_fail=True)
            seen.same(point, said, stage.page)
        yield seen


READERS = (
    Reader("zbar", Needs(pip=DRAWING, programs={"zbarimg": "zbar-tools"}), read_by_zbar),
    by_pip("zxing-cpp", "3.1.1", read_by("zxing_reads.py"), *DRAWING),
    by_pip("opencv-python-headless", "5.0.0.93", read_by("opencv_reads.py"), *DRAWING),
)
