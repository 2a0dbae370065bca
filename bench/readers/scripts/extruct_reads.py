"""Print the JSON-LD of a page, taken out by extruct and expanded by pyld.

The context of schema.org lies here, as it could not be fetched: all names are of its vocabulary,
and the values of these properties are addresses.
"""

import json
import sys
import urllib.request

import extruct
from pyld import jsonld

ADDRESSES = ("url", "image", "thumbnailUrl", "embedUrl", "sameAs")
CONTEXT = {
    "@context": {
        "@vocab": "https://schema.org/",
        **{name: {"@id": f"https://schema.org/{name}", "@type": "@id"} for name in ADDRESSES},
    }
}


def loader(address: str, _: object) -> dict[str, object]:
    if not address.startswith("https://schema.org"):
        raise ValueError(f"another vocabulary: {address}")
    return {"contextUrl": None, "documentUrl": address, "document": CONTEXT}


jsonld.set_document_loader(loader)
with urllib.request.urlopen(sys.argv[1], timeout=20) as answer:
    html = answer.read().decode()
found = extruct.extract(html, base_url=sys.argv[1], syntaxes=["json-ld"])["json-ld"]
print(json.dumps([whole for each in found for whole in jsonld.expand(each)]))
