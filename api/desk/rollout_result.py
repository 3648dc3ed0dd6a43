"""What came of a stepped rollout, once all have it or somebody ended it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from api.desk.training.effect_words import points
from domain.board import Board
from domain.days import day_of
from domain.rollout import Rollout, State
from readiness.effect.stepped import Stepped, stepped
from store.sizes import Known
from store.took_part import Days


class Side(NamedTuple):
    """Units that had it in a period, or waited: their boards, and how many of these did what is looked at."""

    units: int
    boards: int
    did: int


class Period(NamedTuple):
    """From the day of a turn until the day before `until`."""

    on: date
    until: date
    had: Side
    waited: Side


class Result(NamedTuple):
    """`found` is None where no period with both sides was over when it ended."""

    periods: Sequence[Period]
    found: Stepped | None


def result_of(
    rollout: Rollout, boards: Sequence[Board], known: Mapping[str, Known], did: Days, today: date
) -> Result | None:
    """None while units still wait: who looks before the end is deceived more easily. Boards count that were
    with us when it was registered, in the unit where they are today.
    """
    if rollout.state(today) not in (State.DONE, State.ENDED):
        return None
    over = day_of(rollout.ending.at) if rollout.ending else rollout.last_on
    registered_on = day_of(rollout.registered_at)
    codes: dict[str, list[str]] = {}
    for board in boards:
        if board.unit and known[board.code].since <= registered_on:
            codes.setdefault(board.unit, []).append(board.code)
    turns = sorted((turn for turn in rollout.turns if turn.unit in codes), key=lambda turn: turn.unit)
    begins = {turn.step: turn.on for turn in rollout.turns}
    starts = [on for step, on in sorted(begins.items()) if step < max(begins) and on + rollout.window <= over]
    if not starts or not turns:
        return Result((), None)
    steps = np.array([turn.step for turn in turns])
    number = np.array([len(codes[turn.unit]) for turn in turns])
    done = np.array([[_did(codes[turn.unit], did, on, rollout.window) for on in starts] for turn in turns])
    periods = [
        Period(
            on,
            on + rollout.window,
            _side(steps <= nth, number, done[:, nth]),
            _side(steps > nth, number, done[:, nth]),
        )
        for nth, on in enumerate(starts)
    ]
    return Result(periods, stepped(done / number[:, None], steps, rollout.seed))


def _did(codes: Sequence[str], did: Days, on: date, window: timedelta) -> int:
    return sum(any(on <= day < on + window for day in did.get(code, ())) for code in codes)


def _side(which: np.ndarray, number: np.ndarray, done: np.ndarray) -> Side:
    return Side(int(which.sum()), int(number[which].sum()), int(done[which].sum()))


def words(result: Result) -> str:
    """What may be said of it."""
    found = result.found
    if found is None:
        return "Terminó antes de un período completo con unidades de los dos lados: no se compara."
    by = f"Donde ya lo tenían hubo {_juntas(found.by)} de cada 100 que donde esperaban"
    if found.interval is None:
        return f"{by}. Con tan pocos sorteos posibles no hay intervalo, y no se concluye nada."
    low, high = points(100 * found.interval.low), points(100 * found.interval.high)
    between = f"entre {low} y {high}, con 95 % de confianza"
    if found.interval.holds(0):
        return f"{by} ({between}). El cero está adentro: no se ve que ayude ni que estorbe."
    helped = "Ayudó" if found.by > 0 else "Estorbó"
    return f"{helped}. {by} ({between}). Otro sorteo daría algo así {_chance(found.chance)}."


def _chance(chance: float) -> str:
    return "menos de 1 vez de cada 100" if chance < 0.01 else f"{points(100 * chance)} veces de cada 100"


def _juntas(by: float) -> str:
    return f"{points(abs(100 * by))} juntas {'más' if by >= 0 else 'menos'}"
