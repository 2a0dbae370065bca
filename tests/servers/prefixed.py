"""Showreel under a path of a host, behind a proxy that answers 404 at all other paths."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portfolio.supervisor.ports import answers
from portfolio.supervisor.processes import ROOT, Child
from tests.servers.launch import Site, showreel
from tests.servers.surroundings import free_port
from tests.servers.waiting import wait_for

PREFIX = "/reels"
#: A request with this header is handed on without its prefix, any other unchanged.
STRIPPED = {"X-Proxy": "strips"}
STRIP = f'if ($http_x_proxy = "strips") {{ rewrite ^{PREFIX}(/.*)$ $1 break; }}'
NGINX = """
{user}
pid {folder}/pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{ return 404; }}
        {documented}
    }}
}}
"""


@contextmanager
def under_a_prefix() -> Iterator[Site]:
    """Run Showreel at `PREFIX` of the proxy's address."""
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    settings = {"PUBLIC_URL": f"{here}{PREFIX}", "TRUSTED_PROXIES": "1"}
    with showreel(env=settings, workers=1) as site:
        proxy = _nginx(port, site.port, site.folder / "nginx")
        proxy.start()
        try:
            wait_for(lambda: answers(port, f"{PREFIX}/healthz"), "nginx", proxy)
            yield site
        finally:
            proxy.kill()


def _nginx(port: int, site_port: int, folder: Path) -> Child:
    folder.mkdir()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        NGINX.format(
            user="user root;" if os.geteuid() == 0 else "",
            folder=folder,
            port=port,
            documented=documented(site_port),
        )
    )
    command = ["nginx", "-c", str(configuration), "-p", str(folder), "-g", "daemon off;"]
    return Child("nginx", command, dict(os.environ), log=folder / "nginx.log")


def documented(site_port: int) -> str:
    """Return the nginx block of docs/running.md, with both ways to hand on the path."""
    text = (ROOT / "docs" / "running.md").read_text()
    (block,) = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    return (
        str(block).replace(":8000;", f":{site_port};").replace("proxy_pass", f"{STRIP} proxy_pass")
    )
