"""The boards that wait for help, put in order: what each asks, by when, what it lacks, and who attends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from sqlalchemy import Connection

from api.calls import Call
from domain.alert import NO_CALL
from domain.process import standing
from domain.readiness import Requirement
from readiness.catalogue import load
from store import help_cases, processes
from store.help_cases import Ask


@dataclass(frozen=True)
class Waiting:
    """All that one board asks about one call, or about none that we know. `asks` by time, never empty."""

    asks: tuple[Ask, ...]
    call: Call | None
    days_left: int | None  # working days; None where nobody knows, and where it closed
    missing: tuple[Requirement, ...]

    @property
    def first(self) -> Ask:
        return self.asks[0]

    @property
    def note(self) -> str | None:
        return next((one.note for one in self.asks if one.note), None)

    @property
    def unread(self) -> list[Ask]:
        """What the board wrote and nobody read."""
        return [one for one in self.asks if one.reply_id]

    @property
    def path(self) -> str:
        return path_of(self.first.board_code, self.first.about)


@dataclass(frozen=True)
class Group:
    """Those that wait alike, the most pressing first."""

    title: str
    waiting: list[Waiting]


def path_of(code: str, about: str) -> str:
    """The page of a case; codes of boards are the office's own, with whatever signs."""
    return f"/equipo/ayudas/{quote(code)}/{quote(about, safe='')}"


def read_waiting(db: Connection, today: date, code: str | None = None) -> list[Waiting]:
    """Who waits, of all boards or of one: what closes first comes first, then who waits longest."""
    asks: dict[tuple[str, str], list[Ask]] = {}
    for one in help_cases.waiting(db, code):
        asks.setdefault((one.board_code, one.about), []).append(one)
    calls = read_calls(db, (about for _, about in asks), today)
    requirements = load(today).requirements
    found = [_waiting(some, calls.get(about), requirements, today) for (_, about), some in asks.items()]
    return sorted(found, key=_by_urgency)


def read_calls(db: Connection, about: Iterable[str], today: date) -> dict[str, Call]:
    """The calls that are spoken of, by portfolio."""
    known = processes.newest(db, {one for one in about if one != NO_CALL})
    return {id_: Call(process, standing(process, today)) for id_, process in known.items()}


def grouped(found: Sequence[Waiting], person_id: int, locality: str | None) -> list[Group]:
    """For one person: what they attend to, what nobody does (their own locality first), what others do."""
    mine = [one for one in found if one.first.taken_by == person_id]
    others = [one for one in found if one.first.taken_by not in (None, person_id)]
    free = [one for one in found if one.first.taken_by is None]
    near = [one for one in free if locality and one.first.locality == locality]
    far = [one for one in free if not (locality and one.first.locality == locality)]
    groups = [
        Group("Las que usted atiende", mine),
        Group(f"Sin atender, {locality}", near),
        Group("Sin atender, otras localidades" if locality else "Sin atender", far),
        Group("Las atiende otra persona", others),
    ]
    return [group for group in groups if group.waiting]


def _waiting(
    asks: list[Ask], call: Call | None, requirements: Mapping[str, Requirement], today: date
) -> Waiting:
    lacking = asks[0].missing or []
    return Waiting(
        asks=tuple(asks),
        call=call,
        days_left=call.days_left(today) if call else None,
        missing=tuple(requirements[id_] for id_ in lacking if id_ in requirements),
    )


def _by_urgency(one: Waiting) -> tuple[bool, int, datetime, str]:
    """What is over comes last; a deadline that nobody knows after those that somebody does."""
    is_over = one.call is not None and not one.call.standing.is_offered
    left = one.days_left if one.days_left is not None else 1_000
    return is_over, left, one.first.at, one.path
