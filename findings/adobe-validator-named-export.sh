#!/usr/bin/env bash
# Library:   @adobe/structured-data-validator 1.7.1 (npm), a validator of structured data
# Guess:     The first example of its README works: import { Validator } from "@adobe/structured-data-validator".
# Behaviour: The package has a default export alone, so that line ends the program before it begins. With
#            import Validator from … the rest of the example works.
# Meaning:   Import the default.
# Seen:      README: import { Validator } from '@adobe/structured-data-validator';
#            named: SyntaxError, no export named 'Validator'
#            default: Required attribute "thumbnailUrl" is missing
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund @adobe/structured-data-validator@1.7.1 @marbec/web-auto-extractor@2.2.1

cat > expected <<'END'
README: import { Validator } from '@adobe/structured-data-validator';
named: SyntaxError, no export named 'Validator'
default: Required attribute "thumbnailUrl" is missing
END
cat > named.mjs <<'END'
import { Validator } from "@adobe/structured-data-validator";
console.log(`named: ${typeof Validator}`);
END
cat > default.mjs <<'END'
import Validator from "@adobe/structured-data-validator";
import WebAutoExtractor from "@marbec/web-auto-extractor";

const video = { "@context": "https://schema.org", "@type": "VideoObject", name: "Bread", uploadDate: "2026-11-03" };
const html = `<script type="application/ld+json">${JSON.stringify(video)}</script>`;
const data = new WebAutoExtractor({ addLocation: true, embedSource: ["rdfa", "microdata"] }).parse(html);
const issues = await new Validator(null).validate(data);
for (const each of issues.filter((issue) => issue.severity === "ERROR")) console.log(`default: ${each.issueMessage}`);
END
{
  echo "README: $(grep -m1 '^import { Validator }' node_modules/@adobe/structured-data-validator/README.md)"
  timeout 60 node named.mjs 2>&1 | sed -n "s/^SyntaxError: .* \(export named .*\)/named: SyntaxError, no \1/p" || true
  timeout 60 node default.mjs
} > seen
cat seen
diff expected seen
