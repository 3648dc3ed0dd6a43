"""What the sample has to be compared by: how large boards are, and two stepped rollouts."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from domain.access import Permission
from domain.effect import Measure
from domain.rollout import Thing, draw
from service.context import Context
from service.demo.sample_chance import stream
from store import boards, rollouts, sizes, staff
from store.engine import reading, writing

_SEED = 2166
_KNOWN = 0.9
"""Of the boards, those of which somebody told how many affiliates they have."""

_A_DAY = timedelta(days=1)
_BETWEEN = 21 * _A_DAY


def compare(context: Context) -> None:
    """One rollout runs, and one was ended by the Secretariat soon after it began."""
    chance = stream(_SEED, "effect")
    town = context.settings.municipality
    with reading(context.engine) as db:
        every = boards.every(db, town)
        secretariat = list(staff.who_may(db, Permission.KEEP_REGISTER))[-1]  # not the administrator
    units = [board.unit for board in every if board.unit]
    told = {board.code: chance.randint(75, 190) for board in every if chance.random() < _KNOWN}
    with writing(context.engine) as db:
        sizes.save(db, told, context.now)
        ended = _register(context, db, Thing.NEW_CALLS, units, 70, secretariat, _WHY_CALLS)
        rollouts.end(db, ended, secretariat, _WHY_ENDED, context.now - 65 * _A_DAY)
        _register(context, db, Thing.EARLY_BELL, units, 10, secretariat, _WHY_BELL)


def _register(
    context: Context,
    db: Connection,
    thing: Thing,
    units: Sequence[str],
    began: int,
    secretariat: int,
    why: str,
) -> int:
    """In four steps, the first of them so many days ago; gives its id."""
    seed = f"muestra-{thing}"
    turns = draw(units, seed, 4, context.today - began * _A_DAY, _BETWEEN)
    at = context.now - (began + 5) * _A_DAY
    of = context.settings.municipality, thing, Measure.OFFERED, _BETWEEN, seed, why, turns
    return rollouts.register(db, *of, secretariat, at)


_WHY_CALLS = "Saber si avisar apenas sale una convocatoria hace que presenten más ofertas."
_WHY_ENDED = "Empezó la temporada de contratación y ninguna junta debía esperar."
_WHY_BELL = "Saber si avisar de lo que se planea comprar hace que presenten más ofertas."
