"""Which boards suit a call, the best first: the match seen from the other side."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from domain.match import Match
from domain.reason import Reason
from matching.match import Dated, Day, Eligible, judge, match_of
from matching.prepare import Call
from matching.profile import Profile

# What may be told to all of why a call suits a board: nothing of what it lacks, which is its own to tell.
_OPEN_TO_ALL = frozenset(
    {
        *("same_barrio", "near_barrio", "same_unit", "same_locality", "municipality_wide", "department_wide"),
        *("named", "trade", "near_trade", "precedent"),
    }
)
_NO_ROUTE = "no_route"  # what is said last before the score, where the law answers nothing


@dataclass(frozen=True, slots=True)
class Sought:
    """The boards that a call suits, the best first, and how many others each rule kept from it."""

    found: tuple[tuple[Profile, Match], ...]
    refused: dict[str, int]


def boards_for(dated: Dated, profiles: Iterable[Profile], eligible: Eligible, day: Day) -> Sought:
    """All boards held against one call; those found and those refused add up to them."""
    found: list[tuple[Profile, Match]] = []
    refused: Counter[str] = Counter()
    for profile in profiles:
        judged = judge(profile, dated, eligible, day)
        if judged.refusal:
            refused[judged.refusal] += 1
        else:
            found.append((profile, match_of(profile, dated.call, judged)))
    found.sort(key=lambda one: (-one[1].score, one[1].board_code))
    return Sought(tuple(found), dict(sorted(refused.items(), key=lambda counted: (-counted[1], counted[0]))))


def in_reach(dated: Dated, profiles: Iterable[Profile], day: Day) -> list[Profile]:
    """Those that neither place nor trade keeps from a call: of them alone the law need be asked."""
    return [one for one in profiles if judge(one, dated, _no_law, day).refusal == _NO_ROUTE]


def open_reasons(match: Match) -> tuple[Reason, ...]:
    """Those of its reasons that everyone may read."""
    return tuple(reason for reason in match.reasons if reason.rule in _OPEN_TO_ALL)


def _no_law(_: Profile, __: Call) -> None:
    return None
