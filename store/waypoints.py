"""How far projects came: what was found on their way, since when, and until when it held."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, insert, select, update

from domain.project import Found, Waypoint, kind_of
from store import apart, turns
from store.project_tables import project_wordings, projects, waypoints
from store.projects import IS_PUBLIC, PROJECT
from store.questions import Question
from store.tables import boards

_N = waypoints.c


class News(NamedTuple):
    """A waypoint of a public project, as a feed tells it."""

    project_id: int
    title: str
    board_name: str
    found: Found


def take_turns(db: Connection) -> None:
    """Nobody else follows projects, with the ties of an earlier moment, until this transaction ends."""
    turns.take_turns(db, waypoints)


def replace(db: Connection, wanted: Mapping[int, Sequence[Waypoint]], at: datetime) -> int:
    """Make these the waypoints that hold of these projects: one found no more is closed, one found again
    keeps its date. Gives how many were new.
    """
    query = select(waypoints).where(_N.gone_at.is_(None))
    known = {
        (row["project_id"], _waypoint(row)): row["id"]
        for row in db.execute(query).mappings()
        if row["project_id"] in wanted
    }
    found = {(id_, one) for id_, some in wanted.items() for one in some}
    gone = [id_ for pair, id_ in known.items() if pair not in found]
    for start in range(0, len(gone), 10_000):
        db.execute(update(waypoints).where(_N.id.in_(gone[start : start + 10_000])).values(gone_at=at))
    fresh = [
        {**one._asdict(), "kind": one.kind.value, "project_id": id_, "found_at": at}
        for id_, some in wanted.items()
        for one in some
        if (id_, one) not in known
    ]
    if fresh:
        db.execute(insert(waypoints), fresh)
    return len(fresh)


def of_projects(db: Connection, ids: Collection[int]) -> dict[int, list[Found]]:
    """All that was ever found of these projects, in its order."""
    found: dict[int, list[Found]] = {id_: [] for id_ in ids}
    for row in db.execute(select(waypoints).where(_N.project_id.in_(ids)).order_by(_N.id)).mappings():
        found[row["project_id"]].append(_found(row))
    return found


OF_PROJECT = Question(
    select(waypoints).where(_N.project_id == PROJECT).order_by(_N.id),
    lambda rows: [_found(row._mapping) for row in rows],
)
"""The same of one project."""


def news(db: Connection, municipality: str, most: int, project_id: int | None = None) -> list[News]:
    """What surely holds of the public projects, or of one of them, the newest first."""
    query: Select[Any] = (
        select(waypoints, project_wordings.c.title, boards.c.name.label("board_name"))
        .join(projects, projects.c.id == _N.project_id)
        .join(project_wordings, project_wordings.c.project_id == projects.c.id)
        .join(boards, boards.c.code == projects.c.board_code)
        .where(
            IS_PUBLIC,
            project_wordings.c.replaced_at.is_(None),
            boards.c.municipality == municipality,
            apart.of_boards(boards.c.code),
            _N.gone_at.is_(None),
            _N.is_sure,
        )
        .order_by(_N.found_at.desc(), _N.id.desc())
        .limit(most)
    )
    if project_id is not None:
        query = query.where(projects.c.id == project_id)
    rows = db.execute(query).mappings()
    return [News(row["project_id"], row["title"], row["board_name"], _found(row)) for row in rows]


def of_public(db: Connection, municipality: str) -> list[tuple[int, Found]]:
    """All that was ever found of the public projects, with the project's id."""
    query = (
        select(waypoints)
        .join(projects, projects.c.id == _N.project_id)
        .join(boards, boards.c.code == projects.c.board_code)
        .where(IS_PUBLIC, boards.c.municipality == municipality, apart.of_boards(boards.c.code))
        .order_by(_N.project_id, _N.id)
    )
    return [(row["project_id"], _found(row)) for row in db.execute(query).mappings()]


def _waypoint(row: Mapping[Any, Any]) -> Waypoint:
    return Waypoint(kind_of(row["kind"]), row["about"], row["dataset"], row["on"], row["is_sure"])


def _found(row: Mapping[Any, Any]) -> Found:
    return Found(_waypoint(row), row["found_at"], row["gone_at"])
