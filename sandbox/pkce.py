"""PKCE: where TikTok's sources disagree, both forms are accepted."""

import base64
import hashlib
import re

from .apps import App

VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


def proves(app: App, challenge: str | None, verifier: str | None) -> bool:
    """Check PKCE. Desktop apps hash to hex; web apps may send neither, hex or base64url.

    https://developers.tiktok.com/doc/login-kit-desktop documents the hex form.
    """
    if challenge is None:
        return True
    if verifier is None or not VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    if challenge == digest.hex():
        return True
    plain = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return app.platform == "web" and challenge == plain
