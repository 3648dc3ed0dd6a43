"""What each of a batch of messages says, read in bulk: no query for a single message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Connection

from domain.alert import Alert, AlertKind, Delivery
from domain.match import Match
from domain.process import DATASET, Process, Standing, standing
from matching.places.gazetteer import Gazetteer
from notifications.bulletin import Bulletin, Letterhead
from notifications.compose import message
from notifications.links import sign
from notifications.message import Mail
from notifications.parts import Entry
from readiness.catalogue import load
from readiness.days import business_days_between
from service.context import Context
from store import alerts, boards, harvests, matches, processes

__all__ = ["Bulletin", "Nothing", "compose", "gather"]


@dataclass(frozen=True, slots=True)
class Nothing:
    """A message that has nothing to say any more, and why."""

    why: str


def gather(context: Context, db: Connection, claimed: Sequence[Delivery]) -> dict[int, Bulletin | Nothing]:
    """What each message says, by its id."""
    told = alerts.of_deliveries(db, [one.id for one in claimed])
    about = {alert.about for found in told.values() for alert in found}
    calls = processes.newest(db, about)
    by_code = {board.code: board for board in boards.among(db, {one.board_code for one in claimed})}
    matched = {(m.board_code, m.portfolio_id): m for m in matches.touching(db, by_code, ())}
    data_at = harvests.data_date(db, DATASET)
    found: dict[int, Bulletin | Nothing] = {}
    for one in claimed:
        entries = _entries(told.get(one.id, ()), calls, matched, context)
        if entries:
            letterhead = _letterhead(context, one, data_at)
            found[one.id] = Bulletin(by_code[one.board_code], letterhead, tuple(entries))
        else:
            found[one.id] = Nothing("every call closed before the message could be sent")
    return found


def compose(_context: Context, bulletin: Bulletin) -> Mail:
    """The message in words."""
    return message(bulletin).mail()


def _letterhead(context: Context, delivery: Delivery, data_at: datetime | None) -> Letterhead:
    settings = context.settings
    home = settings.public_url.rstrip("/")
    link = f"{home}/junta/{sign(delivery.board_code, settings.secret_key)}"
    return Letterhead(
        link=link,
        stop_link=f"{link}/parar",
        verify_link=f"{home}/verificar",
        code=delivery.code,
        today=context.today,
        data_at=data_at,
        municipality=settings.municipality_name,
        sample=context.sample,
    )


def _entries(
    told: Sequence[Alert],
    calls: dict[str, Process],
    matched: dict[tuple[str, str], Match],
    context: Context,
) -> list[Entry]:
    """What the message will say; a new call that closed while it waited is left out."""
    return [
        _entry(alert, process, matched.get((alert.board_code, alert.about)), context)
        for alert in told
        if (process := calls.get(alert.about))
        and (alert.kind is not AlertKind.NEW_MATCH or standing(process, context.today).is_offered)
    ]


def _entry(alert: Alert, process: Process, match: Match | None, context: Context) -> Entry:
    today, closes_on = context.today, process.closes_on
    places = _places(context.settings.municipality, process.text)
    return Entry(
        alert=alert,
        process=process,
        match=match,
        business_days_left=business_days_between(today, closes_on) if closes_on else None,
        missing=_missing(match, today) if match else (),
        is_draft=standing(process, today) is Standing.UPCOMING,
        place=places[0] if places else None,
        names=places,
    )


@lru_cache(maxsize=4096)
def _places(municipality: str, text: str) -> tuple[str, ...]:
    """The places that a call names, in their order: asked for each board that is told of it."""
    return tuple(place.name for place in Gazetteer.load(municipality).recognise(text))


def _missing(match: Match, today: date) -> tuple[tuple[str, str], ...]:
    """What still stands in the way, each with its first step; what only the buyer knows is no gap."""
    requirements = load(today).requirements
    return tuple(
        (requirements[id_].title, requirements[id_].steps[0]) for id_ in match.missing if id_ in requirements
    )
