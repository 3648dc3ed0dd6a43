"""Each subject of the store: saved, read back, saved again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select

from domain.board import Board
from domain.match import Match, Refusal
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Assessment, Dimension, Evidence, EvidenceSource, Verdict
from domain.reason import Reason
from domain.source import HarvestReport, RejectedRow
from store import assessments, boards, contracts, evidence, harvests, leases, links, matches, outcomes, places
from store.engine import reading, writing
from store.links import SupplierLink
from store.tables import assessment_history
from store.upsert import Saved
from tests.examples import NOW, TODAY, TOMORROW, a_board, a_contract

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def board(engine: Engine) -> Board:
    board = a_board()
    with writing(engine) as db:
        boards.save(db, [board], NOW)
    return board


def _match(**fields: object) -> Match:
    reasons = (Reason("same_barrio", 1.0, "Es en su barrio: El Pozón"),)
    known = Match("JAC-0001", "CO1.BDOS.1", 0.8, "R4", Verdict.ELIGIBLE, reasons, ("RUT",), TOMORROW)
    return replace(known, **fields)  # type: ignore[arg-type]


def _assessment(**fields: object) -> Assessment:
    scores = dict.fromkeys(Dimension, 50)
    reasons = (Reason("missing", 0.0, "Falta el RUT"),)
    known = Assessment("R4", TODAY, Verdict.ELIGIBLE_IF, "En desarrollo", 50, scores, ("RUT",), (), reasons)
    return replace(known, **fields)  # type: ignore[arg-type]


def test_boards_come_back_as_they_were(engine: Engine, board: Board) -> None:
    with reading(engine) as db:
        assert boards.every(db) == [board]
        assert boards.get(db, board.code) == board
        assert boards.get(db, "nobody") is None


def test_importing_boards_again_changes_only_what_differs(engine: Engine, board: Board) -> None:
    with writing(engine) as db:
        assert boards.save(db, [board], LATER) == Saved(unchanged=1)
        assert boards.save(db, [replace(board, nit="900123456")], LATER) == Saved(changed=1)
        assert boards.save(db, [a_board(code="JAC-0002")], LATER) == Saved(new=1)
        assert boards.count(db) == 2


def test_an_import_does_not_undo_a_boards_wish_to_hear_nothing(engine: Engine, board: Board) -> None:
    with writing(engine) as db:
        boards.stop(db, [board.code], NOW)
        boards.save(db, [replace(board, name="JAC renombrada")], LATER)
        assert boards.stopped(db) == {board.code}
        boards.resume(db, board.code)
        assert boards.stopped(db) == set()


def test_the_newest_word_on_a_requirement_holds(engine: Engine, board: Board) -> None:
    old, new = Evidence("RUT", 1), Evidence("RUT", 3, date(2026, 1, 1), date(2026, 12, 31), "visto")
    with writing(engine) as db:
        assert evidence.save(db, [(board.code, old)], NOW) == Saved(new=1)
        assert evidence.save(db, [(board.code, new)], LATER) == Saved(changed=1)
        assert evidence.save(db, [(board.code, new)], LATER) == Saved(unchanged=1)
        assert evidence.of_board(db, board.code) == [new]


def test_what_two_sources_say_of_a_requirement_stands_side_by_side(engine: Engine, board: Board) -> None:
    said = Evidence("SEC2", 1)
    seen = Evidence(
        "SEC2", 4, source=EvidenceSource.SECOP, proof="qmzu-gj57 12", limit_cop=10**12, applies=True
    )
    with writing(engine) as db:
        assert evidence.save(db, [(board.code, said), (board.code, seen)], NOW) == Saved(new=2)
        assert evidence.every(db) == {board.code: [said, seen]}


def test_an_assessment_that_stands_keeps_its_day(engine: Engine, board: Board) -> None:
    with writing(engine) as db:
        assert assessments.save(db, [(board.code, _assessment())]) == 1
        assert assessments.save(db, [(board.code, _assessment(on=TOMORROW))]) == 0
        assert assessments.of_board(db, board.code) == [_assessment()]


def test_a_changed_level_goes_into_the_history(engine: Engine, board: Board) -> None:
    with writing(engine) as db:
        assessments.save(db, [(board.code, _assessment())])
        assessments.save(db, [(board.code, _assessment(on=TOMORROW, level="Lista", score=90))])
        assert db.execute(select(func.count()).select_from(assessment_history)).scalar_one() == 2


def test_matches_that_are_found_no_more_are_withdrawn_and_come_back(engine: Engine, board: Board) -> None:
    with writing(engine) as db:
        assert matches.replace(db, [_match()], [], NOW) == (1, 0, 0)
        assert matches.replace(db, [_match()], [], LATER) == (0, 0, 0)
        assert matches.replace(db, [_match(score=0.9)], [], LATER) == (0, 1, 0)
        assert matches.of_board(db, board.code) == [_match(score=0.9)]
        assert matches.replace(db, [], [], LATER) == (0, 0, 1)
        assert matches.standing(db) == []
        assert matches.replace(db, [_match()], [], LATER) == (1, 0, 0)


def test_refusals_are_counted_anew_each_time(engine: Engine, board: Board) -> None:
    with writing(engine) as db:
        matches.replace(db, [], [Refusal(board.code, "no_route", 3), Refusal(board.code, "not_open", 9)], NOW)
        matches.replace(db, [], [Refusal(board.code, "no_route", 2), Refusal(board.code, "not_open", 5)], NOW)
        assert [r.processes for r in matches.REFUSALS_OF_BOARD.ask(db, code=board.code)] == [5, 2]
        assert matches.refusals_by_rule(db) == {"no_route": 2, "not_open": 5}


def test_the_newest_answer_is_the_answer(engine: Engine, board: Board) -> None:
    def answer(kind: OutcomeKind, minutes: int) -> Outcome:
        return Outcome(board.code, "CO1.BDOS.1", kind, NOW + timedelta(minutes=minutes), "page")

    with writing(engine) as db:
        outcomes.record(db, answer(OutcomeKind.INTERESTED, 0))
        outcomes.record(db, answer(OutcomeKind.NOT_FOR_US, 1))
        assert outcomes.answers(db)[board.code, "CO1.BDOS.1"].kind is OutcomeKind.NOT_FOR_US
        outcomes.record(db, answer(OutcomeKind.INTERESTED, 2))
        assert outcomes.answers(db)[board.code, "CO1.BDOS.1"].kind is OutcomeKind.INTERESTED
        assert outcomes.counts(db) == {"interested": 1, "not_for_us": 1}


def test_a_contract_won_is_recorded_once(engine: Engine, board: Board) -> None:
    won = Outcome(board.code, "CO1.BDOS.1", OutcomeKind.WON, NOW, "secop")
    with writing(engine) as db:
        outcomes.record_first(db, [won])
        outcomes.record_first(db, [replace(won, at=LATER)])
        assert outcomes.of_board(db, board.code) == [won]


def test_a_link_that_is_found_no_more_is_taken_back(engine: Engine, board: Board) -> None:
    with writing(engine) as db:
        contracts.CONTRACTS.save(db, [a_contract()], [b"1"], NOW)
        assert contracts.with_supplier(db) == [a_contract()]
        links.replace_of_contracts(db, [SupplierLink("CO1.PCCNTR.1", board.code, 1.0, "certain")], NOW)
        assert contracts.OF_BOARD.ask(db, code=board.code) == [(a_contract(), "certain")]
        links.replace_of_contracts(db, [], LATER)
        assert contracts.OF_BOARD.ask(db, code=board.code) == []


def test_an_unreadable_row_is_kept_once(engine: Engine) -> None:
    row = RejectedRow("p6dx-8zbt", "f00", "no id", "{}")
    with writing(engine) as db:
        harvests.keep_rejected(db, [row], NOW)
        harvests.keep_rejected(db, [row, row._replace(fingerprint="f01")], LATER)
        assert harvests.rejected_count(db, "p6dx-8zbt") == 2


def test_only_a_whole_and_complete_harvest_counts_as_the_last(engine: Engine) -> None:
    report = HarvestReport("p6dx-8zbt", NOW, 3, 3, 0, 0, 0, 3, True, 0.1, LATER, ("a note",))
    partial = replace(report, started_at=LATER, complete=False)
    with writing(engine) as db:
        assert harvests.last_complete(db, "p6dx-8zbt") is None
        harvests.record(db, report, whole=True)
        harvests.record(db, replace(report, started_at=LATER, source_updated_at=NOW), whole=False)
        harvests.record(db, partial, whole=True)
        assert harvests.last_complete(db, "p6dx-8zbt") == report
        assert harvests.data_date(db, "p6dx-8zbt") == LATER
        assert harvests.last(db) == {"p6dx-8zbt": partial}


def test_a_moment_at_which_a_harvest_began_is_not_given_twice(engine: Engine) -> None:
    report = HarvestReport("p6dx-8zbt", NOW, 3, 3, 0, 0, 0, 3, True, 0.1)
    with writing(engine) as db:
        assert harvests.unused_moment(db, "p6dx-8zbt", NOW) == NOW
        harvests.record(db, report, whole=False)
        second = harvests.unused_moment(db, "p6dx-8zbt", NOW)
        harvests.record(db, replace(report, started_at=second), whole=True)
        third = harvests.unused_moment(db, "p6dx-8zbt", NOW)
        assert NOW < second < third < NOW + timedelta(milliseconds=1)
        assert harvests.unused_moment(db, "jbjy-vk9h", NOW) == NOW


def test_a_lease_has_one_holder_until_it_runs_out(engine: Engine) -> None:
    def take(holder: str, at: int) -> bool:
        now = NOW + timedelta(seconds=at)
        with writing(engine) as db:
            return leases.take(db, "schedule", holder, now, now + timedelta(seconds=60))

    assert take("one", 0)
    assert not take("two", 59)
    assert take("one", 30)
    assert not take("two", 89)
    assert take("two", 90)
    with writing(engine) as db:
        leases.release(db, "schedule", "two")
    assert take("one", 91)


def test_shapes_are_replaced_by_name(engine: Engine) -> None:
    shape = places.Shape("13001", "EL POZON", "De la Virgen y Turística", "6", {"type": "Polygon"})
    with writing(engine) as db:
        assert places.save(db, [shape]) == Saved(new=1)
        assert places.save(db, [shape]) == Saved(changed=1)
        assert places.count(db) == 1
