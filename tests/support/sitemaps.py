"""The sitemaps as search engines read them: the index, and then each one that it names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from tests.support.people import Browser

MAP, IMAGE = (
    "{http://www.sitemaps.org/schemas/sitemap/0.9}",
    "{http://www.google.com/schemas/sitemap-image/1.1}",
)


@dataclass(frozen=True)
class ReadPlace:
    url: str
    changed_at: datetime | None
    pictures: tuple[str, ...]


def sitemaps(visitor: Browser) -> list[str]:
    """Return the addresses that the index names."""
    index = ET.fromstring(visitor.get("/sitemap.xml").data)
    assert index.tag == f"{MAP}sitemapindex"
    return [str(each.text) for each in index.iter(f"{MAP}loc")]


def places(visitor: Browser) -> list[ReadPlace]:
    """Return all that the sitemaps tell of."""
    return [place for address in sitemaps(visitor) for place in read(visitor.get(address).data)]


def read(body: bytes) -> list[ReadPlace]:
    whole = ET.fromstring(body)
    assert whole.tag == f"{MAP}urlset"
    return [_place(each) for each in whole]


def _place(each: ET.Element) -> ReadPlace:
    changed = each.findtext(f"{MAP}lastmod")
    if changed is not None:
        assert changed.endswith("Z")
    return ReadPlace(
        url=str(each.findtext(f"{MAP}loc")),
        changed_at=None if changed is None else datetime.fromisoformat(changed),
        pictures=tuple(str(image.text) for image in each.iter(f"{IMAGE}loc")),
    )
