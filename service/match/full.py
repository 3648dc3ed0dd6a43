"""Every pair judged again, beside what stands: what the fast way had missed is told and mended."""

from collections.abc import Iterable, Mapping

import structlog
from sqlalchemy import Engine

from domain.match import Match
from service.context import Context
from service.match import told as match_told
from service.match.fast import Dating, Overtaken, numbered, state_of
from service.match.gather import Answers, Pairs, judged
from service.match.inputs import Inputs
from service.match.part import pack, unpack
from service.match.told import NONE, Numbers
from store import match_states, matches
from store.engine import reading, writing
from store.match_states import CallState, States

log = structlog.get_logger()

_Pair = tuple[str, str]  # board code, portfolio
_MOST_TOLD = 20


def check(context: Context, inputs: Inputs, dated: Dating, answers: Answers) -> int:
    """Judge everything, mend what stands, and give in how many pairs and counts it differed: 0 is right.

    Raises Overtaken where what stands does not follow from these inputs, and then mends nothing.
    """
    with reading(context.engine) as db:
        kept_states = match_states.read(db)
    if not _follows(kept_states, inputs):
        raise Overtaken
    numbers = numbered(inputs, kept_states)
    calls = {key: dated(key) for key in inputs.asked}
    differing = _Differing(context.engine, inputs)
    pairs = [Pairs(inputs.profiles, calls)]
    judged_told = judged(context.engine, inputs, numbers, pairs, answers, differing.take)
    differing.take_the_rest()
    told = {key: judged_told.get(key, NONE) for key in calls}
    states = {key: state_of(inputs, key, one) for key, one in calls.items()}
    missed, counts = _mend(context, kept_states, numbers, told, states, differing)
    if missed or counts:
        log.warning("the fast match had missed", pairs=sorted(missed)[:_MOST_TOLD], counts=counts)
    return len(missed) + counts


class _Differing:
    """The matches that stand otherwise than they were judged, looked for as each part is answered: who leads
    does so while others judge the next ones, and no more than a part is in memory.
    """

    def __init__(self, engine: Engine, inputs: Inputs) -> None:
        self.stood: list[Match] = []
        self.found: list[Match] = []
        self._engine, self._inputs = engine, inputs
        self._taken: set[str] = set()

    def take(self, part: str, found: bytes) -> None:
        with reading(self._engine) as db:
            stood = _by_pair(matches.of_boards(db, self._inputs.parts[part]))
        now = _by_pair(unpack(found))
        other = {pair for pair in stood.keys() | now.keys() if stood.get(pair) != now.get(pair)}
        self.stood += [stood[pair] for pair in stood.keys() & other]
        self.found += [now[pair] for pair in now.keys() & other]
        self._taken.add(part)

    def take_the_rest(self) -> None:
        """Of parts that no call may reach nothing was judged."""
        for part in self._inputs.parts.keys() - self._taken:
            self.take(part, pack([]))

    @property
    def pairs(self) -> set[_Pair]:
        return {*_by_pair(self.stood), *_by_pair(self.found)}


def _mend(
    context: Context,
    kept_states: States,
    numbers: Mapping[str, int],
    told: Mapping[str, Numbers],
    states: Mapping[str, CallState],
    differing: _Differing,
) -> tuple[set[_Pair], int]:
    """Make what was found what stands; gives the pairs and the number of counts in which it was not so."""
    refusals = match_told.refusals(told, {key: one.refusal for key, one in states.items()}, numbers)
    with writing(context.engine) as db:
        if match_states.to_change(db) != kept_states:
            raise Overtaken
        before = match_told.read_each(match_states.told(db))
        missed = differing.pairs | _other_rules(before, told, numbers)
        matches.renew(db, differing.stood, differing.found, context.now)
        counts = matches.keep_refusals(db, refusals)
        news = {
            key: match_told.kept(some)
            for key, some in told.items()
            if kept_states.calls[key] != states[key] or match_told.differing(before[key], some)
        }
        mended = {key: state for key, state in states.items() if kept_states.calls[key] != state}
        match_states.keep(db, States({}, {}, mended), news, ())
    return missed, counts


def _follows(states: States, inputs: Inputs) -> bool:
    """Whether what stands was made of these boards and calls."""
    boards = {code: state.mark for code, state in states.boards.items()}
    return (
        boards == inputs.board_marks
        and {key: state.mark for key, state in states.calls.items()} == inputs.call_marks
    )


def _by_pair(some: Iterable[Match]) -> dict[_Pair, Match]:
    return {(one.board_code, one.portfolio_id): one for one in some}


def _other_rules(
    before: Mapping[str, Numbers], now: Mapping[str, Numbers], numbers: Mapping[str, int]
) -> set[_Pair]:
    codes = {number: code for code, number in numbers.items()}
    return {
        (codes[number], key)
        for key in before.keys() | now.keys()
        for number in match_told.differing(before.get(key, NONE), now.get(key, NONE))
        if number in codes
    }
