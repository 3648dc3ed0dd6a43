"""How many calls a week with other settings: counted by whole weeks, told as a phrase."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from domain.board import Trade
from matching.preview import WEEKS, Weekly, phrase, weekly, with_settings
from tests.examples import TODAY, a_board

TWO_MONTHS_AGO = TODAY - timedelta(weeks=WEEKS) + timedelta(days=1)


def days(*back: int) -> Sequence[date]:
    return [TODAY - timedelta(days=n) for n in back]


def test_calls_are_counted_by_whole_weeks_back_from_today() -> None:
    assert weekly(days(0, 6, 7, 55), TWO_MONTHS_AGO, TODAY) == Weekly(8, 0.5, 0, 2)


def test_a_call_from_before_the_first_week_counts_not() -> None:
    assert weekly(days(56, 400), TWO_MONTHS_AGO, TODAY) == Weekly(8, 0.0, 0, 0)


@pytest.mark.parametrize(("days_known", "weeks"), [(14, 2), (20, 2), (21, 3), (400, 8)])
def test_only_the_weeks_that_we_have_are_counted(days_known: int, weeks: int) -> None:
    found = weekly([], TODAY - timedelta(days=days_known - 1), TODAY)
    assert found is not None
    assert found.weeks == weeks


def test_less_than_two_weeks_tell_nothing() -> None:
    assert weekly(days(1, 2, 3), TODAY - timedelta(days=12), TODAY) is None
    assert "todavía no sabemos" in phrase(None)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Weekly(8, 2.6, 1, 6), "les llegarían unas 3 convocatorias por semana (entre 1 y 6)"),
        (Weekly(8, 2.0, 2, 2), "les llegarían unas 2 convocatorias por semana"),
        (Weekly(8, 0.75, 0, 2), "les llegaría más o menos una convocatoria por semana (entre 0 y 2)"),
        (Weekly(8, 0.74, 0, 2), "les llegaría más o menos una convocatoria cada dos semanas"),
        (Weekly(8, 0.25, 0, 1), "les llegaría más o menos una convocatoria al mes"),
        (Weekly(8, 0.125, 0, 1), "les llegaría menos de una convocatoria al mes"),
        (Weekly(8, 0.0, 0, 0), "no les llegaría ninguna, por lo que vimos en las últimas 8 semanas"),
    ],
)
def test_a_count_is_told_as_roughly_as_it_is_known(found: Weekly, words: str) -> None:
    assert phrase(found) == words


def test_settings_change_the_trades_and_where_asked_the_place() -> None:
    board = a_board()
    near = with_settings(board, (Trade.FOOD,), whole_town=False)
    assert (near.trades, near.barrio, near.unit) == ((Trade.FOOD,), board.barrio, board.unit)
    far = with_settings(board, (), whole_town=True)
    assert (far.trades, far.barrio, far.locality, far.unit) == ((), None, None, None)
    assert (far.code, far.name) == (board.code, board.name)
