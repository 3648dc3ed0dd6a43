"""What became of what a board asked the office, as its own page tells it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from domain.days import BOGOTA
from store import help_cases, processes
from store.help_cases import Told

SHOWN_FOR = timedelta(days=60)
"""How long what was closed is shown still."""


@dataclass(frozen=True)
class Helped:
    """One thing that was asked, and its answers, the newest first. `title` is the call's, if one is known."""

    about: str
    title: str | None
    attended_by: str | None
    closed_at: datetime | None
    answers: list[Told]


def read_helped(db: Connection, code: str, today: date) -> list[Helped]:
    """What is attended to or was answered lately, the newest answer first."""
    told: dict[str, list[Told]] = {}
    for one in help_cases.of_board(db, code, datetime.combine(today, time(), BOGOTA) - SHOWN_FOR):
        told.setdefault(one.about, []).append(one)
    if not told:
        return []
    titles = {id_: process.title for id_, process in processes.newest(db, told).items()}
    return [
        Helped(about, titles.get(about), some[0].attended_by, some[0].closed_at, [a for a in some if a.words])
        for about, some in told.items()
        if some[0].attended_by or some[0].words
    ]
