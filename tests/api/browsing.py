"""A real Chromium, on a telephone of 360 px and on a desk, and a served app for it to look at."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from sqlalchemy import Engine

from api.app import Web, create_app
from tests.api.town import SECRET

# The shell is the same Chromium without windows, at half the processor's time.
CHROMIUMS = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SMALL: ViewportSize = {"width": 320, "height": 480}
TELEPHONE: ViewportSize = {"width": 360, "height": 640}
DESK: ViewportSize = {"width": 1200, "height": 800}
EACH_SIZE = pytest.mark.parametrize("size", [TELEPHONE, DESK], ids=["telephone", "desk"])
EACH_WAY = pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])


def started() -> Iterator[Browser]:
    """A Chromium; the test is skipped where none is on this machine, unless browser tests were demanded."""
    found = next((path for path in CHROMIUMS if path.exists()), None)
    if found is None:
        if os.environ.get("CONVITE_DEMAND_BROWSER") == "1":
            pytest.fail("no Chromium is there, and the browser tests were demanded")
        pytest.skip("no Chromium is on this machine (apt install chromium-headless-shell)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield chromium
        chromium.close()


@contextmanager
def a_page(
    browser: Browser, size: ViewportSize, javascript: bool = True, session: str = ""
) -> Iterator[Page]:
    """A page whose console must stay silent: a refused style or a broken link would show there. With a
    `session`, the token of somebody who is signed in.
    """
    said: list[str] = []
    context = browser.new_context(viewport=size, java_script_enabled=javascript, locale="es-CO")
    if session:
        context.add_cookies([{"name": "sesion", "value": session, "domain": "127.0.0.1", "path": "/"}])
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    yield page
    context.close()
    unexpected = [text for text in said if "the server responded with a status of 4" not in text]
    assert not unexpected, unexpected


@contextmanager
def a_site(engine: Engine, now: Callable[[], datetime], **fields: Any) -> Iterator[str]:
    """The address at which the whole web over a database is served."""
    app = create_app(engine, Web(SECRET, "http://127.0.0.1", "13001", now, **fields))
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, log_level="error")
    with served(uvicorn.Server(config)) as url:
        yield url


@contextmanager
def served(server: uvicorn.Server) -> Iterator[str]:
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
