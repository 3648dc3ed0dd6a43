"""The match: which open processes suit which boards, why, and how many each rule kept from each board.

    prepare(process) ─▶ rules that look at the process alone ─▶ place and trade ─▶ eligibility ─▶ score ─▶ bar

The cheap comes first. What depends on the process only is decided once and counted for every board.
Eligibility is asked of the caller, for the rules of law live elsewhere (`readiness`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.board import Board
from domain.match import Match, Refusal
from domain.readiness import Verdict
from domain.reason import Reason
from matching import features
from matching.prepare import PreparedProcess, prepare
from matching.weights import weights

__all__ = ["Eligibility", "PreparedProcess", "Result", "match", "prepare"]

_CANNOT = (Verdict.NOT_ELIGIBLE, Verdict.CLOSED)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """By which route a board may answer a process, how it stands, and which requirements it still lacks.

    `reasons` are told with the match and weigh nothing in its score: they come after those that do.
    """

    route: str
    verdict: Verdict
    missing: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """Matches, best first within a board in the order given, and refusals counted by board and rule."""

    matches: list[Match]
    refusals: list[Refusal]
    pairs: int


@dataclass(frozen=True, slots=True)
class _Call:
    """A live process with the reasons that are the same for all boards."""

    prepared: PreparedProcess
    reasons: dict[str, Reason | None]


def match(
    boards: Iterable[Board],
    prepared: Iterable[PreparedProcess],
    eligibility: Callable[[Board, PreparedProcess], Eligibility | None],
    today: date,
    business_days: Callable[[date], int],
    bar: float | None = None,
) -> Result:
    """Matches every board with every process. For each board, matches and refusals add up to the processes.

    `business_days` counts the working days from today to a closing day. `bar` overrides that of the table.
    """
    boards, processes = list(boards), list(prepared)
    calls, refused = _sift(processes, today, business_days)
    matches: list[Match] = []
    refusals: list[Refusal] = []
    for board in boards:
        found, counts = _for_board(board, calls, eligibility, weights().bar if bar is None else bar)
        matches += sorted(found, key=lambda m: (-m.score, m.portfolio_id))
        refusals += [Refusal(board.code, rule, n) for rule, n in sorted((refused + counts).items())]
    return Result(matches, refusals, len(boards) * len(processes))


def _sift(
    processes: list[PreparedProcess], today: date, business_days: Callable[[date], int]
) -> tuple[list[_Call], Counter[str]]:
    calls: list[_Call] = []
    refused: Counter[str] = Counter()
    for prepared in processes:
        if rule := _refused_to_all(prepared, today):
            refused[rule] += 1
        else:
            calls.append(_call(prepared, today, business_days))
    return calls, refused


def _refused_to_all(prepared: PreparedProcess, today: date) -> str | None:
    closes_on = prepared.process.closes_on
    # A process may have been prepared before the day on which it closed.
    return "not_open" if closes_on is not None and closes_on < today else prepared.refusal


def _call(prepared: PreparedProcess, today: date, business_days: Callable[[date], int]) -> _Call:
    process = prepared.process
    days_left = business_days(process.closes_on) if process.closes_on else None
    return _Call(
        prepared,
        {
            "suitability": features.suitability(prepared),
            "size": features.size(process),
            "days": features.days(process, today, days_left),
        },
    )


def _for_board(
    board: Board,
    calls: Sequence[_Call],
    eligibility: Callable[[Board, PreparedProcess], Eligibility | None],
    bar: float,
) -> tuple[list[Match], Counter[str]]:
    found: list[Match] = []
    counts: Counter[str] = Counter()
    for call in calls:
        answer = _judge(board, call, eligibility, bar)
        if isinstance(answer, Match):
            found.append(answer)
        else:
            counts[answer] += 1
    return found, counts


def _judge(
    board: Board,
    call: _Call,
    eligibility: Callable[[Board, PreparedProcess], Eligibility | None],
    bar: float,
) -> Match | str:
    """The match, or the rule that refuses it."""
    prepared = call.prepared
    place = features.place(board, prepared)
    if board.municipality != prepared.municipality or (place is not None and place.score == 0.0):
        return "other_place"
    trade = features.trade(board, prepared)
    if trade is not None and trade.score == 0.0:
        return "other_trade"
    standing = eligibility(board, prepared)
    if standing is None:
        return "no_route"
    if standing.verdict in _CANNOT:
        return "not_eligible"
    reasons = {"place": place, "trade": trade, **call.reasons}
    score = _score(reasons)
    if score < bar:
        return "below_bar"
    process = prepared.process
    return Match(
        board_code=board.code,
        portfolio_id=process.portfolio_id,
        score=round(score, 4),
        route=standing.route,
        verdict=standing.verdict,
        reasons=(*_strongest_first(reasons), *standing.reasons),
        missing=standing.missing,
        closes_on=process.closes_on,
    )


def _score(reasons: dict[str, Reason | None]) -> float:
    table = weights().features
    total = sum(
        table[name].weight * (table[name].unknown if reason is None else reason.score)
        for name, reason in reasons.items()
    )
    return total / sum(feature.weight for feature in table.values())


def _strongest_first(reasons: dict[str, Reason | None]) -> tuple[Reason, ...]:
    table = weights().features
    known = [(table[name].weight * reason.score, reason) for name, reason in reasons.items() if reason]
    return tuple(reason for _, reason in sorted(known, key=lambda pair: -pair[0]))
