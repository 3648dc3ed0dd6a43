"""Judging many pairs: parts of departments go to whoever answers them, and what is told comes together."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Engine

from matching.match import Dated, reach_of, refused_to_all
from matching.profile import Profile
from service.match.inputs import Inputs, department_of
from service.match.part import Answer, BoardPart, CallPart, Part
from service.match.told import Numbers, together
from store import evidence
from store.engine import reading


class Pairs(NamedTuple):
    """Boards that are held against calls; `is_later` where all is as it was, but for the days left."""

    boards: Collection[str]
    calls: Mapping[str, Dated]
    is_later: bool = False


Answers = Callable[[Iterable[Part]], Iterator[Answer]]  # in the order of the parts, or in any other


def judged(
    engine: Engine,
    inputs: Inputs,
    numbers: Mapping[str, int],
    pairs: Sequence[Pairs],
    answers: Answers,
    take: Callable[[str, bytes], None],
) -> dict[str, Numbers]:
    """Hold boards against calls, for each of `pairs`, and have what matches taken, packed, by its part.

    Gives, of each call, what keeps it from which board (service.match.told); `numbers` is what boards are
    called there.
    """
    told: dict[str, list[Numbers]] = defaultdict(list)
    for answer in answers(_parts(engine, inputs, numbers, pairs)):
        take(answer.part, answer.matches)
        for key, some in answer.told.items():
            told[key].append(some)
    return {key: together(some) for key, some in told.items()}


def _parts(
    engine: Engine,
    inputs: Inputs,
    numbers: Mapping[str, int],
    pairs: Sequence[Pairs],
) -> Iterator[Part]:
    """Those that have both; what their boards can show is read when their turn comes, once for all pairs."""
    reaching = [_by_place(some.calls) for some in pairs]
    for name, members in inputs.parts.items():
        parts = []
        for some, by_place in zip(pairs, reaching, strict=True):
            codes = [code for code in members if code in some.boards]
            towns = {inputs.profiles[code].board.municipality for code in codes}
            places = towns | set(map(department_of, towns))
            if reached := {key for place in places for key in by_place.get(place, ())}:
                parts.append((some, codes, reached))
        if not parts:
            continue
        boards = _boards(engine, inputs, numbers, {code for _, codes, _ in parts for code in codes})
        for some, codes, reached in parts:
            yield Part(
                name=name,
                today=inputs.day.today,
                boards=tuple(boards[code] for code in codes),
                calls=tuple(CallPart(some.calls[key], inputs.asked[key].wanted) for key in sorted(reached)),
                is_later=some.is_later,
            )


def _boards(
    engine: Engine, inputs: Inputs, numbers: Mapping[str, int], codes: Collection[str]
) -> dict[str, BoardPart]:
    with reading(engine) as db:
        shown = evidence.of_boards(db, codes)
    return {
        code: BoardPart(
            _without_person(inputs.profiles[code]),
            numbers[code],
            tuple(shown.get(code, ())),
            inputs.assessed.get(code, frozenset()),
        )
        for code in codes
    }


def _without_person(profile: Profile) -> Profile:
    """Who presides a board is nothing that goes to another machine."""
    return replace(profile, board=replace(profile.board, president=None))


def _by_place(calls: Mapping[str, Dated]) -> dict[str, list[str]]:
    """The calls that some place is known of, by each town that they may reach, or by department."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, dated in calls.items():
        if refused_to_all(dated) is None:
            for place in set(reach_of(dated.call)):
                found[place].append(key)
    return found
