"""The addresses of covers and avatars, before they are signed.

The "observed" shapes are from Display API answers of 2025 and 2026, the others from TikTok's
documentation pages.
"""

import secrets
from random import SystemRandom
from typing import NamedTuple
from urllib.parse import unquote
from zlib import crc32

from .letters import base62, from_base62
from .videos import Video

# Folds an id into a name that looks as opaque as TikTok's, and back.
FACTOR = 0x9E37_79B9_7F4A_7C15
INVERSE = pow(FACTOR, -1, 2**64)
# The parameters of an address that hold its signature and its expiry.
EXPIRES, SIGNATURE = "x-expires", "x-signature"
_chance = SystemRandom()


class Address(NamedTuple):
    """`parameters` keep their order; EXPIRES and SIGNATURE are still empty."""

    path: str
    parameters: list[tuple[str, str]]


class Kind(NamedTuple):
    """A kind of picture: where it lies, and the constants that its addresses carry.

    `endings` are the orders in which the last three parameters come, with how often each was seen.
    """

    buckets: tuple[str, ...]
    dr: tuple[str, ...]
    t: str
    ps: str
    shp: str
    last: tuple[tuple[str, str], ...] = ()
    endings: tuple[tuple[tuple[int, ...], int], ...] = (((), 1),)


def _marks(business: str) -> tuple[tuple[str, str], ...]:
    return (("biz_tag", business), ("s", "TIKTOK_FOR_DEVELOPER"), ("sc", "cover"))


VIDEO = Kind(
    ("tos-maliva-p-0068", "tos-alisg-p-0037", "tos-useast5-p-0068-tx", "tos-no1a-p-0037-no"),
    ("14782", "8596", "9232"), "bacd0480", "933b5bde", "d05b14bd", _marks("tt_video"),
    (((0, 1, 2), 16), ((2, 0, 1), 4), ((1, 2, 0), 1)),
)  # fmt: skip
PHOTO = Kind(
    ("tos-maliva-i-photomode-us", "tos-alisg-i-photomode-sg", "tos-useast5-i-photomode-tx"),
    ("17580", "12229"), "5897f7ec", "d5b8ac02", "d05b14bd", _marks("tt_photomode"),
    (((1, 0, 2), 5), ((1, 2, 0), 1)),
)  # fmt: skip
AVATAR = Kind(
    ("tos-alisg-avt-0068", "tos-useast5-avt-0068-tx"),
    ("14577", "14579", "9638"), "4d5b0474", "13740610", "a5d48078",
)  # fmt: skip
IDC = ("maliva", "useast5", "my", "my2", "my3", "sg1")
# Templates of a video's cover, each as often as its weight.
CROPS = ("300:400:q72.jpeg",) * 9 + ("300:400:q70.jpeg",) * 3 + ("300:400:q70.webp",) * 4


def cover(video: Video, *, observed: bool) -> Address:
    folded = video.id * FACTOR % 2**64
    if not observed:
        return _documented(f"/tos-alisg-p-0037/{_hex(folded)}~tplv-noop.image")
    if video.is_photo_post:
        shape = "photomode-image-cover:640:0:q70.webp"
        return _observed(PHOTO, folded, f"{_hex(folded)}~tplv-{shape}")
    name = _name(video.id, folded)
    if video.cover == "tall":
        return _observed(VIDEO, folded, f"{name}~tplv-noop.image")
    if folded % 17 == 0:
        inner = f"tos-useast2a-v-0068/{name[::-1]}"
        template = f"{name}~tplv-tiktokx-dmt-logoccm:300:400:{inner}.jpeg"
        return _observed(VIDEO._replace(dr=("1368",)), folded, template)
    crop = CROPS[folded % len(CROPS)]
    return _observed(VIDEO, folded, f"{name}~tplv-tiktokx-cropcenter-q:{crop}")


def avatar(account: str, size: int, *, observed: bool) -> Address:
    name = account.encode().hex().ljust(48, "0")
    if not observed:
        return _documented(f"/tos-useast5-avt-0068-tx/{name}~c5_{size}x{size}.jpeg")
    shape = f"tiktokx-cropcenter:{size}:{size}.jpeg"
    return _observed(AVATAR, crc32(account.encode()), f"{name}~tplv-{shape}")


def video_of(path: str) -> int | None:
    """Return the id of the video on a cover's path, or None."""
    name = path.split("/")[2].partition("~")[0]
    try:
        folded = from_base62(name[1:12]) if name.startswith("o") else int(name[:16], 16)
    except ValueError:
        return None
    return folded * INVERSE % 2**64


def account_of(path: str) -> str | None:
    """Return the account on an avatar's path, or None."""
    name = unquote(path).split("/")[2].partition("~")[0]
    try:
        return bytes.fromhex(name).rstrip(b"\0").decode()
    except ValueError:
        return None


def _documented(path: str) -> Address:
    return Address(path, [(EXPIRES, ""), (SIGNATURE, "")])


def _observed(kind: Kind, number: int, rest: str) -> Address:
    orders = [order for order, _ in kind.endings]
    order = _chance.choices(orders, [seen for _, seen in kind.endings])[0]
    parameters = [
        ("dr", kind.dr[number // 7 % len(kind.dr)]),
        # A cache marker, unrelated to OAuth despite its name.
        ("refresh_token", secrets.token_hex(4)),
        (EXPIRES, ""),
        (SIGNATURE, ""),
        ("t", kind.t),
        ("ps", kind.ps),
        ("shp", kind.shp),
        ("shcp", "8aecc5ac"),
        ("idc", IDC[number // 11 % len(IDC)]),
        *(kind.last[place] for place in order),
    ]
    return Address(f"/{kind.buckets[number // 5 % len(kind.buckets)]}/{rest}", parameters)


def _hex(folded: int) -> str:
    return f"{folded:016x}{folded * FACTOR % 2**64:016x}"


def _name(video_id: int, folded: int) -> str:
    """Return mostly `o` and 36 or 37 letters and digits, sometimes hex, with or without a time."""
    if folded % 19 == 0:
        return _hex(folded)
    if folded % 19 in (1, 2):
        return f"{_hex(folded)}_{video_id >> 32:010}"
    filler = base62(folded * FACTOR**2 % 2**192, 33)[-(25 + folded % 2) :]
    return f"o{base62(folded, 11)}{filler}"
