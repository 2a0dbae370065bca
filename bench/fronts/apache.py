"""Apache with mod_cache: by default it keeps showing an old page while the site answers 5xx."""

from __future__ import annotations

from pathlib import Path

from bench.fronts.front import Front, is_root

MODULES = Path("/usr/lib/apache2/modules")
LOADED = ("mpm_event", "authz_core", "proxy", "proxy_http", "cache", "cache_disk")
SETTINGS = """
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/error.log
Mutex file:{folder}
DefaultRuntimeDir {folder}
{modules}
{user}
CacheRoot {folder}/cache
CacheEnable disk /
ProxyPass / http://127.0.0.1:{origin_port}/
"""


def prepare(folder: Path, port: int, origin_port: int) -> list[str]:
    (folder / "cache").mkdir()
    (folder / "cache").chmod(0o777)
    settings = folder / "apache2.conf"
    settings.write_text(
        SETTINGS.format(
            folder=folder,
            port=port,
            origin_port=origin_port,
            modules="\n".join(
                f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED
            ),
            user="User www-data\nGroup www-data" if is_root() else "",
        )
    )
    return ["apache2", "-D", "FOREGROUND", "-f", str(settings)]


FRONT = Front("Apache", "apache2", "apache2", prepare)
