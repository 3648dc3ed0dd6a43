"""The boards of a cohort as its page lists them: who they are, what they answered, how they are reached."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from domain.contact import Channel
from domain.training import Coming, Member
from store import reach
from store.reach import Unreachable
from store.tables import boards
from store.training_tables import cohort_boards

_MEMBER = tuple(Member.__dataclass_fields__)


class Enrolled(NamedTuple):
    """A board of a cohort. `way` is how it is reached, or why it is not."""

    member: Member
    name: str
    barrio: str | None
    way: Channel | Unreachable

    @property
    def code(self) -> str:
        return self.member.board_code

    @property
    def is_reached(self) -> bool:
        return isinstance(self.way, Channel)


def of_cohort(db: Connection, cohort_id: int) -> list[Enrolled]:
    """By name."""
    query = (
        select(*(cohort_boards.c[name] for name in _MEMBER), boards.c.name, boards.c.barrio, *reach.COLUMNS)
        .join(boards, boards.c.code == cohort_boards.c.board_code)
        .where(cohort_boards.c.cohort_id == cohort_id)
        .order_by(boards.c.name, boards.c.code)
    )
    found = []
    rows: Iterable[Row[Any]] = db.execute(query)
    for row in rows:
        fields = {name: getattr(row, name) for name in _MEMBER}
        coming = Coming(row.coming) if row.coming else None
        found.append(
            Enrolled(Member(**{**fields, "coming": coming}), row.name, row.barrio, reach.way_of(row))
        )
    return found
