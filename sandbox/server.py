"""The Flask application, and serving it until told to stop."""

import signal
import socket
import threading

from flask import Flask
from werkzeug.routing import BaseConverter

from sandbox import consent, control, control_page, media, oauth, people, player, resources
from sandbox.wire import Handler, Server
from sandbox.world import World, begin, finish


class Regex(BaseConverter):
    part_isolating = True

    def __init__(self, routes: object, pattern: str) -> None:
        super().__init__(routes)  # type: ignore[arg-type]
        self.regex = pattern


def create_app(world: World) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.url_map.converters["regex"] = Regex
    app.extensions["sandbox"] = world
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.before_request(begin)
    app.after_request(finish)
    for part in (consent, oauth, resources, media, player, control, people, control_page):
        app.register_blueprint(part.blueprint)
    return app


def make_server(world: World, host: str, port: int) -> Server:
    """Bind and listen; port 0 takes any free one, told by `server.port`. Raises OSError."""
    with socket.create_server((host, port), backlog=Server.request_queue_size) as listening:
        # Werkzeug would leave the process by itself where a port is taken; it gets a bound one.
        return Server(host, port, create_app(world), Handler, fd=listening.fileno())


def serve(server: Server) -> None:
    """Answer until SIGTERM or SIGINT, then stop within a fraction of a second."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    print(f"sandbox listening on http://{server.host}:{server.port}", flush=True)
    stopping.wait()
