"""`make pictures`: every page of the web as it looks in the demo, and docs/pages.md, which shows them.

`python -m service.page_pictures DOCS DAY` plays the demo as on that day, serves it and draws it with a
Chromium on this machine. What is longer than a picture should be is cut off.
"""

import sys
import threading
import time
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection

from domain.access import StaffRole
from domain.days import BOGOTA
from notifications.sign_in import path_of
from service import web
from service.demo.days import HOST, Town, town
from service.demo.run import free_port, working_morning
from service.message_pictures import CHROMIUM
from service.page_list import Page, Visitor, told, visitors
from store import sessions, sign_ins, staff
from store.engine import writing

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

_QUALITY = 52  # of WebP: letters stay sharp, at a third of the weight of PNG
_OF_NOBODY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Screen(NamedTuple):
    """What somebody looks with, and how tall a picture of it may be."""

    name: str
    width: int
    height: int
    tallest: int


SCREENS = (Screen("telephone", 360, 640, 1000), Screen("desk", 1200, 800, 900))


class Guest(NamedTuple):
    """A visitor, with the session that a browser keeps."""

    visitor: Visitor
    session: str | None


def draw(docs: Path, day: datetime) -> None:
    """Write docs/pages.md and all of its pictures, of a demo that is played for them."""
    folder = docs / "img" / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port(0)
    with town(working_morning(day), port) as played:
        played.furnish()
        with _served(played, port):
            _draw_all(folder, f"http://{HOST}:{port}", *_guests(played))
    (docs / "pages.md").write_text(told(), encoding="utf-8")


@contextmanager
def _served(played: Town, port: int) -> Iterator[None]:
    server = web.server(played.context, HOST, port)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def _guests(played: Town) -> tuple[list[Guest], Mapping[str, str]]:
    """Everybody who comes, and what `{…}` of a page's way stands for."""
    context, code = played.context, played.first_board
    if code is None:
        raise SystemExit("the demo matched no board, so there is nothing to draw")
    with writing(context.engine) as db:
        known = {one.role: one.id for one in staff.every(db, context.vault)}
        guests = [Guest(one, _session(context.now, db, one, known, code)) for one in visitors()]
        asked = sign_ins.ask(db, code, "", context.now)
        invited = staff.invite(db, context.vault, min(known.values()), _OF_NOBODY, context.now)
    link, entry = played.link_of(code), path_of(asked, context.settings.secret_key)
    return guests, {"code": code, "board": link, "entry": entry, "invitation": f"/invitacion/{invited}"}


def _session(
    now: datetime, db: Connection, visitor: Visitor, known: Mapping[StaffRole, int], code: str
) -> str | None:
    if visitor.is_board:
        return sessions.begin(db, now, board_code=code)
    return sessions.begin(db, now, staff_id=known[visitor.role]) if visitor.role else None


def _draw_all(folder: Path, address: str, guests: Sequence[Guest], filled: Mapping[str, str]) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    drawn = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for guest in guests:
            for screen in SCREENS:
                with _opened(browser, guest, screen) as tab:
                    for page in guest.visitor.pages:
                        _come_to(tab, address, page, filled)
                        path = folder / page.picture(screen.name)
                        path.write_bytes(_picture(tab, screen))
                        drawn.add(path)
        browser.close()
    for old in set(folder.iterdir()) - drawn:
        old.unlink()


@contextmanager
def _opened(browser: "Browser", guest: Guest, screen: Screen) -> Iterator["Tab"]:
    context = browser.new_context(viewport={"width": screen.width, "height": screen.height}, locale="es-CO")
    if guest.session:
        context.add_cookies([{"name": "sesion", "value": guest.session, "domain": HOST, "path": "/"}])
    yield context.new_page()
    context.close()


def _come_to(tab: "Tab", address: str, page: Page, filled: Mapping[str, str]) -> None:
    """Raises SystemExit where the way leads elsewhere: a picture of another page would mislead."""
    tab.goto(address + (page.begins_at or page.route).format_map(filled))
    for link in page.follows:
        tab.locator(link).first.click()
    if not page.is_at(tab.url.removeprefix(address)):
        raise SystemExit(f"{page.name}: {page.route} was asked for, and {tab.url} came")


def _picture(tab: "Tab", screen: Screen) -> bytes:
    height = min(int(tab.evaluate("document.documentElement.scrollHeight")), screen.tallest)
    clip = {"x": 0, "y": 0, "width": screen.width, "height": height, "scale": 1}
    asked = {"format": "webp", "quality": _QUALITY, "clip": clip, "captureBeyondViewport": True}
    return b64decode(tab.context.new_cdp_session(tab).send("Page.captureScreenshot", asked)["data"])


if __name__ == "__main__":
    draw(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]).replace(hour=12, tzinfo=BOGOTA))
