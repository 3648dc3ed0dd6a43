"""The match: what must hold whatever the boards and the processes."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.board import Board, Trade
from domain.match import Eligibility
from domain.process import Process, standing
from domain.readiness import Verdict
from matching.labels import REFUSALS, refusal_label
from matching.match import Day, Result, match
from matching.places.gazetteer import Gazetteer
from matching.prepare import Call, prepare
from matching.profile import Profile, profile
from tests.examples import IN_TEN_DAYS, TODAY, TOMORROW, YESTERDAY, a_board, a_process

CARTAGENA = Gazetteer.load("13001")


def eligible(profile: Profile, call: Call) -> Eligibility | None:
    return Eligibility("R4", Verdict.ELIGIBLE)


def matched(
    boards: Sequence[Board], processes: Sequence[Process], answer: Any = eligible, **options: Any
) -> Result:
    calls = [prepare(process, standing(process, TODAY), "13001") for process in processes]
    return match(map(profile, boards), calls, answer, Day(TODAY, days_to, **options))


def days_to(day: date) -> int:
    return (day - TODAY).days


def refused(result: Result) -> dict[str, int]:
    return {refusal.rule: refusal.processes for refusal in result.refusals}


def test_a_call_in_the_own_barrio_and_trade_is_a_match_with_its_reasons() -> None:
    result = matched([a_board()], [a_process()])
    (found,) = result.matches
    assert found.score > 0.8
    assert found.reasons[0].rule == "same_barrio"
    assert {reason.rule for reason in found.reasons} == {
        "same_barrio",
        "trade",
        "suitability",
        "size",
        "days_left",
    }
    assert (found.route, found.closes_on) == ("R4", IN_TEN_DAYS)
    assert result.refusals == []


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"closes_on": YESTERDAY}, "not_open"),
        ({"status": "Cancelado"}, "not_open"),
        ({"awarded": True}, "not_open"),
        ({"modality": "Contratación directa"}, "by_invitation"),
        ({"city": "Cartagena del Chairá"}, "other_place"),
        ({"title": "Parque en Cartagena del Chairá", "description": None}, "other_place"),
        ({"title": "Limpieza de canales de Blas de Lezo", "description": None}, "other_place"),
        ({"title": "Refrigerios para una asamblea comunitaria", "description": None}, "other_trade"),
        ({"title": "Compra de medicamentos", "description": None, "unspsc": "51100000"}, "not_for_boards"),
    ],
)
def test_each_rule_refuses_and_is_counted(fields: dict[str, Any], rule: str) -> None:
    result = matched([a_board()], [a_process(**fields)])
    assert result.matches == []
    assert refused(result) == {rule: 1}


def test_work_in_the_own_barrio_is_told_whatever_the_trade() -> None:
    process = a_process(title="Refrigerios para la asamblea comunitaria de El Pozón", description=None)
    (found,) = matched([a_board()], [process]).matches
    assert {"same_barrio", "other_trade"} <= {reason.rule for reason in found.reasons}


def test_the_deadline_day_counts_to_its_end() -> None:
    assert matched([a_board()], [a_process(closes_on=TODAY)]).matches


def test_a_call_prepared_yesterday_and_closed_since_is_refused() -> None:
    process = a_process(closes_on=TODAY)
    yesterday = prepare(process, standing(process, TODAY), "13001")
    result = match([profile(a_board())], [yesterday], eligible, Day(TOMORROW, days_to))
    assert refused(result) == {"not_open": 1}


def test_a_call_without_deadline_is_still_a_match() -> None:
    (found,) = matched([a_board()], [a_process(closes_on=None)]).matches
    assert "days_left" not in {reason.rule for reason in found.reasons}


def test_a_board_that_named_no_trade_is_not_refused_for_trade() -> None:
    process = a_process(title="Refrigerios para la asamblea comunitaria de El Pozón", description=None)
    assert matched([a_board(trades=())], [process]).matches


def test_a_board_of_another_municipality_is_refused() -> None:
    assert refused(matched([a_board(municipality="13836")], [a_process()])) == {"other_place": 1}


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (None, "no_route"),
        (Eligibility("R4", Verdict.NOT_ELIGIBLE, ("CUANTIA",)), "not_eligible"),
        (Eligibility("R7", Verdict.CLOSED), "not_eligible"),
    ],
)
def test_the_law_refuses_what_the_score_would_take(answer: Eligibility | None, rule: str) -> None:
    result = matched([a_board()], [a_process()], answer=lambda profile, call: answer)
    assert refused(result) == {rule: 1}


@pytest.mark.parametrize("verdict", [Verdict.ELIGIBLE, Verdict.ELIGIBLE_IF, Verdict.UNKNOWN])
def test_what_a_board_can_still_get_does_not_refuse(verdict: Verdict) -> None:
    answer = Eligibility("R4", verdict, ("RUT",))
    (found,) = matched([a_board()], [a_process()], answer=lambda profile, call: answer).matches
    assert (found.verdict, found.missing) == (verdict, ("RUT",))


def test_the_bar_is_reached_or_not() -> None:
    (found,) = matched([a_board()], [a_process()]).matches
    assert matched([a_board()], [a_process()], bar=found.score - 0.001).matches
    assert refused(matched([a_board()], [a_process()], bar=found.score + 0.001)) == {"below_bar": 1}


def test_eligibility_is_not_asked_for_what_is_refused_before() -> None:
    def never(profile: Profile, call: Call) -> Eligibility | None:
        raise AssertionError("asked")

    closed = a_process(closes_on=YESTERDAY)
    assert refused(matched([a_board()], [closed], answer=never)) == {"not_open": 1}


def test_the_best_match_of_a_board_comes_first() -> None:
    far = a_process(number=1, title="Limpieza de canales del distrito", description=None)
    near = a_process(number=2)
    result = matched([a_board()], [far, near])
    assert [found.portfolio_id for found in result.matches] == ["CO1.BDOS.2", "CO1.BDOS.1"]


def test_every_rule_has_spanish_words() -> None:
    assert all(refusal_label(rule) for rule in REFUSALS)
    with pytest.raises(KeyError):
        refusal_label("because")


PLACES = st.sampled_from(CARTAGENA.places)
BOARDS = st.lists(
    st.builds(
        lambda n, home, known, trades: a_board(
            code=f"JAC-{n}",
            barrio=home.name if known else None,
            unit=home.unit if known else None,
            locality=home.locality if known else None,
            trades=tuple(trades),
        ),
        st.integers(0, 10**6),
        PLACES,
        st.booleans(),
        st.sets(st.sampled_from(Trade), max_size=3),
    ),
    max_size=4,
    unique_by=lambda board: board.code,
)
WORKS = (
    "Limpieza de canales",
    "Mejoramiento de vía",
    "Refrigerios para la asamblea",
    "Compra de medicamentos",
    "Mantenimiento de ascensores",
    "Talleres de convivencia",
)
PROCESSES = st.lists(
    st.builds(
        lambda n, work, where, closes_on, status, price: a_process(
            number=n,
            title=f"{work} en el barrio {where.name}",
            description=None,
            closes_on=closes_on,
            status=status,
            price_cop=price,
        ),
        st.integers(0, 10**6),
        st.sampled_from(WORKS),
        PLACES,
        st.sampled_from((YESTERDAY, TODAY, IN_TEN_DAYS, None)),
        st.sampled_from(("Publicado", "Abierto", "Cancelado", "Borrador", "Otro")),
        st.sampled_from((None, 30_000_000, 900_000_000)),
    ),
    max_size=5,
    unique_by=lambda process: process.portfolio_id,
)


@given(BOARDS, PROCESSES)
def test_for_each_board_matches_and_refusals_add_up_to_the_processes(
    boards: list[Board], processes: list[Process]
) -> None:
    result = matched(boards, processes)
    counted = Counter(found.board_code for found in result.matches)
    for refusal in result.refusals:
        assert refusal.rule in REFUSALS
        counted[refusal.board_code] += refusal.processes
    assert counted == Counter({board.code: len(processes) for board in boards if processes})
    assert result.pairs == len(boards) * len(processes)


@given(BOARDS, PROCESSES)
def test_no_match_is_closed_or_without_a_reason(boards: list[Board], processes: list[Process]) -> None:
    offered = {p.portfolio_id for p in processes if standing(p, TODAY).is_offered}
    for found in matched(boards, processes).matches:
        assert found.portfolio_id in offered
        assert found.reasons
        assert all(reason.words for reason in found.reasons)
        assert 0 <= found.score <= 1


@given(BOARDS, PROCESSES)
def test_case_and_accents_change_no_score(boards: list[Board], processes: list[Process]) -> None:
    loud = [process._replace(title=process.title.upper()) for process in processes]
    assert scores(matched(boards, loud)) == scores(matched(boards, processes))


@given(BOARDS, PROCESSES)
def test_matching_twice_gives_the_same(boards: list[Board], processes: list[Process]) -> None:
    assert matched(boards, processes) == matched(boards, processes)


def scores(result: Result) -> list[tuple[str, str, float]]:
    return [(found.board_code, found.portfolio_id, found.score) for found in result.matches]
