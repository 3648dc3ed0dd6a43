"""Every pair judged again, beside what stands: what the fast way had missed is told and mended."""

from collections.abc import Iterable, Mapping

import structlog

from domain.match import Match
from service.context import Context
from service.match import told as match_told
from service.match.fast import Dating, Overtaken, numbered, state_of
from service.match.gather import Answers, judged
from service.match.inputs import Inputs
from service.match.told import NONE, Numbers
from store import match_states, matches
from store.engine import reading, writing
from store.match_states import States

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
    found = judged(context.engine, inputs, numbers, inputs.profiles, calls, answers)
    told = {key: found.told.get(key, NONE) for key in calls}
    states = {key: state_of(inputs, key, one) for key, one in calls.items()}
    refusals = match_told.refusals(told, {key: one.refusal for key, one in states.items()}, numbers)
    with writing(context.engine) as db:
        if match_states.to_change(db) != kept_states:
            raise Overtaken
        before = {key: match_told.read(kept) for key, kept in match_states.told(db).items()}
        stood = matches.standing(db)
        missed = _other_matches(stood, found.matches) | _other_rules(before, told, numbers)
        matches.renew(db, stood, found.matches, context.now)
        counts = matches.keep_refusals(db, refusals)
        news = {
            key: match_told.kept(some)
            for key, some in told.items()
            if kept_states.calls[key] != states[key] or match_told.differing(before[key], some)
        }
        mended = {key: state for key, state in states.items() if kept_states.calls[key] != state}
        match_states.keep(db, States({}, {}, mended), news, ())
    if missed or counts:
        log.warning("the fast match had missed", pairs=sorted(missed)[:_MOST_TOLD], counts=counts)
    return len(missed) + counts


def _follows(states: States, inputs: Inputs) -> bool:
    """Whether what stands was made of these boards and calls."""
    boards = {code: state.mark for code, state in states.boards.items()}
    return (
        boards == inputs.board_marks
        and {key: state.mark for key, state in states.calls.items()} == inputs.call_marks
    )


def _other_matches(before: Iterable[Match], now: Iterable[Match]) -> set[_Pair]:
    stood, stand = ({(one.board_code, one.portfolio_id): one for one in some} for some in (before, now))
    return {pair for pair in stood.keys() | stand.keys() if stood.get(pair) != stand.get(pair)}


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
