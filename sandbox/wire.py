"""HTTP/1.1 with keep-alive; Werkzeug's own handler closes each connection after one answer."""

import io
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

Head = tuple[str, list[tuple[str, str]]]


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body may leave in two writes; waiting to join them (Nagle) would cost 40 ms.
    disable_nagle_algorithm = True
    # An idle connection ends after this many seconds and gives its thread back.
    timeout = 60

    def run_wsgi(self) -> None:
        """Answer one request. The whole body is read first, so that the next request can follow."""
        self.environ = environ = self.make_environ()
        try:
            environ["wsgi.input"] = io.BytesIO(self._body(environ))
            self._answer(environ)
        except (ConnectionError, TimeoutError):
            # The caller closed the connection, or a fault cut it.
            self.close_connection = True

    def log(self, type: str, message: str, *args: object) -> None:
        """Stay silent: every call is kept in the record instead."""

    def _body(self, environ: dict[str, Any]) -> bytes:
        if environ.get("wsgi.input_terminated"):
            return bytes(environ["wsgi.input"].read())
        return self.rfile.read(int(environ.get("CONTENT_LENGTH") or 0))

    def _answer(self, environ: dict[str, Any]) -> None:
        head: list[Head] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], exc_info: object = None
        ) -> Callable[[bytes], object]:
            head.append((status, headers))
            return self.wfile.write

        body: Iterable[bytes] = self.server.app(environ, start_response)
        try:
            pieces = iter(body)
            first = next(pieces, b"")
            status, headers = head[-1]
            # Head and first piece together: most answers are one packet.
            self.wfile.write(self._head(status, headers) + first)
            for piece in pieces:
                self.wfile.write(piece)
        finally:
            if callable(close := getattr(body, "close", None)):
                close()

    def _head(self, status: str, headers: list[tuple[str, str]]) -> bytes:
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
        # Without a length only the end of the connection ends the answer.
        if not any(name.lower() == "content-length" for name, _ in headers) and not (
            status.startswith(("204", "304")) or self.command == "HEAD"
        ):
            self.close_connection = True
        if self.close_connection:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


class Server(ThreadedWSGIServer):
    request_queue_size = 512
    daemon_threads = True
    block_on_close = False
