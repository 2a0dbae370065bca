"""Print a feed as newsboat keeps it in its cache; `pubDate` is in Unix seconds."""

import json
import sqlite3
import sys
from datetime import UTC, datetime

cache = sqlite3.connect(sys.argv[1])
[(title,)] = cache.execute("SELECT title FROM rss_feed")
rows = cache.execute("SELECT url, title, author, pubDate, content, enclosure_url FROM rss_item")
entries = [
    {
        "link": url,
        "title": name,
        "author": author,
        "published": datetime.fromtimestamp(published, UTC).isoformat(),
        "html": content,
        "pictures": [enclosure] if enclosure else [],
    }
    for url, name, author, published, content, enclosure in rows
]
print(json.dumps({"title": title, "entries": entries}))
