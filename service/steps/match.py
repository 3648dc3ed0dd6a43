"""Match: which live processes suit which boards, and what each rule refused.

Marks tell which boards and calls are not what they were when the matches that stand were judged: those alone
are looked at, by arrays, and what matches is put into words. `full` then judges every pair again, says what
that way had missed, which must be nothing, and mends it.
"""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cache
from time import perf_counter

import structlog
from sqlalchemy import Connection

from domain.board import Board
from domain.canary import BOARD_CODE, is_canary
from service.context import Context
from service.match import fast as match_fast
from service.match import full as match_full
from service.match import inputs as match_inputs
from service.match import told as match_told
from service.match.workers import seldom_collected, workers
from service.steps.measured import measured
from store import match_states, matches
from store.engine import reading

log = structlog.get_logger()

_TRIES = 3


@dataclass(frozen=True)
class LocalityShare:
    """How many boards of a locality have a match at least; None where the boards' locality is not known."""

    municipality: str
    locality: str | None
    boards: int
    matched: int
    share: float


@dataclass(frozen=True)
class MatchSummary:
    """`boards_changed`, `processes_changed` and `pairs` are what was looked at, `missed` what a full match
    found otherwise than it stood, None where there was none. All else is what stands.
    """

    boards: int
    processes: int
    boards_changed: int
    processes_changed: int
    pairs: int
    matches: int
    new: int
    changed: int
    withdrawn: int
    boards_matched: int
    refusals: dict[str, int]
    by_locality: list[LocalityShare]
    missed: int | None
    seconds: float


@measured("match")
def run(context: Context, *, full: bool = False) -> MatchSummary:
    """Match every board with every process that may still be answered, as far as something changed.

    `full`: then every pair again. Many pairs are judged by whatever workers there are, part by part. Raises
    Overtaken where other matches write each time while this one judges.
    """
    with seldom_collected():
        for _ in range(_TRIES - 1):
            try:
                return _run(context, full=full)
            except match_fast.Overtaken:
                log.info("another match was faster: begun again")
        return _run(context, full=full)


def _run(context: Context, *, full: bool) -> MatchSummary:
    started = perf_counter()
    inputs = match_inputs.read(context)
    every_board = [profile.board for code, profile in inputs.profiles.items() if code != BOARD_CODE]
    dated = cache(inputs.dated)
    missed = None
    with workers(context) as answers:
        renewed = match_fast.renew(context, inputs, dated, answers)
        if full:
            missed = match_full.check(context, inputs, dated, answers)
    with reading(context.engine) as db:
        by_board = _by_board(db)
        refused = matches.refusals_by_rule(db)
    return MatchSummary(
        boards=len(every_board),
        processes=sum(not is_canary(key) for key in inputs.asked),
        boards_changed=renewed.boards,
        processes_changed=renewed.calls,
        pairs=renewed.pairs,
        matches=sum(by_board.values()),
        new=renewed.replaced.new,
        changed=renewed.replaced.changed,
        withdrawn=renewed.replaced.withdrawn,
        boards_matched=len(by_board),
        refusals=refused,
        by_locality=by_locality(every_board, by_board),
        missed=missed,
        seconds=perf_counter() - started,
    )


def _by_board(db: Connection) -> dict[str, int]:
    """Counted by what was told of each call: the matches of a country are five gigabytes."""
    numbers = {code: state.number for code, state in match_states.read(db).boards.items()}
    return match_told.matches_by_board(match_told.read_each(match_states.told(db)), numbers)


def by_locality(some: Iterable[Board], matched: Container[str]) -> list[LocalityShare]:
    """The share of boards that have a match, where each lives: whom the match serves, and whom not."""
    codes: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for board in some:
        codes[board.municipality, board.locality].append(board.code)
    return [
        LocalityShare(municipality, locality, len(of_it), having, round(having / len(of_it), 3))
        for (municipality, locality), of_it in sorted(
            codes.items(), key=lambda one: (one[0][0], one[0][1] or "")
        )
        for having in [sum(code in matched for code in of_it)]
    ]
