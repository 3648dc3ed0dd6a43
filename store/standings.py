"""How boards stood on past days, over all routes that were assessed: what before and after are made of."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, Date, Integer, case, cast, func, literal, select, union_all

from domain.readiness import Verdict
from domain.training import Standing
from store import apart
from store.tables import assessment_history, boards


def on_days(db: Connection, days: Collection[date], municipality: str) -> dict[date, dict[str, Standing]]:
    """How each board of the municipality stood at the beginning of each day: by what was known before it.

    A board that nobody had assessed by then is not among those of that day.
    """
    if not days:
        return {}
    h = assessment_history.c
    asked = union_all(*(select(literal(day, Date).label("day")) for day in sorted(set(days)))).subquery()
    newest = (
        select(asked.c.day, h.board_code, h.route, func.max(h.on, type_=Date).label("on"))
        .join(boards, boards.c.code == h.board_code)
        .where(h.on < asked.c.day, boards.c.municipality == municipality, apart.of_boards(h.board_code))
        .group_by(asked.c.day, h.board_code, h.route)
        .subquery()
    )
    may = func.max(case((h.verdict == Verdict.ELIGIBLE.value, 1), else_=0))
    routes, score = func.count(), cast(func.sum(h.score), Integer)
    query = (
        select(newest.c.day, h.board_code, routes, score, may)
        .join(
            newest,
            (newest.c.board_code == h.board_code) & (newest.c.route == h.route) & (newest.c.on == h.on),
        )
        .where(h.verdict != Verdict.CLOSED.value)
        .group_by(newest.c.day, h.board_code)
    )
    found: dict[date, dict[str, Standing]] = {day: {} for day in days}
    for day, code, number, total, is_able in db.execute(query):
        found[day][code] = Standing(total / number, bool(is_able))
    return found
