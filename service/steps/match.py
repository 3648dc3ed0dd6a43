"""Match: which live processes suit which boards, and what each rule refused."""

from dataclasses import dataclass
from time import perf_counter

from api import judging
from domain.process import standing
from matching.match import match
from matching.prepare import prepare
from service.context import Context
from store import boards, matches, processes
from store.engine import reading, writing


@dataclass(frozen=True)
class MatchSummary:
    boards: int
    processes: int
    pairs: int
    matches: int
    new: int
    changed: int
    withdrawn: int
    boards_matched: int
    refusals: dict[str, int]
    seconds: float


def run(context: Context) -> MatchSummary:
    """Match every board of the municipality with every process that may still be answered."""
    started = perf_counter()
    today, municipality = context.today, context.settings.municipality
    with reading(context.engine) as db:
        every_board = boards.every(db, municipality)
        live = processes.live(db, today)
        known = judging.known(db, every_board)
        eligible = judging.law(db, live, today)
    calls = [prepare(process, standing(process, today), municipality) for process in live]
    result = match(known.profiles, calls, eligible, known.day(today))
    with writing(context.engine) as db:
        replaced = matches.replace(db, result.matches, result.refusals, context.now)
        refused = matches.refusals_by_rule(db)
    return MatchSummary(
        boards=len(every_board),
        processes=len(live),
        pairs=result.pairs,
        matches=len(result.matches),
        new=replaced.new,
        changed=replaced.changed,
        withdrawn=replaced.withdrawn,
        boards_matched=len({m.board_code for m in result.matches}),
        refusals=refused,
        seconds=perf_counter() - started,
    )
