"""The image host: covers and avatars, drawn on request, 403 once their address has expired."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from io import BytesIO

from flask import Blueprint, Response, request

from .addresses import account_of, video_of
from .plain import has_pillow, plain
from .videos import Art, art
from .world import world

MOST_BYTES = 8_000_000
SIZES = {"crop": (300, 400), "photo": (640, 853), "tall": (720, 1280)}

blueprint = Blueprint("media", __name__)


class Drawn:
    """The last pictures drawn, up to MOST_BYTES of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pictures: OrderedDict[object, bytes] = OrderedDict()
        self._bytes = 0

    def get(self, key: object, draw: Callable[[], bytes]) -> bytes:
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
        picture = draw()
        with self._lock:
            if key not in self._pictures:
                self._pictures[key] = picture
                self._bytes += len(picture)
            while self._bytes > MOST_BYTES:
                self._bytes -= len(self._pictures.popitem(last=False)[1])
        return picture


drawn = Drawn()
# One drawing keeps a core busy and holds some MB; more at once would only wait.
drawing = threading.BoundedSemaphore(2)


def picture(what: Art, width: int, height: int, kind: str = "JPEG") -> bytes:
    """Return the picture as a file. Pillow is loaded with the first one, for a quick start."""
    if _are_plain():
        return drawn.get((what, width, height), lambda: plain(what, width, height))
    from .scenes.gallery import paint

    def draw() -> bytes:
        file = BytesIO()
        # Method 2 is a fast WebP encoder; JPEG ignores the argument.
        with drawing:
            paint(what, width, height).save(file, kind, quality=82, method=2)
        return file.getvalue()

    return drawn.get((what, width, height, kind), draw)


@blueprint.get("/<regex('tos-[a-z0-9-]+'):bucket>/<path:name>")
def image(bucket: str, name: str) -> Response:
    """Answer with a picture; judge the raw address, since re-encoding breaks the signature."""
    raw = str(request.environ.get("REQUEST_URI", ""))
    verdict = world().signer.verdict(raw)
    what = _shown(bucket, request.path) if verdict == "ok" else None
    if verdict == "ok" and what is None:
        verdict = "missing"
    world().pictures[verdict] += 1
    if what is None:
        return Response("Access Denied", 403, content_type="text/plain")
    art_shown, (width, height) = what
    kind = "WEBP" if name.endswith(".webp") else "JPEG"
    type_ = "png" if _are_plain() else kind.lower()
    answer = Response(picture(art_shown, width, height, kind), mimetype=f"image/{type_}")
    # Browsers may cache it but must revalidate, so that an expired address is noticed.
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(f"{art_shown.scene}-{art_shown.palette}-{art_shown.seed}-{width}-{type_}")
    answer.make_conditional(request)
    return answer


def _are_plain() -> bool:
    return world().settings.plain_pictures or not has_pillow()


def _shown(bucket: str, path: str) -> tuple[Art, tuple[int, int]] | None:
    """Return the picture and size that a path names; None for an unknown one."""
    if "-avt-" in bucket:
        creator = world().creators.find(account_of(path))
        size = re.search(r"([0-9]{2,4})\.jpeg$", path)
        if creator is None or size is None:
            return None
        return Art(creator.scene, 0, 7), (int(size[1]), int(size[1]))
    video_id = video_of(path)
    if video_id is None:
        return None
    size_name = "photo" if ":640:0:" in path else "tall" if "noop" in path else "crop"
    return art(video_id), SIZES[size_name]
