"""Why a board heard nothing: counts that add up, and the least that lets a near miss through."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from domain.board import Board, Trade
from domain.match import Eligibility
from domain.process import Process, standing
from domain.readiness import Verdict
from domain.reason import Reason
from matching.match import Day, Eligible, today_of
from matching.miss_words import way_through
from matching.prepare import Call, kept_from_all, prepare
from matching.profile import Profile, profile
from matching.why import MOST_MISSES, Asked, Change, Miss, Why, asked_trade, why
from tests.examples import TODAY, a_board, a_process
from tests.matching.test_match import BOARDS, PROCESSES

FAR = {"title": "Limpieza de canales de Blas de Lezo", "description": None}
SUPPER = {"title": "Refrigerios para la asamblea comunitaria de Olaya Herrera", "description": None}
FAR_SUPPER = {"title": "Refrigerios para la asamblea comunitaria de Blas de Lezo", "description": None}
ABOVE = Reason("CUANTIA", 0.0, "Vale más que el tope de la entidad.")


def answer(verdict: Verdict = Verdict.ELIGIBLE, **fields: Any) -> Eligible:
    def eligible(_: Profile, __: Call) -> Eligibility:
        return Eligibility("R4", verdict, **fields)

    return eligible


def asked(processes: Sequence[Process], **options: Any) -> list[Asked]:
    day = Day(TODAY, lambda closes_on: (closes_on - TODAY).days, **options)
    return [Asked(today_of(prepare(p, standing(p, TODAY), "13001"), day), day) for p in processes]


def told(*processes: Process, board: Board | None = None, law: Eligible | None = None, **options: Any) -> Why:
    return why(profile(board or a_board()), asked(processes, **options), law or answer())


def test_matches_and_refusals_add_up_to_the_calls() -> None:
    calls = [a_process(number=1), a_process(number=2, **FAR), a_process(number=3, **SUPPER)]
    found = why(profile(a_board()), asked(calls), answer(), {"by_invitation": 5})
    assert (found.calls, len(found.matches)) == (8, 1)
    assert [(r.rule, r.processes) for r in found.refusals] == [
        ("by_invitation", 5),
        ("other_place", 1),
        ("other_trade", 1),
    ]


@pytest.mark.parametrize(
    ("fields", "changes", "words"),
    [
        (
            SUPPER,
            (Change.TRADE,),
            "Les habría llegado si su junta dijera que también hace refrigerios y comida.",
        ),
        (FAR, (Change.PLACE,), "Les habría llegado si su junta trabajara también en Blas de Lezo."),
        (
            FAR_SUPPER,
            (Change.TRADE, Change.PLACE),
            "Les habría llegado si su junta dijera que también hace refrigerios y comida "
            "y trabajara también en Blas de Lezo.",
        ),
    ],
)
def test_a_near_miss_says_the_least_that_would_have_let_it_through(
    fields: dict[str, Any], changes: tuple[Change, ...], words: str
) -> None:
    (miss,) = told(a_process(**fields)).misses
    assert miss.changes == changes
    assert way_through(miss) == words


def test_what_no_board_can_change_is_said_in_the_words_of_the_law() -> None:
    above = answer(Verdict.NOT_ELIGIBLE, missing=("CUANTIA",), obstacles=(ABOVE,))
    (miss,) = told(a_process(), law=above).misses
    assert (miss.rules, miss.changes) == (("not_eligible",), ())
    words = "No hay nada que ustedes puedan cambiar: vale más que el tope de la entidad."
    assert way_through(miss) == words


def test_a_change_that_does_not_suffice_is_not_promised() -> None:
    above = answer(Verdict.NOT_ELIGIBLE, missing=("CUANTIA",), obstacles=(ABOVE,))
    (miss,) = told(a_process(**SUPPER), law=above).misses
    assert miss.rules == ("other_trade", "not_eligible")
    assert miss.changes == ()
    assert "es de otro oficio" not in way_through(miss)
    assert "no es de los oficios que su junta indicó; vale más" in way_through(miss)


def test_papers_that_would_come_too_late_are_named_where_having_them_would_have_sufficed() -> None:
    short = answer(Verdict.ELIGIBLE_IF, missing=("RUT",), days_needed=400)
    ready = told(a_process(), law=answer()).matches[0].score
    late = told(a_process(), law=short).matches[0].score
    assert late < ready
    (miss,) = told(a_process(), law=short, bar=ready).misses
    assert (miss.rules, miss.changes) == (("below_bar",), (Change.PAPERS,))
    assert way_through(miss) == "Les habría llegado si su junta tuviera a tiempo los papeles que le faltan."


def test_the_fewest_rules_come_first_and_then_the_higher_score() -> None:
    two = a_process(number=1, **FAR_SUPPER)
    far, supper = a_process(number=2, **FAR), a_process(number=3, **SUPPER)
    misses = told(two, far, supper).misses
    assert [len(miss.rules) for miss in misses] == [1, 1, 2]
    assert misses[0].score >= misses[1].score
    assert misses[2].call.key == two.portfolio_id


def test_no_more_misses_are_told_than_a_leader_reads() -> None:
    many = [a_process(number=n, **SUPPER) for n in range(MOST_MISSES + 3)]
    found = told(*many)
    assert len(found.misses) == MOST_MISSES
    assert found.refusals[0].processes == MOST_MISSES + 3


def test_what_no_board_hears_of_is_no_near_miss() -> None:
    found = told(a_process(title="Compra de medicamentos", description=None, unspsc="51100000"))
    assert found.misses == ()
    assert [r.rule for r in found.refusals] == ["not_for_boards"]


def test_a_call_in_another_town_is_counted_and_not_near() -> None:
    found = told(
        a_process(title="Limpieza de canales en Cartagena del Chairá", description=None, price_cop=None)
    )
    assert [r.rule for r in found.refusals] == ["other_place"]
    assert found.misses == ()


def test_a_call_that_suits_too_little_says_what_of_it_does_not_suit() -> None:
    wide = a_process(title="Limpieza de canales del distrito", description=None, price_cop=1_700_000_000)
    (miss,) = told(wide, bar=0.99).misses
    assert miss.rules == ("below_bar",)
    assert way_through(miss) == (
        "No hay nada que ustedes puedan cambiar: se parece poco a lo que su junta busca; "
        "no nombra un barrio: puede ser en todo el municipio; "
        "el valor es alto para una junta: $1.700 millones."
    )


def test_a_board_without_stated_trades_is_not_told_to_state_one() -> None:
    (miss,) = told(a_process(**FAR_SUPPER), board=a_board(trades=())).misses
    assert miss.changes == (Change.PLACE,)


def test_saying_the_trade_makes_a_match_of_it() -> None:
    (miss,) = told(a_process(**SUPPER)).misses
    assert miss.changes == (Change.TRADE,)
    board = a_board(trades=(*a_board().trades, Trade.FOOD))
    assert len(told(a_process(**SUPPER), board=board).matches) == 1


def test_the_same_question_gets_the_same_answer() -> None:
    calls = [a_process(number=1, **FAR), a_process(number=2, **SUPPER), a_process(number=3)]
    assert told(*calls) == told(*reversed(calls))


@settings(max_examples=100, deadline=None)
@given(BOARDS, PROCESSES)
def test_whatever_is_promised_would_have_sufficed(boards: list[Board], processes: list[Process]) -> None:
    by_key = {process.portfolio_id: process for process in processes}
    for board in boards:
        found = told(*processes, board=board)
        assert found.calls == len(processes) == len(found.matches) + sum(r.processes for r in found.refusals)
        for miss in found.misses:
            assert way_through(miss).endswith(".")
            if miss.changes:
                changed = with_changes(board, miss)
                assert len(told(by_key[miss.call.key], board=changed).matches) == 1


def with_changes(board: Board, miss: Miss) -> Board:
    """The board if it had done as it was told."""
    if Change.TRADE in miss.changes:
        board = replace(board, trades=(*board.trades, asked_trade(miss.call)))
    return replace(board, locality=min(miss.call.localities)) if Change.PLACE in miss.changes else board


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({}, None),
        ({"closes_on": None}, None),
        ({"modality": "Contratación directa"}, "by_invitation"),
        ({"closes_on": date(2026, 6, 2)}, "not_open"),
        ({"status": "Otro"}, "not_open"),
    ],
)
def test_a_standing_alone_keeps_a_process_from_all_boards_or_not(
    fields: dict[str, Any], rule: str | None
) -> None:
    assert kept_from_all(standing(a_process(**fields), TODAY)) == rule
