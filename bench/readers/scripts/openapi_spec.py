"""Print what openapi-spec-validator finds wrong with a description."""

import json
import sys
import urllib.request

from openapi_spec_validator import OpenAPIV31SpecValidator

with urllib.request.urlopen(sys.argv[1], timeout=20) as answer:
    description = json.load(answer)
if not description["openapi"].startswith("3.1."):
    sys.exit(f"error: another version: {description['openapi']}")
print(json.dumps([each.message for each in OpenAPIV31SpecValidator(description).iter_errors()]))
