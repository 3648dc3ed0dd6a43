"""What changed since the matches that stand were judged: the boards and calls that are to be looked at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from domain.canary import BOARD_CODE, is_canary
from matching.match import Dated
from service.match import marks as match_marks
from service.match.inputs import PAST, RULES, Inputs
from store.match_states import States


@dataclass(frozen=True)
class Changes:
    """Boards that are held against all calls, calls that are held against all boards, calls that are gone;
    `later` are calls with fewer days left and all else as it was. The canary is in all, and in no figure.
    """

    boards: frozenset[str]
    calls: frozenset[str]
    gone: frozenset[str]
    later: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.boards or self.calls or self.gone or self.later)

    @cached_property
    def judged(self) -> frozenset[str]:
        """The calls that are looked at with every board, in words or by the arrays alone."""
        return self.calls | self.later

    @property
    def boards_counted(self) -> int:
        return len(self.boards - {BOARD_CODE})

    @property
    def calls_counted(self) -> int:
        return _counted(self.judged)

    def pairs(self, inputs: Inputs) -> int:
        """How many pairs are looked at."""
        unchanged = _counted(inputs.asked) - self.calls_counted
        every_board = len(inputs.profiles.keys() - {BOARD_CODE})
        return self.calls_counted * every_board + unchanged * self.boards_counted


def _counted(calls: Iterable[str]) -> int:
    return sum(not is_canary(key) for key in calls)


def changes(inputs: Inputs, states: States, dated: Callable[[str], Dated]) -> Changes:
    """What differs from what stands. Where the rules changed, that is everything."""
    gone = frozenset(states.calls.keys() - inputs.asked.keys())
    if states.rules.get(RULES) != inputs.rules[RULES]:
        return Changes(frozenset(inputs.profiles), frozenset(inputs.asked), gone)
    boards = frozenset(
        code
        for code, mark in inputs.board_marks.items()
        if code not in states.boards or states.boards[code].mark != mark
    )
    calls = {
        key
        for key, mark in inputs.call_marks.items()
        if key not in states.calls or states.calls[key].mark != mark
    }
    unlike = _unlike(inputs, states, dated) if states.rules.get(PAST) != inputs.rules[PAST] else set()
    later = {
        key
        for key in calls & states.calls.keys() - unlike
        if match_marks.is_later(states.calls[key].mark, inputs.call_marks[key])
    }
    return Changes(boards, frozenset(calls - later | unlike), gone, frozenset(later))


def _unlike(inputs: Inputs, states: States, dated: Callable[[str], Dated]) -> set[str]:
    """The calls that are like other precedents than they were."""
    return {
        key
        for key, state in states.calls.items()
        if key in inputs.asked
        and state.refusal is None  # of what is kept from all nobody asks what it is like
        and match_marks.of_alike(dated(key)) != state.alike
    }
