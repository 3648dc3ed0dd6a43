"""How many calls a week a board would hear of with other settings, counted by weeks and told as a phrase."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.board import Board, Trade
from matching.match import Eligible, judge
from matching.profile import Profile
from matching.why import Asked

WEEKS = 8  # how far back is counted
_FEWEST_WEEKS = 2  # less is chance
_EVERY_WEEK, _EVERY_OTHER, _EVERY_MONTH = 0.75, 0.35, 0.18  # calls a week from which each is said


@dataclass(frozen=True, slots=True)
class Weekly:
    """Calls a week, counted over so many whole weeks: their mean, and the fewest and the most of one week."""

    weeks: int
    mean: float
    fewest: int
    most: int


def with_settings(board: Board, trades: Iterable[Trade], *, whole_town: bool) -> Board:
    """The board if it said that it does these trades, and where asked, that it works all over its town."""
    changed = replace(board, trades=tuple(trades))
    return replace(changed, barrio=None, locality=None, unit=None) if whole_town else changed


def days_of_matches(profile: Profile, asked: Iterable[Asked], eligible: Eligible) -> list[date]:
    """The day of each call that would have come."""
    return [one.day.today for one in asked if judge(profile, one.dated, eligible, one.day).refusal is None]


def weekly(days: Iterable[date], first_day: date, today: date) -> Weekly | None:
    """Calls a week from the first day of which we know them to today; None for less than two weeks."""
    weeks = min(WEEKS, ((today - first_day).days + 1) // 7)
    if weeks < _FEWEST_WEEKS:
        return None
    counts = [0] * weeks
    for day in days:
        back = (today - day) // timedelta(weeks=1)
        if 0 <= back < weeks:
            counts[back] += 1
    return Weekly(weeks, sum(counts) / weeks, min(counts), max(counts))


def phrase(found: Weekly | None) -> str:
    """`"les llegarían unas 3 convocatorias por semana (entre 1 y 6)"`: as rough as what it stands on."""
    if found is None:
        return "todavía no sabemos cuántas les llegarían: tenemos menos de dos semanas de datos"
    if found.most == 0:
        return f"no les llegaría ninguna, por lo que vimos en las últimas {found.weeks} semanas"
    if found.mean >= _EVERY_WEEK:
        return f"{_each_week(round(found.mean))}{_range(found)}"
    if found.mean >= _EVERY_OTHER:
        return "les llegaría más o menos una convocatoria cada dos semanas"
    if found.mean >= _EVERY_MONTH:
        return "les llegaría más o menos una convocatoria al mes"
    return "les llegaría menos de una convocatoria al mes"


def _each_week(number: int) -> str:
    if number == 1:
        return "les llegaría más o menos una convocatoria por semana"
    return f"les llegarían unas {number} convocatorias por semana"


def _range(found: Weekly) -> str:
    return f" (entre {found.fewest} y {found.most})" if found.fewest < found.most else ""
