"""Entries and bulletins that are valid by default."""

from datetime import timedelta
from typing import Any

from domain.alert import Alert, AlertKind
from domain.match import Match
from domain.readiness import Verdict
from domain.reason import Reason
from notifications.bulletin import Bulletin, Letterhead
from notifications.compose import message
from notifications.message import Mail
from notifications.parts import Entry
from tests.examples import NOW, TODAY, a_board, a_process

LINK = "https://convite.example/junta/abc.def"

_ABOUT_THE_ENTRY = {"is_draft", "place", "names", "missing", "match"}


def an_alert(kind: AlertKind = AlertKind.NEW_MATCH, number: int = 1, **fields: Any) -> Alert:
    return Alert("JAC-0001", f"CO1.BDOS.{number}", kind, fields.get("after") or "", **fields)


def an_entry(
    number: int = 1,
    days: int | None = 6,
    verdict: Verdict = Verdict.ELIGIBLE,
    alert: Alert | None = None,
    **fields: Any,
) -> Entry:
    """A new call that the board may answer; fields that are not the entry's are the process's."""
    about_the_entry = {name: fields.pop(name) for name in _ABOUT_THE_ENTRY & fields.keys()}
    process = a_process(number=number, **fields)
    reasons = (
        Reason("same_barrio", 1.0, "Es en su barrio: El Pozón"),
        Reason("days_left", 0.5, "Quedan 99 días hábiles"),
        Reason("other_trade", 0.0, "Es de otro oficio"),
    )
    match = Match("JAC-0001", process.portfolio_id, 0.8, "R4", verdict, reasons)
    defaults: dict[str, Any] = {"match": match, "business_days_left": days}
    return Entry(alert or an_alert(number=number), process, **{**defaults, **about_the_entry})


def a_letterhead(**fields: Any) -> Letterhead:
    return Letterhead(
        **{
            "link": LINK,
            "stop_link": f"{LINK}/parar",
            "verify_link": "https://convite.example/verificar",
            "code": "K7QM2XPF",
            "today": TODAY,
            "data_at": NOW - timedelta(days=2),
            "municipality": "Cartagena",
            **fields,
        }
    )


def a_bulletin(*entries: Entry, **fields: Any) -> Bulletin:
    """Of one new call where nothing else is said; fields that are not the bulletin's are the letterhead's."""
    bulletin: dict[str, Any] = {"board": a_board(president="Persona Inventada", nit="900123456")}
    bulletin |= {name: fields.pop(name) for name in ("board", "plans", "papers", "nothing") if name in fields}
    told = entries or (() if bulletin.keys() - {"board"} else (an_entry(),))
    return Bulletin(letterhead=a_letterhead(**fields), entries=told, **bulletin)


def a_digest(*entries: Entry, **fields: Any) -> Mail:
    """The mail of a bulletin."""
    return message(a_bulletin(*entries, **fields)).mail()
