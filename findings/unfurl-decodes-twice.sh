#!/usr/bin/env bash
# Library:   unfurl.js 6.4.0 (npm), which makes link previews; compared with open-graph-scraper 6.12.0
# Guess:     A title is decoded once, as in a browser: a page about the text "&lt;details&gt;" writes
#            "&amp;lt;details&amp;gt;" and the preview gives "&lt;details&gt;".
# Behaviour: unfurl.js decodes again what its parser has decoded already, in <title> as in og:title, and gives
#            "<details>": words on the page come out as markup.
# Meaning:   A page cannot write around it. Whoever shows such a preview must escape it as they would any text.
# Seen:      unfurl.js title: Notes on <details>
#            unfurl.js og:title: Notes on <details>
#            open-graph-scraper og:title: Notes on &lt;details&gt;
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund unfurl.js@6.4.0 open-graph-scraper@6.12.0

cat > expected <<'END'
unfurl.js title: Notes on <details>
unfurl.js og:title: Notes on <details>
open-graph-scraper og:title: Notes on &lt;details&gt;
END
cat > look.js <<'END'
const http = require("node:http");
const { unfurl } = require("unfurl.js");
const scrape = require("open-graph-scraper");

const words = "Notes on &amp;lt;details&amp;gt;";
const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${words}</title>
<meta property="og:title" content="${words}"></head><body><p>Notes</p></body></html>`;

const site = http.createServer((request, response) => {
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(html);
});
site.listen(0, "127.0.0.1", async () => {
  const preview = await unfurl(`http://127.0.0.1:${site.address().port}/`);
  console.log(`unfurl.js title: ${preview.title}`);
  console.log(`unfurl.js og:title: ${preview.open_graph.title}`);
  console.log(`open-graph-scraper og:title: ${(await scrape({ html })).result.ogTitle}`);
  site.close();
  site.closeAllConnections();
});
END
timeout 60 node look.js > seen
cat seen
diff expected seen
