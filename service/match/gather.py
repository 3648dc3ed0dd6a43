"""Judging many pairs: parts by department go to whoever answers them, and come together again."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from domain.match import Match
from matching.match import Dated, refused_to_all
from matching.profile import Profile
from service.match.inputs import Inputs
from service.match.part import Answer, BoardPart, CallPart, Part
from service.match.told import Numbers, together
from store import evidence
from store.engine import reading

Answers = Callable[[Iterable[Part]], Iterator[Answer]]  # in the order of the parts, or in any other


@dataclass(frozen=True, slots=True)
class Judged:
    """The matches, and of each call what keeps it from which board (service.match.told), by portfolio."""

    matches: list[Match]
    told: dict[str, Numbers]


def judged(
    engine: Engine,
    inputs: Inputs,
    numbers: Mapping[str, int],
    codes: Collection[str],
    calls: Mapping[str, Dated],
    answers: Answers,
) -> Judged:
    """Hold these boards against these calls. `numbers` is what boards are called in what is told."""
    matches: list[Match] = []
    told: dict[str, list[Numbers]] = defaultdict(list)
    for answer in answers(_parts(engine, inputs, numbers, codes, calls)):
        matches += answer.matches
        for key, some in answer.told.items():
            told[key].append(some)
    return Judged(matches, {key: together(some) for key, some in told.items()})


def department_of(municipality: str) -> str:
    """The department of a municipality, both by their DANE code."""
    return municipality[:2]


def _parts(
    engine: Engine,
    inputs: Inputs,
    numbers: Mapping[str, int],
    codes: Collection[str],
    calls: Mapping[str, Dated],
) -> Iterator[Part]:
    """One for each department that has both; what its boards can show is read when its turn comes."""
    boards: dict[str, list[str]] = defaultdict(list)
    for code in sorted(codes):
        boards[department_of(inputs.profiles[code].board.municipality)].append(code)
    reaching = _by_department(calls)
    for department in sorted(boards.keys() & reaching.keys()):
        with reading(engine) as db:
            shown = evidence.of_boards(db, boards[department])
        yield Part(
            today=inputs.day.today,
            boards=tuple(
                BoardPart(
                    _without_person(inputs.profiles[code]),
                    numbers[code],
                    tuple(shown.get(code, ())),
                    inputs.assessed.get(code, frozenset()),
                )
                for code in boards[department]
            ),
            calls=tuple(
                CallPart(calls[key], inputs.asked[key].wanted) for key in sorted(reaching[department])
            ),
        )


def _without_person(profile: Profile) -> Profile:
    """Who presides a board is nothing that goes to another machine."""
    return replace(profile, board=replace(profile.board, president=None))


def _by_department(calls: Mapping[str, Dated]) -> dict[str, list[str]]:
    """The calls that some place is known of, by each department that they may reach."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, dated in calls.items():
        if refused_to_all(dated) is None:
            for department in {dated.call.department or "", *map(department_of, dated.call.others)}:
                found[department].append(key)
    return found
