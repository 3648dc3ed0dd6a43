"""Where pages for the operator arrive in the tests: a local web server that takes apprise's json:// calls."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class Pages:
    """A local web server that takes apprise's json:// calls."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.status = 200
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                pages.bodies.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send_response(pages.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Tests read what came, not a log."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"json://127.0.0.1:{self._server.server_port}/"

    @contextmanager
    def open(self) -> Iterator["Pages"]:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
