"""`python3 -m sandbox`: run the look-alike alone."""

import argparse
import errno
import sqlite3
import sys
from pathlib import Path

from .apps import DEMO_CLIENT_KEY, DEMO_CLIENT_SECRET, AppRefused
from .scopes import DISPLAY
from .settings import DOCUMENTED, OBSERVED, PARTS, SettingRefused, Settings


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog=_program(),
        description="A TikTok look-alike for development. Its control page is at /.",
    )
    made.add_argument("--host", default="127.0.0.1")
    made.add_argument("--port", type=int, default=8001, help="0 takes any free port")
    made.add_argument("--state", type=Path, help="folder that keeps grants; none: memory only")
    made.add_argument(
        "--creators",
        type=Path,
        metavar="FILE",
        help="JSON file of creators; then the demo ones are not there",
    )
    made.add_argument("--client-key", default=DEMO_CLIENT_KEY, help="of the demo app")
    made.add_argument("--client-secret", default=DEMO_CLIENT_SECRET)
    made.add_argument(
        "--redirect-uri", action="append", default=[], metavar="URL",
        help="a registered address beside loopback ones, compared exactly; may be repeated",
    )  # fmt: skip
    made.add_argument(
        "--scopes", default=",".join(DISPLAY), metavar="NAMES",
        help="of the demo app, joined by commas",
    )  # fmt: skip
    made.add_argument("--webhook-url", metavar="URL", help="where events are sent")
    explained = Settings.explained()
    made.add_argument(
        "--profile", choices=(OBSERVED, DOCUMENTED), default=OBSERVED, help=explained["profile"]
    )
    for name, choices in PARTS.items():
        made.add_argument(_option(name), choices=choices, help=explained[name])
    for name in ("cover_life", "access_life", "refresh_life", "avatar_life"):
        made.add_argument(_option(name), type=int, metavar="SEC", help=explained[name])
    made.add_argument("--latency", type=int, default=0, metavar="MS", help=explained["latency_ms"])
    made.add_argument(
        "--calls-per-minute", type=int, default=600, metavar="N", help=explained["calls_per_minute"]
    )
    made.add_argument("--oauth-envelope", metavar="NAME", help=explained["oauth_envelope"])
    made.add_argument("--oauth-error-status", type=int, help=explained["oauth_error_status"])
    for name in (
        "short_pages",
        "split_ties",
        "refresh_ends_access",
        "reconnect_ends_tokens",
        "lenient_paths",
        "plain_pictures",
    ):
        made.add_argument(_option(name), action="store_true", help=explained[name])
    made.add_argument(
        "--no-rotation", dest="rotate", action="store_false", help="refresh tokens stay the same"
    )
    return made


def _program() -> str:
    """Return how this was started: by the command of the package, or as a module."""
    called = Path(sys.argv[0]).name
    return called if called != "__main__.py" else f"python3 -m {__package__}"


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
    from .creators import LISTED_DEMO
    from .creators_file import CreatorsRefused, read
    from .memory import return_large_blocks
    from .plain import MISSING, has_pillow
    from .server import make_server, serve
    from .world import World

    try:
        world = World(
            options.state,
            settings_from(options),
            client_key=options.client_key,
            client_secret=options.client_secret,
            redirect_uris=tuple(options.redirect_uri),
            webhook_url=options.webhook_url,
            scopes=tuple(options.scopes.split(",")),
            creators=read(options.creators) if options.creators else LISTED_DEMO,
        )
        server = make_server(world, options.host, options.port)
    except (AppRefused, CreatorsRefused, SettingRefused, OSError, sqlite3.Error) as error:
        reason = str(error)
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            reason = f"port {options.port} is taken"
        print(f"The sandbox cannot start: {reason}", file=sys.stderr)
        return 1
    if not has_pillow():
        print(MISSING, file=sys.stderr, flush=True)
    return_large_blocks()
    serve(server)
    world.storage.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
