"""What a board was invited to learn, as its own page shows it."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import Connection

from domain.days import BOGOTA
from domain.training import Cohort, Coming, Meeting
from readiness.catalogue import Catalogue
from store import training


class Invitation(NamedTuple):
    """`teaches` are the titles of what the unit helps to get, of what the board lacks where that is known."""

    cohort: Cohort
    title: str
    teaches: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    coming: Coming | None
    answered_at: datetime | None


def read_invitations(
    db: Connection, code: str, today: date, catalogue: Catalogue, lacking: Collection[str]
) -> list[Invitation]:
    """Those whose last meeting is today or later. `lacking` are the requirements that the board lacks."""
    since = datetime.combine(today, time(), BOGOTA)
    found = []
    for one in training.invitations(db, code, since):
        unit = catalogue.training[one.cohort.unit]
        taught = [id_ for id_ in unit.requirements if id_ in catalogue.requirements]
        wanted = [id_ for id_ in taught if id_ in lacking] or taught
        teaches = tuple(catalogue.requirements[id_].title for id_ in wanted)
        member = one.member
        found.append(
            Invitation(one.cohort, unit.title, teaches, one.meetings, member.coming, member.answered_at)
        )
    return found
