"""Print the preview that linkpreview gives of an address."""

import json
import sys

from linkpreview import link_preview

found = link_preview(sys.argv[1])
picture = found.absolute_image
print(json.dumps({"title": found.title, "text": found.description, "picture": picture}))
