#!/usr/bin/env bash
# Libraries: Chromium 156.0.8078.108 (Debian 12), driven by Playwright 1.65.2
# Guess:     fetch(…, { cache: "reload" }) and { cache: "no-store" } always ask the server, as the Fetch standard says.
# Behaviour: In a tab that Chromium restored after a restart, whose page came from its store, a fetch of the page's own
#            address is answered from the store while the stored answer is fresh, also with "reload" or "no-store": no
#            request leaves. The same fetch in a tab that was opened by a visit asks the server each time, and so does
#            the restored tab as soon as the address has another query.
# Meaning:   In a restored tab a page cannot renew itself by its own address before its max-age is over: keep max-age
#            short, or ask with a query of its own. A test that moves only the site's clock has to wait for that time.
# Seen:      visited: reload asks the server, no-store asks the server
#            restored: the page itself is from the store
#            restored: reload is from the store, no-store is from the store
#            restored, with a query: no-store asks the server
set -eu
command -v chromium > /dev/null || { echo "Debian's chromium is needed" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q playwright==1.65.2
cat > "$work/expected" <<'END'
visited: reload asks the server, no-store asks the server
restored: the page itself is from the store
restored: reload is from the store, no-store is from the store
restored, with a query: no-store asks the server
END
cat > "$work/restore.py" <<'END'
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import sync_playwright

requests = []


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/page"):
            requests.append(self.path)
        body = b"<title>A page</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Cache-Control", "public, max-age=60")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def source(page, address, mode):
    before = len(requests)
    page.evaluate("async ([at, cache]) => (await fetch(at, { cache })).text()", [address, mode])
    return "asks the server" if len(requests) > before else "is from the store"


def start(playwright, *flags):
    return playwright.chromium.launch_persistent_context(
        sys.argv[1],
        executable_path="/usr/bin/chromium",
        args=["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", *flags],
    )


server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/page"
with sync_playwright() as playwright:
    context = start(playwright)
    page = context.pages[0]
    page.goto(url)
    print("visited:", ", ".join(f"{mode} {source(page, url, mode)}" for mode in ("reload", "no-store")))
    context.close()
    before = len(requests)
    context = start(playwright, "--restore-last-session")
    while not (found := [each for each in context.pages if each.url == url]):
        time.sleep(0.1)
    page = found[0]
    page.wait_for_load_state()
    print("restored: the page itself", "is from the store" if len(requests) == before else "was asked for")
    print("restored:", ", ".join(f"{mode} {source(page, url, mode)}" for mode in ("reload", "no-store")))
    print("restored, with a query: no-store", source(page, f"{url}?other", "no-store"))
    context.close()
END
timeout 120 "$work/venv/bin/python" "$work/restore.py" "$work/profile" > "$work/seen"
cat "$work/seen"
diff "$work/expected" "$work/seen"
