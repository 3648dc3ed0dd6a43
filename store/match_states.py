"""What the matches that stand were made of: a mark of each board and call as judged, and of the rules.

A mark that differs says that something changed. Of each call it is kept which rule keeps it from which board,
so that counts of refusal stay exact without looking at what stands as it was.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update

from store.tables import match_boards, match_calls, match_rules
from store.turns import take_turns
from store.upsert import upsert

_AT_ONCE = 5_000


class BoardState(NamedTuple):
    """`number` is what the board is called where rules are kept by board."""

    number: int
    mark: str


class CallState(NamedTuple):
    """`alike` marks the precedents that the call is like; `refusal` is the rule that keeps it from all;
    `days_left` are working days, None where no deadline is known or it is past.
    """

    mark: str
    alike: str
    refusal: str | None
    days_left: int | None


@dataclass(frozen=True)
class States:
    """Boards by code, calls by portfolio, marks of the rules by their name."""

    rules: Mapping[str, str]
    boards: Mapping[str, BoardState]
    calls: Mapping[str, CallState]


def read(db: Connection) -> States:
    """What stands was made of this; all empty before the first match."""
    b, c = match_boards.c, match_calls.c
    rules = db.execute(select(match_rules))
    boards = db.execute(select(b.board_code, b.number, b.mark))
    calls = db.execute(select(c.portfolio_id, c.mark, c.alike, c.refusal, c.days_left))
    return States(
        rules={row.name: row.mark for row in rules},
        boards={code: BoardState(number, mark) for code, number, mark in boards},
        calls={key: CallState(*state) for key, *state in calls},
    )


def to_change(db: Connection) -> States:
    """The same, to be changed in this transaction: others who would change it wait for its end."""
    take_turns(db, match_calls)
    return read(db)


def told(db: Connection) -> dict[str, bytes]:
    """Which rule keeps each call from each board within its reach, as it was kept."""
    c = match_calls.c
    return {key: bytes(kept) for key, kept in db.execute(select(c.portfolio_id, c.told))}


def keep(db: Connection, states: States, told: Mapping[str, bytes], gone: Iterable[str]) -> None:
    """Keep these states and what was told of these calls, and forget those that are gone.

    A call whose state is given is also told of; one told of without a state is known already.
    """
    upsert(db, match_rules, [{"name": name, "mark": mark} for name, mark in states.rules.items()])
    upsert(
        db, match_boards, [{"board_code": code, **state._asdict()} for code, state in states.boards.items()]
    )
    upsert(
        db,
        match_calls,
        [{"portfolio_id": key, **state._asdict(), "told": told[key]} for key, state in states.calls.items()],
    )
    _tell(db, {key: kept for key, kept in told.items() if key not in states.calls})
    _forget(db, sorted(gone))


def _tell(db: Connection, told: Mapping[str, bytes]) -> None:
    if told:
        query = update(match_calls).where(match_calls.c.portfolio_id == bindparam("of_call"))
        rows = [{"of_call": key, "kept": kept} for key, kept in told.items()]
        db.execute(query.values(told=bindparam("kept")), rows)


def _forget(db: Connection, keys: Collection[str]) -> None:
    wanted = list(keys)
    for start in range(0, len(wanted), _AT_ONCE):
        db.execute(
            delete(match_calls).where(match_calls.c.portfolio_id.in_(wanted[start : start + _AT_ONCE]))
        )
