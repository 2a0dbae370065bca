"""Print a feed as feedparser gives it: https://feedparser.readthedocs.io/"""

import calendar
import json
import sys
from datetime import UTC, datetime

import feedparser

found = feedparser.parse(sys.argv[1])
if found.bozo:
    sys.exit(f"ill-formed: {found.bozo_exception}")
entries = [
    {
        "link": entry.link,
        "title": entry.title,
        "author": entry.author,
        "published": datetime.fromtimestamp(
            calendar.timegm(entry.published_parsed), UTC
        ).isoformat(),
        "html": entry.content[0].value if "content" in entry else entry.summary,
        "pictures": [
            *(each["url"] for each in entry.media_thumbnail),
            *(each.href for each in entry.enclosures),
        ],
    }
    for entry in found.entries
]
print(json.dumps({"title": found.feed.title, "entries": entries}))
