"""In which part of a message a call is told, and in which order: the most urgent first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.alert import Alert, AlertKind
from domain.match import Match
from domain.process import Process

_LAST_CHANCE_DAYS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One alert with what is known of its process. `missing` holds titles and how to get each.

    `business_days_left` are those after today, the closing day among them: 0 on the closing day.
    `place` is where the work is done, where that is known; the buyer's seat is another thing. `names` are the
    places that the text names, so that they keep their capitals.
    """

    alert: Alert
    process: Process
    match: Match | None = None
    business_days_left: int | None = None
    missing: tuple[tuple[str, str], ...] = ()
    is_draft: bool = False
    place: str | None = None
    names: tuple[str, ...] = ()


class Part(StrEnum):
    """The parts of a message that tell of calls, in their order."""

    LAST_CHANCE = "Última oportunidad"
    REMINDER = "Recordatorio"
    NEW = "Nuevas"
    OTHER = "Otras novedades"


def in_order(entries: Iterable[Entry], today: date) -> list[tuple[Entry, ...]]:
    """The entries of each call together, the most urgent call first; the same entries, the same order."""
    by_process: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=_urgency):
        by_process.setdefault(entry.process.portfolio_id, []).append(entry)
    calls = [tuple(told) for told in by_process.values()]
    return sorted(calls, key=lambda told: _PLACES[part_of(told, today)])


def part_of(entries: Sequence[Entry], today: date) -> Part:
    """Where one call belongs of which all these are told."""
    kinds = {e.alert.kind for e in entries}
    days = entries[0].business_days_left
    if is_over(entries) or has_closed(entries[0], today) or entries[0].is_draft:
        return Part.OTHER
    if AlertKind.REMINDER in kinds:
        return Part.REMINDER
    if AlertKind.NEW_MATCH not in kinds:
        return Part.OTHER
    return Part.LAST_CHANCE if days is not None and days <= _LAST_CHANCE_DAYS else Part.NEW


def is_over(entries: Sequence[Entry]) -> bool:
    """Whether the buyer cancelled it."""
    return any(e.alert.kind is AlertKind.CANCELLED for e in entries)


def has_closed(entry: Entry, today: date) -> bool:
    closes_on = entry.process.closes_on
    return closes_on is not None and closes_on < today


_PLACES = {part: place for place, part in enumerate(Part)}


def _urgency(entry: Entry) -> tuple[bool, date, float, str, str, str]:
    score = entry.match.score if entry.match else 0.0
    return (
        entry.alert.kind is not AlertKind.CANCELLED,
        entry.process.closes_on or date.max,
        -score,
        entry.process.portfolio_id,
        entry.alert.kind,
        entry.alert.version,
    )
