"""The videos of a page as it draws them, with or without their covers."""

from __future__ import annotations

from tests.support.html import Document, Element


def frames(page: Document) -> list[Element]:
    return page.all("span", data_video_id=True)


def pictures(page: Document) -> list[str]:
    """Return the addresses of the covers on a page."""
    return [image["src"] for frame in frames(page) for image in frame.all("img")]


def pending(page: Document) -> list[str]:
    return [frame["data-video-id"] for frame in page.all(data_pending=True)]
