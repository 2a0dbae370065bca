"""How high an embed is at a width, as static/css/components/embed.css lays it out.

It is what a frame gets that nobody measures. The embed's own script tells the height exactly, and
where a frame is lower all the same, the videos scroll inside of it. All sizes are CSS pixels.
"""

from __future__ import annotations

import math

#: The videos of a page that its embed shows at most: it fills each row of two, three or six.
MOST = 6
#: The widths from which on three videos stand side by side, and all of them.
MEDIUM, LARGE = 416, 832
#: A cover is no wider than TikTok's picture of it.
MOST_OF_COVER = 300
_BORDERS, _HEAD, _FOOT = 2, 64, 53
_PADDING, _GAP, _ROW_GAP = 32, 12, 16
#: Two lines of a title, with the room above them.
_TITLE = 8 + 40
#: The words of an empty page.
_WORDS = 72
#: Beside a video's text, its cover has this width; below it, the text has this height.
_COVER_ASIDE, _TEXT_BELOW = 200, 12 + 48 + 12 + 44


def height_of_page(count: int, width: int) -> int:
    """Return the height of the embed of a page with `count` videos."""
    shown = min(count, MOST)
    if not shown:
        return _whole(_WORDS)
    columns = min(shown, _columns(width))
    rows = -(-shown // columns)
    cover = _cover((width - _BORDERS - _PADDING - (columns - 1) * _GAP) / columns)
    return _whole(rows * (cover + _TITLE) + (rows - 1) * _ROW_GAP)


def height_of_video(width: int) -> int:
    """Return the height of the embed of one video."""
    if width >= MEDIUM:
        return _whole(_cover(_COVER_ASIDE))
    return _whole(_cover(width - _BORDERS - _PADDING) + _TEXT_BELOW)


def _columns(width: int) -> int:
    if width < MEDIUM:
        return 2
    return 3 if width < LARGE else MOST


def _cover(width: float) -> float:
    """Return the height of a cover in this much room."""
    return max(min(width, MOST_OF_COVER), 0) * 4 / 3


def _whole(content: float) -> int:
    return math.ceil(_BORDERS + _HEAD + _PADDING + content + _FOOT)
