"""What a board was invited to learn, as its own page shows it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from domain.training import Cohort, Coming, Meeting
from readiness.catalogue import Catalogue
from store.training import Invited


class Invitation(NamedTuple):
    """`teaches` are the titles of what the unit helps to get, of what the board lacks where that is known."""

    cohort: Cohort
    title: str
    teaches: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    coming: Coming | None
    answered_at: datetime | None


def invitations_of(
    invited: Iterable[Invited], catalogue: Catalogue, lacking: Collection[str]
) -> list[Invitation]:
    """What a board was invited to, as it is told of it. `lacking` are the requirements that it lacks."""
    found = []
    for one in invited:
        unit = catalogue.training.get(one.cohort.unit)  # it may have left the catalogue since
        taught = [id_ for id_ in unit.requirements if id_ in catalogue.requirements] if unit else []
        wanted = [id_ for id_ in taught if id_ in lacking] or taught
        teaches = tuple(catalogue.requirements[id_].title for id_ in wanted)
        member = one.member
        found.append(
            Invitation(
                one.cohort,
                unit.title if unit else one.cohort.unit,
                teaches,
                one.meetings,
                member.coming,
                member.answered_at,
            )
        )
    return found
