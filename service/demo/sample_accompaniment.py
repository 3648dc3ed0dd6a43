"""Invented plans of accompaniment: one goes well, one is late, and with one a board cannot go on."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from api.accompaniment import Proposed, read_plan
from domain.access import Permission
from domain.accompaniment import LONGEST_ACTION, Doer
from service.context import Context
from store import accompaniment, matches, staff
from store.engine import reading, writing

_WEEK = timedelta(days=7)
_GOALS = ("R1", "R4", None, "R4", "R1")
_LOG = (
    (3, "Visita al salón comunal: la directiva quiere empezar por los canales del barrio."),
    (2, "La tesorera trajo el extracto del banco; falta el RUT."),
    (1, "Quedamos en revisar la cotización juntos la próxima semana."),
)
_CORRECTION = "No fue el extracto sino el certificado del banco."
_CANNOT = "En la DIAN no hay citas hasta el otro mes."
_OFFICE = "Acompañar la primera cotización, en el salón comunal."


def accompany(context: Context, first: str | None) -> None:
    """The board that the demo shows first, and four others with matches."""
    with reading(context.engine) as db:
        owners = sorted(staff.who_may(db, Permission.ACCOMPANY))
        others = sorted({match.board_code for match in matches.standing(db)} - {first or ""})
        codes = [*([first] if first else []), *others[3:40:10]]
        found = {code: read_plan(db, code, context.today) for code in codes}
    with writing(context.engine) as db:
        for nth, (code, plan) in enumerate(found.items()):
            owner = owners[0] if nth % 3 < 2 else owners[1]  # mostly the trainer
            accompaniment.steer(db, code, owner, _GOALS[nth % len(_GOALS)], context.now - 5 * _WEEK)
            ways = [one[0] for one in plan.proposed] if plan else []
            _agree(context, db, code, ways[: 4 - nth % 2], is_late=nth % 3 == 1, cannot=nth % 4 == 2)
            if nth % 2 == 0:
                _write(context, db, code, owner)


def _agree(
    context: Context, db: Connection, code: str, ways: Sequence[Proposed], *, is_late: bool, cannot: bool
) -> None:
    """The first thing is done, the others are not, or not in time."""
    ids = []
    for nth, one in enumerate(ways):
        due_on = context.today + (nth - (2 if is_late else 0)) * _WEEK
        at = context.now - 5 * _WEEK
        ids.append(
            accompaniment.add(db, code, one.what[:LONGEST_ACTION], one.doer, due_on, one.requirement.id, at)
        )
    accompaniment.add(db, code, _OFFICE, Doer.OFFICE, context.today + 2 * _WEEK, None, context.now)
    if ids:
        on = context.today - _WEEK
        accompaniment.finish(db, code, ids[0], on, Doer.BOARD, context.now - _WEEK)
    if cannot and len(ids) > 1:
        accompaniment.refuse(db, code, ids[1], _CANNOT, context.now - timedelta(hours=9))


def _write(context: Context, db: Connection, code: str, owner: int) -> None:
    for weeks, words in _LOG:
        on = context.today - weeks * _WEEK
        accompaniment.note(db, code, owner, on, words, None, context.now - weeks * _WEEK)
    second = accompaniment.LOG.ask(db, code=code)[1]
    accompaniment.note(db, code, owner, second.on, _CORRECTION, second.id, context.now - _WEEK)
