"""The match: which calls suit which boards, why, and how many each rule kept from each board.

    call ─▶ rules that look at the call alone ─▶ place and trade ─▶ eligibility ─▶ score ─▶ bar

The cheap comes first. What depends on the call only is decided once and counted for every board.
Eligibility is asked of the caller, for the rules of law live elsewhere (`readiness`). This is the plain
telling of the rules, one pair at a time with its words; `engine.py` says the same for all pairs by arrays.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from domain.match import POINTS, DaysWeight, Eligibility, Match, Refusal
from domain.readiness import Verdict
from domain.reason import Reason
from matching import features
from matching.places.towns import is_reached, reach
from matching.precedents import Alike, Past
from matching.prepare import ELSEWHERE, Call
from matching.profile import Profile
from matching.weights import weights

DISMISSED = "dismissed"  # the board's own word, which arrays know nothing of
OF_THE_DAY = frozenset({"days_left", "days_short"})  # reasons that are others on the next day
_CANNOT = (Verdict.NOT_ELIGIBLE, Verdict.CLOSED)


Eligible = Callable[[Profile, Call], Eligibility | None]


@dataclass(frozen=True)
class Day:
    """The day of a match: `business_days` counts the working days from it to a closing day; `past` is what
    boards are known to have done by then. `bar` is the score that a match must reach, `most` how many a board
    gets at most, None for all.
    """

    today: date
    business_days: Callable[[date], int]
    past: Past = field(default_factory=Past)
    bar: float = field(default_factory=lambda: weights().bar)
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Matches, best first within a board in the order given, and refusals counted by board and rule."""

    matches: list[Match]
    refusals: list[Refusal]
    pairs: int


@dataclass(frozen=True, slots=True)
class Dated:
    """A call on a day: what is the same for all boards. `refusal` is the rule that keeps it from all."""

    call: Call
    refusal: str | None
    days_left: int | None
    alike: tuple[Alike, ...]
    suitability: Reason
    habit: Reason | None


@dataclass(frozen=True, slots=True)
class Ruling:
    """How a board stands to a call: `refusal` is the first rule that keeps it from the board, None for a
    match. `score` (0–1) is None where the rule spoke before it was worked out; `days` is what of it hangs on
    the days left, None where they are not known.
    """

    refusal: str | None
    score: float | None = None
    reasons: tuple[Reason, ...] = ()
    eligibility: Eligibility | None = None
    days: DaysWeight | None = None


def match(profiles: Iterable[Profile], calls: Iterable[Call], eligible: Eligible, day: Day) -> Result:
    """Matches every board with every call. For each board, matches and refusals add up to the calls."""
    profiles, dated = list(profiles), [today_of(call, day) for call in calls]
    matches: list[Match] = []
    refusals: list[Refusal] = []
    for profile in profiles:
        found, counts = _for_board(profile, dated, eligible, day)
        found.sort(key=lambda m: (-m.score, m.portfolio_id))
        best = found[: day.most]
        if len(best) < len(found):
            counts["not_among_best"] = len(found) - len(best)
        matches += best
        refusals += [Refusal(profile.board.code, rule, n) for rule, n in sorted(counts.items())]
    return Result(matches, refusals, len(profiles) * len(dated))


def today_of(call: Call, day: Day) -> Dated:
    """The call on a day. It may have been prepared before the day on which it closed."""
    closed = call.closes_on is not None and call.closes_on < day.today
    refusal = "not_open" if closed else call.refusal
    return Dated(
        call=call,
        refusal=refusal,
        days_left=day.business_days(call.closes_on) if call.closes_on and not closed else None,
        alike=() if refusal else day.past.like(call.text),
        suitability=features.suitability(call),
        habit=features.habit(day.past.with_boards.get(call.buyer_nit or "", 0)),
    )


def refused_to_all(dated: Dated) -> str | None:
    """The rule that keeps a call from every board, wherever the board is."""
    if dated.refusal:
        return dated.refusal
    if dated.call.department is None:
        return "place_unknown"
    return "other_place" if dated.call.department == ELSEWHERE else None


def judge(profile: Profile, dated: Dated, eligible: Eligible, day: Day) -> Ruling:
    """How a board stands to a call on a day; the first rule that refuses it has the word."""
    return next(rules_in_the_way(profile, dated, eligible, day))


def rules_in_the_way(profile: Profile, dated: Dated, eligible: Eligible, day: Day) -> Iterator[Ruling]:
    """What each rule in the way says, in order, and last how the board would stand without them.

    A feature that refuses counts as unknown in the score, which is thus that of a call without its hurdle.
    """
    call = dated.call
    if dated.refusal:
        yield Ruling(dated.refusal)
    in_reach = is_in_reach(profile, call)
    if not in_reach:
        yield Ruling("place_unknown" if call.department is None else "other_place")
    place = features.place(profile, call) if in_reach else None
    if place is not None and place.score == 0.0:
        yield Ruling("other_place", reasons=(place,))
        place = None
    trade = features.trade(profile, call)
    at_home = place is not None and place.rule == "same_barrio"  # what is done there is the board's business
    if trade is not None and trade.score == 0.0 and not at_home:
        yield Ruling("other_trade", reasons=(trade,))
        trade = None
    standing = eligible(profile, call)
    if standing is None:
        yield Ruling("no_route")
    reasons = {
        "place": place,
        "name": features.name(profile, call),
        "trade": trade,
        "suitability": dated.suitability,
        "size": features.size(profile, call),
        "days": features.days(
            call.closes_on, day.today, dated.days_left, standing.days_needed if standing else None
        ),
        "precedent": features.precedent(profile, dated.alike),
        "habit": dated.habit,
        "route": features.route(standing.route) if standing else None,
    }
    days = None if dated.days_left is None else _days_weight(standing)
    score = (points(_score_at_ease(reasons)) - _lost(days, dated.days_left)) / POINTS
    told = (*_strongest_first(reasons), *(standing.reasons if standing else ()))
    if standing and standing.verdict in _CANNOT:
        yield Ruling("not_eligible", score, told, standing, days)
    if score < day.bar:
        yield Ruling("below_bar", score, told, standing, days)
    if (
        call.key in profile.dismissed
    ):  # last, so that it counts calls that were for the board but for its word
        yield Ruling(DISMISSED, score, told, standing, days)
    yield Ruling(None, score, told, standing, days)


def points(score: float) -> int:
    """A score (0–1) in ten-thousandths: what it is told and compared by."""
    return math.floor(score * POINTS + 0.5)


def is_in_reach(profile: Profile, call: Call) -> bool:
    """Whether a call is in the board's municipality, or may be there."""
    return is_reached(profile.board.municipality, reach_of(call))


def reach_of(call: Call) -> tuple[str, ...]:
    """The towns, or the department, that a call reaches, by DANE code."""
    return reach(call.municipality, call.department, call.others)


def _for_board(
    profile: Profile, dated: Sequence[Dated], eligible: Eligible, day: Day
) -> tuple[list[Match], Counter[str]]:
    found: list[Match] = []
    counts: Counter[str] = Counter()
    for one in dated:
        judged = judge(profile, one, eligible, day)
        if judged.refusal:
            counts[judged.refusal] += 1
        else:
            found.append(match_of(profile, one.call, judged))
    return found, counts


def match_of(profile: Profile, call: Call, judged: Ruling) -> Match:
    """What was judged to be a match, as one."""
    assert judged.score is not None  # only a refusal has none
    assert judged.eligibility is not None
    return Match(
        board_code=profile.board.code,
        portfolio_id=call.key,
        score=judged.score,
        route=judged.eligibility.route,
        verdict=judged.eligibility.verdict,
        reasons=judged.reasons,
        missing=judged.eligibility.missing,
        closes_on=call.closes_on,
        days=judged.days,
    )


def lasting(match: Match, days_left: int | None) -> Match:
    """What of a match with so many days left is the same on the next day: its score as if they sufficed."""
    return replace(
        match,
        score=(points(match.score) + _lost(match.days, days_left)) / POINTS,
        reasons=tuple(reason for reason in match.reasons if reason.rule not in OF_THE_DAY),
    )


def _days_weight(standing: Eligibility | None) -> DaysWeight:
    lacking = standing.days_needed if standing else None
    return DaysWeight(features.enough_days(lacking), weights().days_points)


def _lost(days: DaysWeight | None, days_left: int | None) -> int:
    return 0 if days is None or days_left is None else days.lost(days_left)


def _score_at_ease(reasons: dict[str, Reason | None]) -> float:
    """As if the days left, where they are known, sufficed."""
    table = weights()
    total = 0.0
    for name, reason in reasons.items():
        feature = table.features[name]
        score = feature.unknown if reason is None else 1.0 if name == "days" else reason.score
        total += feature.weight * score
    return total / table.total_weight


def _strongest_first(reasons: dict[str, Reason | None]) -> tuple[Reason, ...]:
    """The reasons that have words. A board whose name is its barrio need not be told both."""
    table = weights().features
    is_own_barrio = reasons["place"] is not None and reasons["place"].rule == "same_barrio"
    known = [
        (table[name].weight * reason.score, reason)
        for name, reason in reasons.items()
        if reason and reason.words and not (name == "name" and is_own_barrio)
    ]
    return tuple(reason for _, reason in sorted(known, key=lambda pair: -pair[0]))
