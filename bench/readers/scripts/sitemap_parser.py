"""Print each page that ultimate-sitemap-parser finds from the address of a site."""

import json
import sys

from usp.tree import sitemap_tree_for_homepage

pages = [
    {
        "url": page.url,
        "lastmod": page.last_modified and page.last_modified.isoformat(),
        "images": [image.loc for image in page.images or ()],
    }
    for page in sitemap_tree_for_homepage(sys.argv[1]).all_pages()
]
print(json.dumps(pages))
