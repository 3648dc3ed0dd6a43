"""What a message says of calls: the alerts that still hold when it goes out, with what is known of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection

from api.judging import told_on
from domain.alert import OF_PROCESS, Alert, AlertKind
from domain.match import Match
from domain.outcome import OutcomeKind
from domain.process import Process, Standing, standing
from matching.places.gazetteer import place_names
from notifications.bulletin import Step
from notifications.parts import Entry
from readiness.catalogue import load
from readiness.days import business_days_between
from store import matches, outcomes, processes
from store.outcomes import Answered

_Pair = tuple[str, str]  # board code, portfolio


@dataclass(frozen=True, slots=True)
class Calls:
    """Of a batch: processes by portfolio as they are and stand today, matches that stand, newest answers."""

    today: date
    municipality: str
    processes: Mapping[str, Process]
    stands: Mapping[str, Standing]
    matched: Mapping[_Pair, Match]
    answers: Mapping[_Pair, Answered]


def read_calls(db: Connection, told: Mapping[int, Sequence[Alert]], today: date, municipality: str) -> Calls:
    """What these alerts, by message, need."""
    some = [alert for found in told.values() for alert in found if alert.kind in OF_PROCESS]
    codes, about = {alert.board_code for alert in some}, {alert.about for alert in some}
    found = processes.newest(db, about, with_canary=True)
    return Calls(
        today,
        municipality,
        found,
        {key: standing(process, today) for key, process in found.items()},
        {(one.board_code, one.portfolio_id): one for one in matches.told_in(db, told)},
        outcomes.answers(db, codes),
    )


def entries(calls: Calls, told: Sequence[Alert]) -> Iterator[Entry]:
    """What still holds of what one board was to be told."""
    fresh = {alert.about for alert in told if alert.kind is AlertKind.NEW_MATCH}
    for alert in told:
        process = calls.processes.get(alert.about)
        if process and alert.kind in OF_PROCESS and _holds(calls, alert, process, alert.about in fresh):
            yield entry(calls, alert, process)


def entry(calls: Calls, alert: Alert, process: Process) -> Entry:
    """One alert with what is known of its call."""
    match = calls.matched.get((alert.board_code, alert.about))
    names, left = place_names(calls.municipality, process.text), days_left(process, calls.today)
    return Entry(
        alert=alert,
        process=process,
        match=told_on(match, process.closes_on, left, calls.today, load(calls.today)) if match else None,
        business_days_left=left,
        missing=steps(match.missing, calls.today) if match else (),
        is_draft=calls.stands[alert.about] is Standing.UPCOMING,
        place=names[0] if names else None,
        names=names,
    )


def days_left(process: Process, today: date) -> int | None:
    return business_days_between(today, process.closes_on) if process.closes_on else None


@lru_cache(maxsize=2_048)  # those of past days are not asked for again
def steps(missing: tuple[str, ...], today: date) -> tuple[Step, ...]:
    """What still stands in the way, each with its first step; what only the buyer knows is no gap."""
    requirements = load(today).requirements
    return tuple(
        (requirements[id_].title, requirements[id_].steps[0]) for id_ in missing if id_ in requirements
    )


def _holds(calls: Calls, alert: Alert, process: Process, is_fresh: bool) -> bool:
    """Whether it is still worth telling; `is_fresh`: the board hears of this call for the first time."""
    answered = calls.answers.get((alert.board_code, alert.about))
    if answered and answered.kind is OutcomeKind.NOT_FOR_US:
        return False
    is_offered = calls.stands[alert.about].is_offered
    suits = (alert.board_code, alert.about) in calls.matched
    if is_fresh and not (is_offered and suits):  # nobody need hear of the end of what it never heard of
        return False
    match alert.kind:
        case AlertKind.CANCELLED | AlertKind.DEADLINE_MOVED:
            return True
        case AlertKind.REMINDER:
            of_this_deadline = alert.version.endswith(f":{process.closes_on}")
            return is_offered and of_this_deadline
        case _:
            return is_offered
