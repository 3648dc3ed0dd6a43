"""The events behind a number, each with where the row that proves it is seen."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import Connection

from domain.event import Event, EventKind
from domain.process import Process
from domain.text import web_address
from store import contracts, indicators, processes
from store.funnel import Span
from store.indicators import Begun, Counted, Wanted

A_PAGE = 100

_OF_OFFICE = {
    "cohorts": "/equipo/formacion/grupos/{0}",
    "filings": "/equipo/papeles",
    "evidence": "/equipo/juntas/{board}",
    "assessments": "/equipo/juntas/{board}",
    "boards": "/equipo/juntas/{board}",
    "alerts": "/equipo/juntas/{board}/actividad",
    "outcomes": "/equipo/juntas/{board}/actividad",
    "help_cases": "/equipo/ayudas/{board}/{about}",
    "meetings": "/equipo/formacion/grupos/{about}",
}
_OF_CALLS = {
    EventKind.TOLD,
    EventKind.RESPONDED,
    EventKind.OPENED,
    EventKind.INTERESTED,
    EventKind.NEEDS_HELP,
    EventKind.OFFERED,
    EventKind.AWARDED,
    EventKind.SIGNED,
    EventKind.WON,
    EventKind.FINISHED,
}


class Proved(NamedTuple):
    """An event, the call it is about where it is about one that we have, and where its row is seen: here or,
    with `is_outside`, in SECOP. `link` is None where neither shows it.
    """

    counted: Counted
    title: str | None
    link: str | None
    is_outside: bool


class Behind(NamedTuple):
    """A page of them; `after` is where the next one begins, None after the last."""

    rows: list[Proved]
    after: str | None


def read_behind(
    db: Connection, municipality: str, span: Span, at: datetime, wanted: Wanted | Begun, after: str
) -> Behind:
    """The events that a number counts. Raises ValueError for an `after` that is none."""
    code, _, number = after.rpartition(":")
    begins = (code, int(number)) if after else ("", 0)
    if not 0 <= begins[1] < 2**63:
        raise ValueError("no event has this number")
    found = indicators.behind(db, municipality, span, at, wanted, begins, A_PAGE + 1)
    shown = found[:A_PAGE]
    calls = processes.newest(db, {one.event.about for one in shown if one.event.kind in _OF_CALLS})
    keys = {one.event.row.partition("/")[2] for one in shown if one.event.row.startswith("contracts/")}
    links = contracts.links_of(db, keys)
    last = shown[-1].event if len(found) > A_PAGE else None
    return Behind(
        [_proved(one, calls, links) for one in shown], f"{last.board_code}:{last.id}" if last else None
    )


def _proved(counted: Counted, calls: Mapping[str, Process], links: Mapping[str, str]) -> Proved:
    event = counted.event
    call = calls.get(event.about)
    table, _, key = event.row.partition("/")
    title = call.title if call else None
    if table in ("contracts", "bids", "processes"):
        link = links.get(key) if table == "contracts" else None
        link = link or (call.url if call else None)
        return Proved(counted, title, web_address(link), is_outside=True)
    return Proved(counted, title, _of_office(event, table, key), is_outside=False)


def _of_office(event: Event, table: str, key: str) -> str | None:
    path = _OF_OFFICE.get(table)
    if path is None:
        return None
    board, about = quote(event.board_code, safe=""), quote(event.about, safe="")
    return path.format(quote(key, safe=""), board=board, about=about)
