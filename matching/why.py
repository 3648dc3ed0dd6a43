"""Why a board heard nothing: what each rule kept from it, and what would have let the nearest misses through.

A miss is a call in its town that some board could have answered and this one was not told of. It is judged
again with the board changed as a board can change: a trade more, work in another place too, no paper lacking.
The fewest of these that make a match of it are what the board is told; where none do, nothing would help.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple, assert_never

from domain.board import Trade
from domain.match import Eligibility, Match, Refusal
from domain.readiness import Verdict
from domain.reason import Reason
from matching.match import (
    Dated,
    Day,
    Eligible,
    Ruling,
    is_in_reach,
    judge,
    match_of,
    rules_in_the_way,
)
from matching.prepare import NOT_FOR_BOARDS, Call
from matching.profile import Profile

MOST_MISSES = 5


class Asked(NamedTuple):
    """A call and the day on which it is judged."""

    dated: Dated
    day: Day


class Change(StrEnum):
    """What a board can change that a call may hang on."""

    TRADE = "trade"  # it says that it does this work too
    PLACE = "place"  # it works there too
    PAPERS = "papers"  # it has what it lacks, in time


@dataclass(frozen=True, slots=True)
class Miss:
    """A call that nearly came. `rules` stand in its way, in order; `score` (0–1) is what it would have if
    they did not. `changes` are the fewest that let it through together, none where nothing does.
    """

    call: Call
    on: date
    rules: tuple[str, ...]
    score: float
    changes: tuple[Change, ...]
    reasons: tuple[Reason, ...]
    eligibility: Eligibility | None


@dataclass(frozen=True, slots=True)
class Why:
    """What became of the calls of a period for one board: matches and refusals add up to them.

    Matches by their day; refusals the most frequent first; misses the nearest first.
    """

    calls: int
    matches: tuple[Match, ...]
    refusals: tuple[Refusal, ...]
    misses: tuple[Miss, ...]


def why(
    profile: Profile,
    asked: Iterable[Asked],
    eligible: Eligible,
    kept_from_all: Mapping[str, int] | None = None,
) -> Why:
    """Why these calls came or not; `kept_from_all` counts by rule others that no board hears of."""
    counts: Counter[str] = Counter(kept_from_all or {})
    matches: list[Match] = []
    nearly: list[tuple[Asked, list[Ruling]]] = []
    for one in asked:
        if refusal := one.dated.refusal:
            # Of what is elsewhere nobody asks whether it is a work of boards.
            is_elsewhere = refusal == NOT_FOR_BOARDS and not is_in_reach(profile, one.dated.call)
            counts["other_place" if is_elsewhere else refusal] += 1
            continue
        judged = list(rules_in_the_way(profile, one.dated, eligible, one.day))
        if first := judged[0].refusal:
            counts[first] += 1
            if is_in_reach(profile, one.dated.call) and one.dated.call.key not in profile.dismissed:
                nearly.append((one, judged))
        else:
            matches.append(match_of(profile, one.dated.call, judged[0]))
    nearly.sort(key=_nearest_first)
    return Why(
        calls=counts.total() + len(matches),
        matches=tuple(matches),
        refusals=tuple(Refusal(profile.board.code, rule, n) for rule, n in _most_frequent(counts)),
        misses=tuple(_miss(profile, one, judged, eligible) for one, judged in nearly[:MOST_MISSES]),
    )


def asked_trade(call: Call) -> Trade:
    """The trade that a call asks for first. Raises StopIteration for one that names none."""
    return next(iter(call.trades))


def _nearest_first(nearly: tuple[Asked, list[Ruling]]) -> tuple[int, float, str]:
    one, judged = nearly
    return len(judged), -(judged[-1].score or 0.0), one.dated.call.key


def _most_frequent(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))


def _miss(profile: Profile, one: Asked, judged: Sequence[Ruling], eligible: Eligible) -> Miss:
    *rules, without = judged
    return Miss(
        call=one.dated.call,
        on=one.day.today,
        rules=tuple(rule.refusal for rule in rules if rule.refusal),
        score=without.score or 0.0,
        changes=_fewest(profile, one, without.eligibility, eligible),
        reasons=without.reasons,
        eligibility=without.eligibility,
    )


def _fewest(
    profile: Profile, one: Asked, standing: Eligibility | None, eligible: Eligible
) -> tuple[Change, ...]:
    """The fewest changes that together make a match of it, none where none do."""
    possible = tuple(_possible(profile, one.dated.call, standing))
    for size in range(1, len(possible) + 1):
        for changes in combinations(possible, size):
            board, law = _changed(profile, one.dated.call, eligible, changes)
            if judge(board, one.dated, law, one.day).refusal is None:
                return changes
    return ()


def _possible(profile: Profile, call: Call, standing: Eligibility | None) -> Iterator[Change]:
    trades = profile.board.trades
    if trades and call.trades and not any(trade in call.trades for trade in trades):
        yield Change.TRADE
    if call.localities and profile.locality and profile.locality not in call.localities:
        yield Change.PLACE
    if standing and standing.verdict is Verdict.ELIGIBLE_IF:
        yield Change.PAPERS


def _changed(
    profile: Profile, call: Call, eligible: Eligible, changes: Sequence[Change]
) -> tuple[Profile, Eligible]:
    for change in changes:
        match change:
            case Change.TRADE:
                trades = (*profile.board.trades, asked_trade(call))
                profile = replace(profile, board=replace(profile.board, trades=trades))
            case Change.PLACE:
                profile = replace(profile, locality=min(call.localities))
            case Change.PAPERS:
                eligible = _with_all_papers(eligible)
            case _:
                assert_never(change)
    return profile, eligible


def _with_all_papers(eligible: Eligible) -> Eligible:
    def eligible_then(profile: Profile, call: Call) -> Eligibility | None:
        standing = eligible(profile, call)
        if standing is None or standing.verdict is not Verdict.ELIGIBLE_IF:
            return standing
        return replace(standing, verdict=Verdict.ELIGIBLE, missing=(), days_needed=None)

    return eligible_then
