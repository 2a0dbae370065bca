"""The Flask application, and the server that runs it until a signal stops it."""

import signal
import socket
import threading

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from . import consent, control, control_page, media, oauth, paths, people, player, resources
from .wire import Handler, Server
from .world import World, begin, finish


class Regex(BaseConverter):
    part_isolating = True

    def __init__(self, routes: object, pattern: str) -> None:
        super().__init__(routes)  # type: ignore[arg-type]
        self.regex = pattern


class _Answer(Response):
    """Write half a surrogate pair as a question mark in a page: UTF-8 cannot hold one."""

    def set_data(self, value: bytes | str) -> None:
        super().set_data(value.encode(errors="replace") if isinstance(value, str) else value)


def create_app(world: World) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.response_class = _Answer
    app.url_map.converters["regex"] = Regex
    app.extensions["sandbox"] = world
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.before_request(begin)
    app.before_request(paths.unsupported)
    app.after_request(finish)
    app.register_error_handler(HTTPException, _in_json)
    for part in (consent, oauth, resources, paths, media, player, control, people, control_page):
        app.register_blueprint(part.blueprint)
    return app


def _in_json(error: HTTPException) -> ResponseReturnValue:
    """Answer an error as JSON on the control, as a page elsewhere."""
    if not request.path.startswith("/_control"):
        return error
    reason = f"there is nothing at {request.method} {request.path}"
    code = error.code or 500
    return jsonify(error=reason if code in (404, 405) else error.description), code


def make_server(world: World, host: str, port: int) -> Server:
    """Bind and listen; port 0 takes any free one, told by `server.port`. Raises OSError."""
    with socket.create_server((host, port), backlog=Server.request_queue_size) as listening:
        # Werkzeug would exit the process if the port is taken, so it gets a bound socket.
        return Server(host, port, create_app(world), Handler, fd=listening.fileno())


def serve(server: Server) -> None:
    """Answer until SIGTERM or SIGINT, then stop within a fraction of a second."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    print(f"sandbox listening on http://{server.host}:{server.port}", flush=True)
    while not stopping.wait(0.2):  # a signal that comes just before a wait does not end it
        pass
