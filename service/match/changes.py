"""What changed since the matches that stand were judged: the boards and calls that are to be looked at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.canary import BOARD_CODE, is_canary
from matching.match import Dated
from service.match import marks as match_marks
from service.match.inputs import PAST, RULES, Inputs
from store.match_states import States


@dataclass(frozen=True)
class Changes:
    """Boards that are held against all calls, calls that are held against all boards, calls that are gone;
    the canary among them, and in none of the figures.
    """

    boards: frozenset[str]
    calls: frozenset[str]
    gone: frozenset[str]

    @property
    def boards_counted(self) -> int:
        return len(self.boards - {BOARD_CODE})

    @property
    def calls_counted(self) -> int:
        return _counted(self.calls)

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
    if states.rules.get(PAST) != inputs.rules[PAST]:
        calls |= {
            key
            for key, state in states.calls.items()
            if key in inputs.asked
            and state.refusal is None  # of what is kept from all nobody asks what it is like
            and match_marks.of_alike(dated(key)) != state.alike
        }
    return Changes(boards, frozenset(calls), gone)
