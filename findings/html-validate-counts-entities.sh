#!/usr/bin/env bash
# Library:   html-validate 10.17.0 (npm), a validator of HTML
# Guess:     Its rule long-title, of the recommended ones, counts the characters that a search engine shows: "&amp;" is
#            one of them.
# Behaviour: It counts the source as it stands. A title of 67 characters with one "&" is refused as longer than 70 when
#            it is written as HTML asks, "&amp;", and passes with a bare "&".
# Meaning:   The rule judges how a title is written. Where titles come from people, it is of no use.
# Seen:      67 characters, "&amp;": title text cannot be longer than 70 characters
#            67 characters, "&": nothing
#            70 characters, no "&": nothing
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund html-validate@10.17.0

cat > expected <<'END'
67 characters, "&amp;": title text cannot be longer than 70 characters
67 characters, "&": nothing
70 characters, no "&": nothing
END
cat > look.mjs <<'END'
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({ root: true, rules: { "long-title": "error" } });
for (const [words, title] of [
  ['67 characters, "&amp;"', `Bread &amp; ${"x".repeat(59)}`],
  ['67 characters, "&"', `Bread & ${"x".repeat(59)}`],
  ['70 characters, no "&"', "x".repeat(70)],
]) {
  const html = `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body></body></html>`;
  const { results } = await validator.validateString(html);
  const said = results.flatMap((result) => result.messages).map((each) => each.message);
  console.log(`${words}: ${said.join("; ") || "nothing"}`);
}
END
timeout 60 node look.mjs > seen
cat seen
diff expected seen
