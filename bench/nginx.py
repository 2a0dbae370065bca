"""docs/nginx.conf on this machine: other ports, no certificate, its own folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench.answers import SERVERS_OWN, Answer, running
from portfolio.supervisor.processes import ROOT, Child
from tests.servers.surroundings import free_port

OURS = ROOT / "docs" / "nginx.conf"
#: nginx's global settings, for both servers below.
FRAME = """
{user}
worker_processes 2;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    default_type text/plain;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {ours}
    server {{
        listen 127.0.0.1:{static_port};
        location = /nothing {{ return 204; }}
        location = /page {{
            alias {folder}/page;
            {headers}
        }}
        location = /open {{
            alias {folder}/page;
            open_file_cache max=2000 inactive=60s;
            {headers}
        }}
    }}
}}
"""


@contextmanager
def in_front_of(site_url: str, page: Answer, folder: Path) -> Iterator[tuple[str, str]]:
    """Run nginx; yield the addresses of the site behind it and of a server of static files.

    The static server answers `/page` with the bytes and headers of `page`, `/open` with the same
    from a file that stays open, and `/nothing`.
    """
    port, static_port = free_port(), free_port()
    (folder / "page").write_bytes(page.body)
    said = [
        f'add_header {name} "{text}";'
        for name, text in page.headers
        if name.lower() not in SERVERS_OWN | {"content-length", "content-type", "etag"}
    ]
    said.append(f'types {{ }} default_type "{page["Content-Type"]}";')
    configuration = folder / "nginx.conf"
    configuration.write_text(
        FRAME.format(
            user="user root;" if os.geteuid() == 0 else "",
            folder=folder,
            ours=adapted(OURS.read_text(), urlsplit(site_url).port or 80, port, folder),
            static_port=static_port,
            headers="\n            ".join(said),
        )
    )
    command = ["nginx", "-c", str(configuration), "-p", str(folder), "-g", "daemon off;"]
    server = Child("nginx", command, dict(os.environ), log=folder / "nginx.log")
    with running(server, static_port):
        yield f"http://127.0.0.1:{port}", f"http://127.0.0.1:{static_port}"


def adapted(text: str, site_port: int, port: int, folder: Path) -> str:
    """Return the configuration for these ports: plain HTTP, and no redirect to it."""
    text = text.replace("/var/cache/nginx-showreel", str(folder / "cache"))
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{site_port}")
    text = re.sub(r"^server \{\n    listen 80;.*?^\}\n", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^ *(ssl_certificate|listen \[::\]).*\n", "", text, flags=re.MULTILINE)
    changed = re.sub(r"listen 443 .*;", f"listen 127.0.0.1:{port};", text)
    if changed == text:
        raise ValueError("docs/nginx.conf does not listen on 443 as this command expects")
    return changed
