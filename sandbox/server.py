"""The HTTP server: threads, keep-alive, no log, gone at once when told to stop."""

import signal
import threading

from flask import Flask
from werkzeug.routing import BaseConverter
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from sandbox import consent, control, control_page, media, oauth, player, resources
from sandbox.world import World, begin, finish


class Regex(BaseConverter):
    part_isolating = True

    def __init__(self, routes: object, pattern: str) -> None:
        super().__init__(routes)  # type: ignore[arg-type]
        self.regex = pattern


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body leave in two writes; waiting to join them costs 40 ms an answer.
    disable_nagle_algorithm = True
    # An idle connection ends after this many seconds and gives its thread back.
    timeout = 60

    def log(self, type: str, message: str, *args: object) -> None:
        """Stay silent: every call is kept in the record instead."""

    def send_response(self, code: int, message: str | None = None) -> None:
        """Leave out the server's Date: the answer has one, told by the sandbox's clock."""
        self.send_response_only(code, message)


class Server(ThreadedWSGIServer):
    request_queue_size = 512
    daemon_threads = True
    block_on_close = False


def create_app(world: World) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.url_map.converters["regex"] = Regex
    app.extensions["sandbox"] = world
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.before_request(begin)
    app.after_request(finish)
    for part in (consent, oauth, resources, media, player, control, control_page):
        app.register_blueprint(part.blueprint)
    return app


def make_server(world: World, host: str, port: int) -> Server:
    """Bind and listen; port 0 takes any free one, told by `server.port`."""
    return Server(host, port, create_app(world), Handler)


def serve(server: Server) -> None:
    """Answer until SIGTERM or SIGINT, then stop within a fraction of a second."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    print(f"sandbox listening on http://{server.host}:{server.port}", flush=True)
    stopping.wait()
