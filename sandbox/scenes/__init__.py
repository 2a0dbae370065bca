"""Covers: small drawn scenes, the same for the same video for ever."""

from io import BytesIO

from PIL import Image

from sandbox.videos import Art


def draw(what: Art, width: int, height: int, kind: str = "JPEG") -> bytes:
    from sandbox.scenes.gallery import paint

    image: Image.Image = paint(what, width, height)
    file = BytesIO()
    image.save(file, kind, quality=82)
    return file.getvalue()
