"""Projects of boards: their words, who may see them, and lists of them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    select,
    update,
)

from domain.board import Trade
from domain.project import CostBasis, Project, ProjectState, Wording
from domain.text import fold
from store import apart
from store.folded import has_word
from store.project_tables import project_wordings, projects, waypoints
from store.questions import Question, Rows
from store.tables import boards

_P, _W, _N = projects.c, project_wordings.c, waypoints.c
_WORDING = tuple(Wording.__dataclass_fields__)


class Listed(NamedTuple):
    """A project, whose it is, and how far it surely came."""

    project: Project
    board_name: str
    municipality: str
    state: ProjectState


class Said(NamedTuple):
    """What a board said in place of which it says something else since `replaced_at`."""

    wording: Wording
    said_at: datetime
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Sought:
    """What is asked of the projects; None asks nothing. `text` are words of title, place or board."""

    municipality: str
    text: str = ""
    locality: str | None = None
    state: ProjectState | None = None
    board: str | None = None
    is_public: bool | None = True


def register(db: Connection, board_code: str, said: Wording, at: datetime) -> int:
    """Keep a new project, and give its id. Nobody else sees it yet."""
    row = {"board_code": board_code, "registered_at": at, "hidden_why": ""}
    id_: int = db.execute(insert(projects).values(row).returning(_P.id)).scalar_one()
    _say(db, id_, said, at)
    return id_


def hold(db: Connection, id_: int) -> None:
    """Who writes of the same project waits for the end of this transaction. A new waypoint needs not wait."""
    db.execute(select(_P.id).where(_P.id == id_).with_for_update(key_share=True))


def change(db: Connection, id_: int, said: Wording, at: datetime) -> bool:
    """Say something else; what was said stays with its dates. False where it is the same."""
    hold(db, id_)
    known = one(db, id_)
    if known is None or known.project.said == said:
        return False
    current = _W.project_id == id_, _W.replaced_at.is_(None)
    db.execute(update(project_wordings).where(*current).values(replaced_at=at))
    _say(db, id_, said, at)
    return True


def publish(db: Connection, id_: int, at: datetime | None) -> None:
    """The board wants it public since a moment, or no more."""
    db.execute(update(projects).where(_P.id == id_).values(published_at=at))


def withdraw(db: Connection, id_: int, at: datetime) -> None:
    db.execute(update(projects).where(_P.id == id_, _P.withdrawn_at.is_(None)).values(withdrawn_at=at))


def hide(db: Connection, id_: int, why: str, at: datetime | None) -> None:
    """The office hides it for a reason, or no more."""
    db.execute(update(projects).where(_P.id == id_).values(hidden_at=at, hidden_why=why if at else ""))


def one(db: Connection, id_: int) -> Listed | None:
    row = db.execute(listed().where(_P.id == id_)).mappings().one_or_none()
    return _listed(row) if row else None


def of_board(db: Connection, board_code: str) -> list[Listed]:
    """A board's, the newest first, those that it withdrew last."""
    order = _P.withdrawn_at.is_not(None), _P.id.desc()
    query = listed().where(_P.board_code == board_code).order_by(*order)
    return [_listed(row) for row in db.execute(query).mappings()]


def page(
    db: Connection, sought: Sought, size: int | None, before: int | None = None
) -> tuple[list[Listed], int]:
    """The newest before an id, all of them without `size`, and how many there are."""
    asked = _asked(sought)
    total = select(func.count()).select_from(_JOINED).where(*asked).correlate(None).scalar_subquery()
    query = listed().add_columns(total.label("total")).where(*asked).order_by(_P.id.desc()).limit(size)
    rows = db.execute(query if before is None else query.where(_P.id < before)).mappings().all()
    return [_listed(row) for row in rows], rows[0]["total"] if rows else 0


def localities(db: Connection, municipality: str) -> list[str]:
    """Those of the public projects, by name."""
    asked = _asked(Sought(municipality))
    query = select(_W.locality).select_from(_JOINED).where(*asked, _W.locality.is_not(None)).distinct()
    return sorted(db.execute(query).scalars())


def _said(rows: Rows) -> list[Said]:
    return [Said(_wording(row._mapping), row.said_at, row.replaced_at) for row in rows]


PROJECT = bindparam("project", type_=Integer)
"""The project that a question is about."""
FORMER = Question(
    select(project_wordings)
    .where(_W.project_id == PROJECT, _W.replaced_at.is_not(None))
    .order_by(_W.id.desc()),
    _said,
)
"""What was said before, the newest first."""
_JOINED = projects.join(project_wordings, and_(_W.project_id == _P.id, _W.replaced_at.is_(None))).join(
    boards, boards.c.code == _P.board_code
)
_ORDER = {state.value: number for number, state in enumerate(ProjectState)}

IS_PUBLIC: ColumnElement[bool] = and_(
    _P.published_at.is_not(None), _P.withdrawn_at.is_(None), _P.hidden_at.is_(None)
)
STATE: ColumnElement[str] = func.coalesce(
    select(_N.kind)
    .where(_N.project_id == _P.id, _N.gone_at.is_(None), _N.is_sure, _N.kind.in_(list(_ORDER)))
    .order_by(case(_ORDER, value=_N.kind).desc())
    .limit(1)
    .correlate(projects)
    .scalar_subquery(),
    ProjectState.REGISTERED.value,
)
"""The furthest that rows surely show today."""


def listed() -> Select[Any]:
    """Every project with its words of today, whose it is and how far it came."""
    words = (_W[name] for name in _WORDING)
    columns = (*_P, _W.said_at, *words, boards.c.name.label("board_name"))
    return select(*columns, boards.c.municipality, STATE.label("state")).select_from(_JOINED)


def _asked(sought: Sought) -> list[ColumnElement[bool]]:
    asked = [boards.c.municipality == sought.municipality, apart.of_boards(boards.c.code)]
    told = _W.title, boards.c.name, func.coalesce(_W.barrio, ""), _P.board_code
    asked += [has_word(word, *told) for word in fold(sought.text).split()]
    if sought.locality is not None:
        asked.append(_W.locality == sought.locality)
    if sought.state is not None:
        asked.append(STATE.is_not_distinct_from(sought.state.value))
    if sought.board is not None:
        asked.append(_P.board_code == sought.board)
    if sought.is_public is not None:
        asked.append(IS_PUBLIC if sought.is_public else ~IS_PUBLIC)
    return asked


def _say(db: Connection, id_: int, said: Wording, at: datetime) -> None:
    row = {**asdict(said), "trade": said.trade.value, "basis": said.basis.value}
    db.execute(insert(project_wordings).values({**row, "project_id": id_, "said_at": at}))


def _wording(row: Mapping[Any, Any]) -> Wording:
    own = {name: row[name] for name in _WORDING}
    return Wording(**{**own, "trade": Trade(own["trade"]), "basis": CostBasis(own["basis"])})


def _listed(row: Mapping[Any, Any]) -> Listed:
    moments = ("registered_at", "said_at", "published_at", "withdrawn_at", "hidden_at", "hidden_why")
    own = {name: row[name] for name in moments}
    project = Project(id=row["id"], board_code=row["board_code"], said=_wording(row), **own)
    return Listed(project, row["board_name"], row["municipality"], ProjectState(row["state"]))
