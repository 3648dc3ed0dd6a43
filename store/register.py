"""The register: who a board's dignatarios are and until when, and how far its accompaniment came."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, case, func, insert, or_, select, update

from domain.board import Board
from domain.register import Dignitary, PeriodState, Post, Reached, Stage
from store import boards as board_store
from store.register_tables import dignitaries, stages
from store.upsert import upsert
from store.vault import Vault


class Line(NamedTuple):
    """A board as the register lists it. `until` is the last day of the longest period that is told."""

    board: Board
    period: PeriodState
    until: date | None
    stage: Stage | None


def add(
    db: Connection,
    vault: Vault,
    board_code: str,
    post: Post,
    name: str,
    since: date,
    until: date | None,
    at: datetime,
) -> int:
    """Register a dignatario, and give the id."""
    row = {
        "board_code": board_code,
        "post": post.value,
        "sealed": vault.seal(name, place_of(board_code)),
        "since": since,
        "until": until,
        "recorded_at": at,
    }
    made: int = db.execute(insert(dignitaries).values(row).returning(dignitaries.c.id)).scalar_one()
    return made


def end(db: Connection, board_code: str, id_: int, on: date) -> bool:
    """The person left; gives whether there is such a dignatario of this board."""
    of_board = dignitaries.c.id == id_, dignitaries.c.board_code == board_code
    return db.execute(update(dignitaries).where(*of_board).values(ended_on=on)).rowcount == 1


def of_board(db: Connection, vault: Vault, board_code: str) -> list[Dignitary]:
    """By post, the newest period first. Raises Unreadable."""
    query = select(dignitaries).where(dignitaries.c.board_code == board_code)
    found = [
        Dignitary(
            row["id"],
            board_code,
            Post(row["post"]),
            vault.open(row["sealed"], place_of(board_code)),
            row["since"],
            row["until"],
            row["ended_on"],
        )
        for row in db.execute(query).mappings()
    ]
    order = list(Post)
    return sorted(found, key=lambda one: (order.index(one.post), -one.since.toordinal(), one.id))


def reach(db: Connection, board_code: str, reached: Reached, at: datetime) -> None:
    """Write down, or correct, that a board came to a stage."""
    row = {"board_code": board_code, "stage": reached.stage.value, "on": reached.on, "note": reached.note}
    upsert(db, stages, [{**row, "recorded_at": at}])


def stages_of(db: Connection, board_code: str) -> Mapping[Stage, Reached]:
    query = select(stages).where(stages.c.board_code == board_code)
    return {
        Stage(row["stage"]): Reached(Stage(row["stage"]), row["on"], row["note"])
        for row in db.execute(query).mappings()
    }


def lines(db: Connection, municipality: str, today: date) -> list[Line]:
    """Every board of a municipality, by name, in two questions."""
    told = _periods(db, today)
    last = _last_stages(db)
    found = sorted(board_store.every(db, municipality), key=lambda board: (board.name, board.code))
    nobody = PeriodState.UNKNOWN, None
    return [Line(board, *told.get(board.code, nobody), last.get(board.code)) for board in found]


def _periods(db: Connection, today: date) -> dict[str, tuple[PeriodState, date | None]]:
    """How the periods of those who did not leave stand: one that runs is enough."""
    stays = or_(dignitaries.c.ended_on.is_(None), dignitaries.c.ended_on >= today)
    runs = and_(stays, dignitaries.c.until >= today)
    query = select(
        dignitaries.c.board_code,
        func.max(case((runs, 2), (and_(stays, dignitaries.c.until.is_(None)), 1), else_=0)),
        func.max(case((stays, dignitaries.c.until))),
    ).group_by(dignitaries.c.board_code)
    states = (PeriodState.OVER, PeriodState.UNKNOWN, PeriodState.RUNS)
    return {code: (states[state], until) for code, state, until in db.execute(query)}


def _last_stages(db: Connection) -> dict[str, Stage]:
    order = {stage.value: number for number, stage in enumerate(Stage)}
    number = case(order, value=stages.c.stage)
    query = select(stages.c.board_code, func.max(number)).group_by(stages.c.board_code)
    every = list(Stage)
    return {code: every[last] for code, last in db.execute(query)}


def place_of(board_code: str) -> str:
    return f"dignitary|{board_code}"
