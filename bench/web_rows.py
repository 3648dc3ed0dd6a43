"""A town for the web: boards, each with calls, evidence and contracts, among many processes."""

import random
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, Engine

from domain.board import Board
from domain.match import Match, Refusal
from domain.outcome import Outcome, OutcomeKind
from domain.process import DATASET, Process
from domain.readiness import Evidence, Verdict
from domain.reason import Reason
from domain.source import HarvestReport
from domain.unlock import GapUnlock, Unlock
from matching.labels import REFUSALS
from readiness.assess import assess
from readiness.catalogue import load
from readiness.states import best
from store import (
    assessments,
    boards,
    contracts,
    evidence,
    harvests,
    links,
    matches,
    outcomes,
    processes,
    unlocks,
)
from store.engine import writing
from store.links import SupplierLink
from tests.examples import NOW, TODAY, a_board, a_contract, a_process

_OPEN = 300
_CALLS_A_BOARD = 8
_AT_ONCE = 5_000
_LOCALITIES = ("De la Virgen y Turística", "Histórica y del Caribe Norte", "Industrial y de la Bahía")
_RULES = tuple(REFUSALS)[:6]


def fill(engine: Engine, number: int, rows: int) -> list[str]:
    """Fill a migrated database; gives the codes of the boards."""
    chance = random.Random(11)
    town = [
        a_board(
            code=f"JAC-{n:04}",
            name=f"JAC Barrio {n}",
            barrio=f"Barrio {n}",
            unit=str(n % 15 + 1),
            locality=_LOCALITIES[n % 3],
        )
        for n in range(number)
    ]
    calls = [_call(n) for n in range(rows)]
    with writing(engine) as db:
        boards.save(db, town, NOW)
        for start in range(0, rows, _AT_ONCE):
            some = calls[start : start + _AT_ONCE]
            processes.RECORDS.save(db, some, [call.key.encode().rjust(16)[:16] for call in some], NOW)
        report = HarvestReport(DATASET, NOW, rows, rows, 0, 0, 0, rows, True, 1.0, NOW)
        harvests.record(db, report, whole=True, full=True)
        found = [match for board in town for match in _matches(board, calls[:_OPEN], chance)]
        refused = [Refusal(board.code, rule, chance.randrange(1, 900)) for board in town for rule in _RULES]
        matches.replace(db, found, refused, NOW)
        _stand(db, town, chance)
        for match in found[::5]:
            outcomes.record(
                db, Outcome(match.board_code, match.portfolio_id, OutcomeKind.INTERESTED, NOW, "page")
            )
        won = [a_contract(key=f"CO1.PCCNTR.{n}") for n in range(0, number, 2)]
        contracts.CONTRACTS.save(db, won, [one.key.encode().rjust(16)[:16] for one in won], NOW)
        mine = [SupplierLink(one.key, town[2 * n].code, 1.0, "certain") for n, one in enumerate(won)]
        links.replace_of_contracts(db, mine, NOW)
    return [board.code for board in town]


def _call(number: int) -> Process:
    """The first ones are open, the others of years past."""
    closes_on = TODAY + timedelta(days=3 + number % 40)
    if number >= _OPEN:
        closes_on = TODAY - timedelta(days=2 + number % 1_500)
    title = f"Mantenimiento de la cancha y del salón comunal del barrio {number}"
    published = closes_on - timedelta(days=20)
    return a_process(
        number=number, title=title, closes_on=closes_on, published_on=published, awarded=number >= _OPEN
    )


def _matches(board: Board, calls: Sequence[Process], chance: random.Random) -> list[Match]:
    reasons = (
        Reason("same_barrio", 1.0, f"Es en su barrio: {board.barrio}"),
        Reason("trade", 0.8, "Es de sus oficios: mantenimiento y aseo («limpieza»)"),
    )
    return [
        Match(
            board.code,
            call.portfolio_id,
            chance.random(),
            "R4",
            Verdict.ELIGIBLE_IF,
            reasons,
            ("RUT",),
            call.closes_on,
        )
        for call in chance.sample(calls, _CALLS_A_BOARD)
    ]


def _stand(db: Connection, town: Sequence[Board], chance: random.Random) -> None:
    """Every board shows nine in ten of what is asked, and is assessed by that."""
    catalogue = load(TODAY)
    all_shown, all_assessed = [], []
    for board in town:
        shown = [Evidence(id_, 4, TODAY, None) for id_ in catalogue.requirements if chance.random() < 0.9]
        held = best(catalogue, shown, TODAY)
        all_shown += [(board.code, item) for item in shown]
        all_assessed += [(board.code, assess(catalogue, route, held, TODAY)) for route in catalogue.routes]
    evidence.save(db, all_shown, NOW)
    assessments.save(db, all_assessed)
    lacking = ("RUT", "SEC2", "PJ", "EXP")
    opened = [GapUnlock(id_, Unlock(3, 1, 90_000_000), None, Unlock()) for id_ in lacking]
    unlocks.replace(db, [(board.code, opened) for board in town], [])
