"""`python3 -m sandbox`: run the look-alike alone."""

import argparse
import errno
import sqlite3
import sys
from pathlib import Path

from sandbox.apps import DEMO_CLIENT_KEY, DEMO_CLIENT_SECRET, AppRefused
from sandbox.settings import LIVES, SettingRefused, Settings


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python3 -m sandbox",
        description="A TikTok look-alike for development. Its control page is at /.",
    )
    made.add_argument("--host", default="127.0.0.1")
    made.add_argument("--port", type=int, default=8001, help="0 takes any free port")
    made.add_argument("--state", type=Path, help="folder that keeps grants; none: memory only")
    made.add_argument("--client-key", default=DEMO_CLIENT_KEY, help="of the demo app")
    made.add_argument("--client-secret", default=DEMO_CLIENT_SECRET)
    made.add_argument(
        "--redirect-uri", action="append", default=[], metavar="URL",
        help="a registered address beside loopback ones, compared exactly; may be repeated",
    )  # fmt: skip
    made.add_argument("--webhook-url", metavar="URL", help="where events are sent")
    made.add_argument("--profile", choices=tuple(LIVES), default="classic")
    explained = Settings.explained()
    for name in ("cover_life", "access_life", "refresh_life", "avatar_life"):
        made.add_argument(_option(name), type=int, metavar="SEC", help=explained[name])
    made.add_argument("--latency", type=int, default=0, metavar="MS", help=explained["latency_ms"])
    made.add_argument(
        "--calls-per-minute", type=int, default=600, metavar="N", help=explained["calls_per_minute"]
    )
    for name in ("cover_profile", "refresh_window", "oauth_envelope"):
        made.add_argument(_option(name), metavar="NAME", help=explained[name])
    made.add_argument("--oauth-error-status", type=int, help=explained["oauth_error_status"])
    for name in ("short_pages", "split_ties", "refresh_ends_access", "reconnect_ends_tokens"):
        made.add_argument(_option(name), action="store_true", help=explained[name])
    made.add_argument(
        "--no-rotation", dest="rotate", action="store_false", help="refresh tokens stay the same"
    )
    return made


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def settings_from(options: argparse.Namespace) -> Settings:
    settings = Settings()
    given = {name: value for name, value in vars(options).items() if value is not None}
    given["latency_ms"] = given.pop("latency")
    settings.change({name: given[name] for name in given.keys() & settings.as_json().keys()})
    return settings


def main() -> int:
    options = parser().parse_args()
    # Loaded late, so that --help and a wrong option answer at once.
    from sandbox.memory import return_large_blocks
    from sandbox.server import make_server, serve
    from sandbox.world import World

    try:
        world = World(
            options.state,
            settings_from(options),
            client_key=options.client_key,
            client_secret=options.client_secret,
            redirect_uris=tuple(options.redirect_uri),
            webhook_url=options.webhook_url,
        )
        server = make_server(world, options.host, options.port)
    except (AppRefused, SettingRefused, OSError, sqlite3.Error) as error:
        reason = str(error)
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            reason = f"port {options.port} is taken"
        print(f"The sandbox cannot start: {reason}", file=sys.stderr)
        return 1
    return_large_blocks()
    serve(server)
    world.storage.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
