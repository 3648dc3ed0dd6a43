"""Dependencies are held against advisories where a source of them is named, and loudly not where none is."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@contextmanager
def a_source(tell: Callable[[list[dict[str, Any]]], bytes]) -> Iterator[str]:
    """A source of advisories on this machine, which tells this of what it is asked."""

    class Source(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            body = tell(asked["queries"]) if self.path == "/v1/querybatch" else b""
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Source)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def audit(source: str) -> tuple[int, str]:
    environment = {**os.environ, "CONVITE_ADVISORIES": source, "no_proxy": "*"}
    command = [sys.executable, ".ci/audit"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def told(unsafe: str) -> Callable[[list[dict[str, Any]]], bytes]:
    def tell(queries: list[dict[str, Any]]) -> bytes:
        assert all(one["package"]["ecosystem"] == "PyPI" and one["version"] for one in queries)
        results = [{"vulns": [{"id": "X-1"}]} if one["package"]["name"] == unsafe else {} for one in queries]
        return json.dumps({"results": results}).encode()

    return tell


def test_what_is_known_to_be_unsafe_fails_and_all_else_does_not() -> None:
    with a_source(told("fastapi")) as source:
        code, said = audit(source)
    assert code == 1
    assert "UNSAFE: fastapi " in said
    assert said.count("UNSAFE") == 1
    with a_source(told("nothing-of-ours")) as source:
        code, said = audit(source)
    assert (code, said.endswith("0 of them with advisories\n")) == (0, True)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"results": []}', b"[]"])
def test_a_source_that_answers_nothing_of_use_is_no_audit(body: bytes) -> None:
    with a_source(lambda _: body) as source:
        code, said = audit(source)
    assert code == 0
    assert "*** NOT AUDITED" in said


@pytest.mark.parametrize("source", ["", "http://127.0.0.1:9"])
def test_no_source_is_said_loudly_and_stops_nobody(source: str) -> None:
    code, said = audit(source)
    assert code == 0
    assert "*** NOT AUDITED" in said
