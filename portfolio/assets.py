"""Static files under names that hold a hash of their bytes, compressed once, kept for ever.

A stylesheet is served as one file: the imported sheets replace their @imports, each in its layer.
So is a script: each imported one replaces its import, in a block of its own. Both are minified.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import brotli
from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from rcssmin import cssmin
from rjsmin import jsmin

IMPORT = re.compile(r'@import ?"([^"]+)" ?layer\((\w+)\);')
SCRIPT_IMPORT = re.compile(r'^import ?"([^"]+)";$', re.MULTILINE)
ADDRESS = re.compile(r'url\("([^":]+)"\)')
FOR_EVER = "public, max-age=31536000, immutable"
COMPRESSIBLE = frozenset({".css", ".js", ".svg", ".txt", ".json"})
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".webp": "image/webp",
}

bp = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """One static file, ready to be sent."""

    hashed_name: str
    mimetype: str
    plain: bytes
    br: bytes | None
    gz: bytes | None


class Assets:
    """Every file of a folder by its own name, and by the name that holds its hash."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._by_name: dict[str, Asset] = {}
        self._by_hash: dict[str, Asset] = {}

    def named(self, name: str) -> Asset:
        """Return the asset of this file name; raise `KeyError` if there is no such file."""
        if name not in self._by_name:
            path = self._root / name
            if not path.is_file() or ".." in PurePosixPath(name).parts:
                raise KeyError(name)
            asset = self._read(name, path)
            self._by_hash[asset.hashed_name] = asset
            self._by_name[name] = asset
        return self._by_name[name]

    def hashed(self, hashed_name: str) -> Asset | None:
        """Return the asset at an address, even if another process handed the address out."""
        if hashed_name in self._by_hash:
            return self._by_hash[hashed_name]
        plain = re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", hashed_name)
        try:
            self.named(plain)
        except (KeyError, OSError):  # OSError: the name is longer than any file's
            return None
        return self._by_hash.get(hashed_name)

    def _read(self, name: str, path: Path) -> Asset:
        content = path.read_bytes()
        if path.suffix == ".css":
            folder = str(PurePosixPath(name).parent)
            content = self._one_stylesheet(name, content.decode(), folder).encode()
        elif name.startswith("js/"):
            content = jsmin(self._one_script(name, content.decode())).encode()
        digest = hashlib.sha256(content).hexdigest()[:12]
        squeeze = path.suffix in COMPRESSIBLE
        return Asset(
            hashed_name=str(PurePosixPath(name).with_suffix(f".{digest}{path.suffix}")),
            mimetype=TYPES.get(path.suffix)
            or mimetypes.guess_type(name)[0]
            or "application/octet-stream",
            plain=content,
            br=brotli.compress(content) if squeeze else None,
            gz=gzip.compress(content, mtime=0) if squeeze else None,
        )

    def _one_stylesheet(self, name: str, text: str, seen_from: str) -> str:
        """Replace @imports by their sheets, and link to hashed names, relative to `seen_from`."""
        folder = PurePosixPath(name).parent

        def imported(match: re.Match[str]) -> str:
            part = str(folder / match[1])
            inner = self._one_stylesheet(part, (self._root / part).read_text(), seen_from)
            return f"@layer {match[2]}{{{inner}}}"

        def linked(match: re.Match[str]) -> str:
            target = _normal(folder / match[1])
            address = posixpath.relpath(self.named(target).hashed_name, seen_from)
            return f'url("{address}")'

        # Each sheet by itself: within a layer's block, rcssmin 1.3 drops the space of `a :is(b)`.
        return IMPORT.sub(imported, ADDRESS.sub(linked, cssmin(text)))

    def _one_script(self, name: str, text: str) -> str:
        """Replace the imports by their scripts, which share no names and export nothing."""

        def imported(match: re.Match[str]) -> str:
            part = _normal(PurePosixPath(name).parent / match[1])
            return f"{{{self._one_script(part, (self._root / part).read_text())}}}"

        return SCRIPT_IMPORT.sub(imported, text)


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def register(app: Flask, root: Path) -> None:
    """Serve the files under `root`, and give templates `asset(name)`."""
    assets = Assets(root)
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = lambda name: url_for(
        "assets.send", hashed_name=assets.named(name).hashed_name
    )
    app.register_blueprint(bp)


@bp.get("/static/<path:hashed_name>")
def send(hashed_name: str) -> ResponseReturnValue:
    asset: Asset | None = current_app.extensions["assets"].hashed(hashed_name)
    if asset is None:
        abort(404)
    accepted = request.accept_encodings
    for encoding, content in (("br", asset.br), ("gzip", asset.gz)):
        if content is not None and accepted[encoding]:
            response = Response(content, mimetype=asset.mimetype)
            response.headers["Content-Encoding"] = encoding
            response.set_etag(f"{asset.hashed_name}-{encoding}")
            break
    else:
        response = Response(asset.plain, mimetype=asset.mimetype)
        response.set_etag(asset.hashed_name)
    if asset.br is not None:
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOR_EVER
    return response.make_conditional(request)
