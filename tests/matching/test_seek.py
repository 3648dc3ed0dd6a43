"""The boards for a call: the match from the other side, with the same answers."""

from typing import Any

from domain.match import Eligibility
from domain.process import standing
from domain.readiness import Verdict
from domain.reason import Reason
from matching.match import Dated, Day, match, today_of
from matching.prepare import Call, prepare
from matching.profile import Profile, profile
from matching.seek import boards_for, in_reach, open_reasons
from tests.examples import TODAY, a_board, a_process

DAY = Day(TODAY, lambda closes_on: (closes_on - TODAY).days)
PROFILES = [
    profile(a_board(code="FAR", barrio="Blas de Lezo", locality="Industrial y de la Bahía", unit="12")),
    profile(a_board(code="NEXT", barrio="Olaya Herrera")),
    profile(a_board(code="HOME")),
    profile(a_board(code="COOKS", barrio="Olaya Herrera", trades=("alimentacion",))),
]


def eligible(_: Profile, __: Call) -> Eligibility:
    return Eligibility("R4", Verdict.ELIGIBLE_IF, ("RUT",), (Reason("RUT", 1.0, "Pide el RUT"),), 400)


def dated(**fields: Any) -> Dated:
    process = a_process(**fields)
    return today_of(prepare(process, standing(process, TODAY), "13001"), DAY)


def test_the_best_board_comes_first_and_all_are_accounted_for() -> None:
    sought = boards_for(dated(), PROFILES, eligible, DAY)
    assert [match.board_code for _, match in sought.found] == ["HOME", "NEXT"]
    assert sought.refused == {"other_place": 1, "other_trade": 1}


def test_a_board_is_told_of_the_call_that_it_is_named_for() -> None:
    call = dated()
    sought = boards_for(call, PROFILES, eligible, DAY)
    told = match(PROFILES, [call.call], eligible, DAY).matches
    assert sorted(told, key=lambda m: m.board_code) == sorted(
        (found for _, found in sought.found), key=lambda m: m.board_code
    )


def test_the_law_need_be_asked_of_those_in_reach_alone() -> None:
    assert [one.board.code for one in in_reach(dated(), PROFILES, DAY)] == ["NEXT", "HOME"]
    assert in_reach(dated(status="Cancelado"), PROFILES, DAY) == []


def test_what_a_board_lacks_is_not_told_to_all() -> None:
    (_, best), *_ = boards_for(dated(), PROFILES, eligible, DAY).found
    assert {"RUT", "days_short"} <= {reason.rule for reason in best.reasons}
    assert {reason.rule for reason in open_reasons(best)} == {"same_barrio", "trade"}


def test_nobody_is_named_for_what_no_board_could_do() -> None:
    sought = boards_for(dated(modality="Contratación directa"), PROFILES, eligible, DAY)
    assert (sought.found, sought.refused) == ((), {"by_invitation": 4})
