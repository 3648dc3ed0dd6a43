"""The history of a board by days, with what each entry is about where the catalogue or SECOP knows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection

from domain.alert import AlertKind
from domain.contact import Channel
from domain.history import Entry, EntryKind, Fate
from domain.process import Process
from domain.readiness import Requirement, Route, TrainingUnit
from domain.text import web_address
from readiness.catalogue import Catalogue, load
from store import board_history, processes

A_PAGE = 100
OF_CALLS = frozenset({EntryKind.ANSWERED, EntryKind.HELPED, EntryKind.MAYBE_OFFERED})
"""Those that are about a procedure by its portfolio."""
IN_SESSION = frozenset(
    {
        *(EntryKind.HANDED_IN, EntryKind.CHECKED, EntryKind.REGISTERED),
        *(EntryKind.ASKED_BOARD, EntryKind.ANSWERED_BOARD),
    }
)
"""What whoever has a board's link alone is not told: papers, projects and questions ask for the session."""
_OF_REQUIREMENTS = {EntryKind.HANDED_IN, EntryKind.CHECKED, EntryKind.SHOWED}
_OF_UNITS = {EntryKind.INVITED, EntryKind.REPLIED, EntryKind.ATTENDED, EntryKind.TRAINED}


class Told(NamedTuple):
    """A message to the board."""

    entry: Entry
    kinds: list[AlertKind]
    channel: Channel | None
    fate: Fate


class Happened(NamedTuple):
    """An entry, with what it is about: `title` is that of a procedure, `link` where SECOP shows it."""

    entry: Entry
    requirement: Requirement | None = None
    route: Route | None = None
    unit: TrainingUnit | None = None
    title: str | None = None
    link: str | None = None
    message: Told | None = None

    @property
    def is_sure(self) -> bool:
        """Of what SECOP shows: whether it is certain that it is this board's."""
        return not (self.entry.said or "").startswith("probable")

    @property
    def added_days(self) -> int:
        """Of a contract that was extended."""
        return int((self.entry.said or "").partition("\n")[2] or 0)


@dataclass(frozen=True)
class History:
    """A page of it: `days`, the newest first, None for what has no date; `following` is where the older ones
    begin, None where there are none.
    """

    days: list[tuple[date | None, list[Happened]]]
    start: int
    total: int
    following: int | None


def read_history(
    db: Connection, code: str, today: date, start: int, leave_out: frozenset[EntryKind]
) -> History:
    """What happened with a board, but for some kinds, from the entry on with which the page starts."""
    entries = [one for one in board_history.of_board(db, code, today) if one.kind not in leave_out]
    here = entries[start : start + A_PAGE]
    return by_days(entries, start, processes.newest(db, calls_of(here)), load(today))


def calls_of(entries: Sequence[Entry]) -> set[str]:
    """The procedures that these are about."""
    return {one.about for one in entries if one.kind in OF_CALLS and one.about}


def by_days(
    entries: Sequence[Entry], start: int, calls: Mapping[str, Process], catalogue: Catalogue
) -> History:
    """The entries of one page, the newest first, with what they are about."""
    here = [_happened(one, catalogue, calls) for one in entries[start : start + A_PAGE]]
    end = start + A_PAGE
    return History(
        days=[(day, list(some)) for day, some in groupby(here, lambda one: one.entry.day)],
        start=start,
        total=len(entries),
        following=end if end < len(entries) else None,
    )


def message_of(entry: Entry) -> Told:
    """What was told, and what became of it."""
    channel, _, fate = (entry.said or "").partition("\n")
    kinds = sorted({AlertKind(kind) for kind in (entry.about or "").split("\n") if kind})
    return Told(entry, kinds, Channel(channel) if channel else None, Fate(fate))


def _happened(entry: Entry, catalogue: Catalogue, calls: Mapping[str, Process]) -> Happened:
    about, kind = entry.about or "", entry.kind
    if kind is EntryKind.TOLD:
        return Happened(entry, message=message_of(entry))
    call = calls.get(about) if kind in OF_CALLS else None
    url = call.url if call else entry.url
    return Happened(
        entry,
        requirement=catalogue.requirements.get(about) if kind in _OF_REQUIREMENTS else None,
        route=catalogue.routes.get(about) if kind is EntryKind.STOOD else None,
        unit=catalogue.training.get(about) if kind in _OF_UNITS else None,
        title=call.title if call else None,
        link=web_address(url),
    )
