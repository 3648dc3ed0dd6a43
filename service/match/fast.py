"""The match as it follows from what changed: the rest is left as it stands, and not looked at.

changes ─▶ changed calls × all boards, other calls × changed boards ─▶ matches, rules by pair ─▶ store
        └▶ calls that have fewer days left × the other boards ─▶ rules by pair ─▶ what is over ─▶ store
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import structlog
from sqlalchemy import Connection

from domain.canary import BOARD_CODE
from domain.match import Match
from matching.match import Dated, refused_to_all
from service.context import Context
from service.match import marks as match_marks
from service.match import told as match_told
from service.match.changes import Changes, changes
from service.match.found import Found
from service.match.gather import Answers, Pairs, judged
from service.match.inputs import Inputs
from service.match.told import NONE, Numbers
from store import match_states, matches
from store.engine import reading, writing
from store.kept_matches import Replaced
from store.match_states import BoardState, CallState, States

log = structlog.get_logger()

_MOST_TOLD = 20

Dating = Callable[[str], Dated]  # the call of a portfolio, as it is on the day


class Overtaken(Exception):
    """Another match wrote what stands while this one judged: what this one found is of before."""


@dataclass(frozen=True)
class Renewed:
    """How many boards and calls were not what they were, the pairs looked at, and what came of it."""

    boards: int
    calls: int
    pairs: int
    replaced: Replaced


def renew(context: Context, inputs: Inputs, dated: Dating, answers: Answers) -> Renewed:
    """Make what stands follow from these inputs. Raises Overtaken, and then writes nothing."""
    with reading(context.engine) as db:
        states = match_states.read(db)
    changed = changes(inputs, states, dated)
    if not changed and states.rules == inputs.rules:
        return Renewed(0, 0, 0, Replaced(0, 0, 0))
    numbers = numbered(inputs, states)
    with Found() as found:
        told = _judged(context, inputs, changed, numbers, states, dated, answers, found)
        replaced = _write(context, inputs, changed, numbers, states, dated, told, found)
    return Renewed(changed.boards_counted, changed.calls_counted, changed.pairs(inputs), replaced)


def numbered(inputs: Inputs, states: States) -> dict[str, int]:
    """What boards are called in what is told: a new one gets the next number."""
    known = {code: state.number for code, state in states.boards.items() if code in inputs.profiles}
    new = (code for code in inputs.profiles if code not in known)
    free = max(known.values(), default=-1) + 1
    return {**known, **{code: number for number, code in enumerate(new, free)}}


def state_of(inputs: Inputs, key: str, dated: Dated) -> CallState:
    """What is kept of a call as it was judged."""
    refusal = refused_to_all(dated)
    return CallState(inputs.call_marks[key], match_marks.of_alike(dated), refusal, dated.days_left)


def _judged(
    context: Context,
    inputs: Inputs,
    changed: Changes,
    numbers: Mapping[str, int],
    states: States,
    dated: Dating,
    answers: Answers,
    found: Found,
) -> dict[str, Numbers]:
    """What is looked at: products that have no pair in common."""
    pairs = [Pairs(inputs.profiles, {key: dated(key) for key in changed.calls})]
    if changed.boards:
        others = {
            key: dated(key)
            for key, state in states.calls.items()
            if key in inputs.asked and key not in changed.calls and state.refusal is None
        }
        pairs.append(Pairs(changed.boards, others))
    if changed.later:
        later = {key: dated(key) for key in changed.later}
        pairs.append(Pairs(inputs.profiles.keys() - changed.boards, later, is_later=True))
    return judged(context.engine, inputs, numbers, pairs, answers, found.add)


def _write(
    context: Context,
    inputs: Inputs,
    changed: Changes,
    numbers: Mapping[str, int],
    states: States,
    dated: Dating,
    found_told: Mapping[str, Numbers],
    found: Found,
) -> Replaced:
    calls = {key: state_of(inputs, key, dated(key)) for key in changed.judged}
    boards = {code: BoardState(numbers[code], inputs.board_marks[code]) for code in changed.boards}
    to_all = {key: calls[key].refusal if key in calls else states.calls[key].refusal for key in inputs.asked}
    with writing(context.engine) as db:
        if match_states.to_change(db) != states:
            raise Overtaken
        before = match_told.read_each(match_states.told(db))
        told = _told(inputs, changed, numbers, before, found_told)
        news = {
            key: match_told.kept(some)
            for key, some in told.items()
            if key in calls or match_told.differing(before[key], some)
        }
        over = _over(changed, numbers, before, told)
        every = [Replaced(0, 0, sum(code != BOARD_CODE for code, _ in over))]
        matches.withdraw(db, over, context.now)
        for part, stood in _standing(db, inputs, changed, numbers, before):
            matched = found.of(part)
            matches.renew(db, _of_canary(stood), _of_canary(matched), context.now)
            every.append(matches.renew(db, _real(stood), _real(matched), context.now))
        matches.keep_refusals(db, match_told.refusals(told, to_all, numbers))
        match_states.keep(db, States(inputs.rules, boards, calls), news, changed.gone)
    return Replaced(*map(sum, zip(*every, strict=True)))


def _standing(
    db: Connection,
    inputs: Inputs,
    changed: Changes,
    numbers: Mapping[str, int],
    before: Mapping[str, Numbers],
) -> Iterator[tuple[str, list[Match]]]:
    """By part, the matches that stand of what changed. Which calls matched which boards is known by what was
    told of them: the others are not asked for. On a first day each part would else read what was just written
    of those before it, for PostgreSQL knows nothing yet of what the table holds.
    """
    had_some = match_told.matches_by_board(before, numbers).keys() | {BOARD_CODE}
    part_of = {numbers[code]: part for code, part in inputs.part_of.items()}
    matched: dict[str, set[str]] = defaultdict(set)
    for key in (changed.calls | changed.gone) & before.keys():
        for number in match_told.matched(before[key]) & part_of.keys():
            matched[part_of[number]].add(key)
    for part, codes in inputs.parts.items():
        others = [code for code in codes if code not in changed.boards]
        stood = matches.of_boards(db, had_some & changed.boards.intersection(codes))
        yield part, [*stood, *matches.between(db, others, matched[part])]


def _over(
    changed: Changes,
    numbers: Mapping[str, int],
    before: Mapping[str, Numbers],
    told: Mapping[str, Numbers],
) -> list[tuple[str, str]]:
    """The boards and calls that matched when more days were left: of these pairs all else is as it was."""
    codes = {number: code for code, number in numbers.items() if code not in changed.boards}
    over, come = [], []
    for key in changed.later:
        matched, still = match_told.matched(before[key]), match_told.matched(told[key])
        over += [(codes[number], key) for number in sorted(matched - still) if number in codes]
        come += [(codes[number], key) for number in sorted(still - matched) if number in codes]
    if come:  # with fewer days nothing comes to match; the nightly match of every pair would mend it
        log.error("a call matches for having fewer days left", pairs=come[:_MOST_TOLD])
    return over


def _of_canary(some: Iterable[Match]) -> list[Match]:
    return [one for one in some if one.board_code == BOARD_CODE]


def _real(some: Iterable[Match]) -> list[Match]:
    return [one for one in some if one.board_code != BOARD_CODE]


def _told(
    inputs: Inputs,
    changed: Changes,
    numbers: Mapping[str, int],
    before: Mapping[str, Numbers],
    found: Mapping[str, Numbers],
) -> dict[str, Numbers]:
    """What keeps each call from which board: of what was looked at anew, of the rest as before."""
    anew = np.array([numbers[code] for code in changed.boards], np.uint32)
    return {
        key: found.get(key, NONE)
        if key in changed.judged
        else match_told.together([match_told.without(before[key], anew), found.get(key, NONE)])
        if len(anew)
        else before[key]
        for key in inputs.asked
    }
