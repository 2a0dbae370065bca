"""nginx with only a cache switched on; tests/processes covers docs/nginx.conf."""

from __future__ import annotations

from pathlib import Path

from bench.fronts.front import Front, is_root

SETTINGS = """
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
    proxy_cache_path {folder}/cache keys_zone=pages:10m;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{origin_port};
            proxy_set_header Accept-Encoding $http_accept_encoding;
            proxy_cache pages;
        }}
    }}
}}
"""


def prepare(folder: Path, port: int, origin_port: int) -> list[str]:
    settings = folder / "nginx.conf"
    settings.write_text(
        SETTINGS.format(
            user="user root;" if is_root() else "",
            folder=folder,
            port=port,
            origin_port=origin_port,
        )
    )
    return ["nginx", "-c", str(settings), "-p", str(folder), "-g", "daemon off;"]


FRONT = Front("nginx", "nginx-light", "nginx", prepare)
