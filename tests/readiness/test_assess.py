"""What a board may do: evidence, route and day against the verdict, on both sides of each edge."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.document import Document
from domain.finding import Finding, FindingKind
from domain.readiness import Assessment, Evidence, EvidenceSource, Verdict
from readiness.assess import assess, for_process
from readiness.catalogue import load
from readiness.demands import Facts, demands, demands_of
from readiness.states import best
from tests.examples import a_process
from tests.readiness.documents import CATALOGUE, FAR, ON, everything

DISTRICT_BUDGET = 4_554_387_903_557
MENOR, MINIMA = 1_750_905_000, 175_090_500
ROUTES = [route for route in CATALOGUE.routes.values() if not route.closed_from]
CONTRACT_ROUTES = [route.id for route in ROUTES if route.id != "R8"]


def stand(evidence: dict[str, Evidence], route: str = "R1", on: date = ON, **facts: Any) -> Assessment:
    """How a board stands for a small work of the district, which fits unless `facts` say otherwise."""
    known = {"value_cop": 100_000_000, "budget_cop": DISTRICT_BUDGET, "works": True, **facts}
    catalogue = load(on)
    asked = demands_of(catalogue, Facts(route, **known), on)
    return for_process(catalogue, assess(catalogue, route, evidence, on), asked, evidence)


@pytest.mark.parametrize("route", CONTRACT_ROUTES)
def test_a_board_with_everything_is_ready(route: str) -> None:
    found = assess(CATALOGUE, route, everything(), ON)

    assert (found.verdict, found.level, found.score) == (Verdict.ELIGIBLE, "Lista", 100)
    assert not found.blocking
    assert not found.expiring
    assert not found.reasons


@pytest.mark.parametrize("route", CONTRACT_ROUTES)
def test_a_board_with_nothing_is_told_each_thing_and_how_to_get_it(route: str) -> None:
    found = assess(CATALOGUE, route, {}, ON)

    assert (found.verdict, found.level, found.score) == (Verdict.ELIGIBLE_IF, "Inicial", 0)
    assert [reason.rule for reason in found.reasons] == list(found.blocking)
    for reason in found.reasons:
        assert CATALOGUE.requirements[reason.rule].steps[0] in reason.words


@pytest.mark.parametrize(
    ("document", "blocks", "expires_soon"),
    [
        (Evidence("RUT", 3), False, False),
        (Evidence("RUT", 4, ON, FAR), False, False),
        (Evidence("RUT", 2), True, False),
        (Evidence("RUT", 1), True, False),
        (Evidence("RUT", 0), True, False),
        (Evidence("RUT", 4, None, ON), False, True),  # its last day
        (Evidence("RUT", 4, None, ON - timedelta(days=1)), True, False),
        (Evidence("RUT", 4, None, ON + timedelta(days=30)), False, True),
        (Evidence("RUT", 4, None, ON + timedelta(days=31)), False, False),
        (Evidence("RUT", 4, ON + timedelta(days=1)), True, False),  # not issued yet
        (Evidence("CERT", 3, ON - timedelta(days=30)), False, True),
        (Evidence("CERT", 3, ON - timedelta(days=31)), True, False),
        (Evidence("CERT", 3, ON - timedelta(days=31), ON), False, True),  # what it says of itself comes first
        (Evidence("AUTO", 4, date(2022, 9, 1)), True, False),
        (Evidence("AUTO", 4, date(2022, 9, 1), FAR), True, False),  # the period ended, whatever it says
        (Evidence("AUTO", 4, date(2026, 4, 25)), True, False),
        (Evidence("AUTO", 4, date(2026, 7, 10)), False, False),
        (Evidence("AUTO", 4), False, False),
    ],
)
def test_a_document_counts_through_its_last_day(document: Evidence, blocks: bool, expires_soon: bool) -> None:
    found = assess(CATALOGUE, "R4", everything(document), ON)

    assert found.verdict is (Verdict.ELIGIBLE_IF if blocks else Verdict.ELIGIBLE)
    assert found.blocking == ((document.requirement,) if blocks else ())
    assert found.expiring == ((document.requirement,) if expires_soon else ())


@pytest.mark.parametrize(("on", "blocks"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True)])
def test_inscriptions_of_the_former_period_ended_with_june_2026(on: date, blocks: bool) -> None:
    evidence = everything(Evidence("AUTO", 4, date(2022, 9, 1)), on=on)

    assert ("AUTO" in assess(load(on), "R4", evidence, on).blocking) is blocks


@pytest.mark.parametrize(
    ("route", "facts", "verdict", "blocking"),
    [
        ("R1", {"value_cop": MENOR}, Verdict.ELIGIBLE, ()),
        ("R1", {"value_cop": MENOR + 1}, Verdict.NOT_ELIGIBLE, ("CUANTIA",)),
        ("R3", {"value_cop": MENOR + 1}, Verdict.NOT_ELIGIBLE, ("CUANTIA",)),
        ("R4", {"value_cop": MINIMA}, Verdict.ELIGIBLE, ()),
        ("R4", {"value_cop": MINIMA + 1}, Verdict.NOT_ELIGIBLE, ("CUANTIA",)),
        ("R5", {"value_cop": MENOR}, Verdict.ELIGIBLE, ()),
        ("R2", {"value_cop": 10 * MENOR}, Verdict.ELIGIBLE, ()),
        ("R4", {"budget_cop": None}, Verdict.UNKNOWN, ("CUANTIA?",)),
        ("R4", {"value_cop": None}, Verdict.ELIGIBLE, ()),  # the budget is known; the price is not told
        ("R9", {"budget_cop": None}, Verdict.ELIGIBLE, ()),
        ("R1", {"works": False}, Verdict.NOT_ELIGIBLE, ("OBJETO",)),
        ("R1", {"works": None}, Verdict.ELIGIBLE, ()),
        ("R1", {"works": False, "budget_cop": None}, Verdict.NOT_ELIGIBLE, ("CUANTIA?", "OBJETO")),
        ("R4", {"works": False}, Verdict.ELIGIBLE, ()),
        ("R7", {"value_cop": 10 * MENOR}, Verdict.CLOSED, ()),
    ],
)
def test_a_ready_board_meets_what_no_board_can_change(
    route: str, facts: dict[str, Any], verdict: Verdict, blocking: tuple[str, ...]
) -> None:
    found = stand(everything(), route, **facts)

    assert (found.verdict, found.blocking) == (verdict, blocking)
    assert {reason.rule for reason in found.reasons} >= set(blocking)


@pytest.mark.parametrize(
    ("on", "banned"),
    [
        (date(2026, 1, 30), False),
        (date(2026, 1, 31), True),
        (date(2026, 6, 21), True),
        (date(2026, 6, 22), False),
    ],
)
def test_an_electoral_ban_holds_through_its_last_day(on: date, banned: bool) -> None:
    evidence = everything(on=on)
    found = stand(evidence, "R1", on)

    assert (found.verdict is Verdict.NOT_ELIGIBLE) is banned
    assert found.blocking == (("VEDA",) if banned else ())
    assert [reason.rule for reason in found.reasons] == list(found.blocking)
    assert assess(load(on), "R1", evidence, on).blocking == found.blocking
    assert stand(evidence, "R4", on).verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize(("on", "closed"), [(date(2026, 2, 24), False), (date(2026, 2, 25), True)])
def test_the_popular_public_partnership_closed_on_its_day(on: date, closed: bool) -> None:
    assert (assess(load(on), "R7", {}, on).verdict is Verdict.CLOSED) is closed


@pytest.mark.parametrize(
    ("lacking", "route", "facts", "blocks"),
    [
        ("SEX", "R1", {"with_minors": True}, True),
        ("SEX", "R1", {"with_minors": False}, False),
        ("SST", "R4", {"works": True}, True),
        ("SST", "R4", {"works": False}, False),
        ("EXP", "R1", {"asks": ("EXP",)}, True),
        ("EXP", "R1", {}, False),
        ("RUP", "R4", {"asks": ("RUP",)}, True),  # the call names what its route never asks for
        ("POL", "R4", {}, False),
        ("POL", "R5", {}, True),
        ("SEC2", "R1", {}, False),
        ("SEC2", "R4", {}, True),
        ("RUP", "R5", {}, True),
        ("RUP", "R4", {}, False),
    ],
)
def test_a_condition_blocks_only_while_it_holds(
    lacking: str, route: str, facts: dict[str, Any], blocks: bool
) -> None:
    found = stand(everything(without=lacking), route, **facts)

    assert found.blocking == ((lacking,) if blocks else ())
    assert found.verdict is (Verdict.ELIGIBLE_IF if blocks else Verdict.ELIGIBLE)


def test_obstacles_do_not_hide_what_else_is_missing() -> None:
    assert stand(everything(without="RUT"), value_cop=MENOR + 1).blocking == ("CUANTIA", "RUT")


def test_a_process_that_asks_nothing_more_leaves_the_assessment_as_it_is() -> None:
    assessment = assess(CATALOGUE, "R4", {}, ON)
    asked = demands_of(CATALOGUE, Facts("R4", 1, DISTRICT_BUDGET), ON)

    assert for_process(CATALOGUE, assessment, asked, {}) is assessment


def test_a_ready_board_with_a_document_about_to_expire_is_ready_with_conditions() -> None:
    found = assess(CATALOGUE, "R4", everything(Evidence("RUT", 4, None, ON)), ON)

    assert found.level == "Lista con condiciones"


def test_a_process_of_secop_is_held_against_the_budget_of_its_buyer() -> None:
    small, large = a_process(price_cop=MINIMA), a_process(price_cop=MINIMA + 1)
    stranger = a_process(buyer_nit="901841125")

    found = [demands(CATALOGUE, process, "R4", ON).obstacles for process in (small, large, stranger)]

    # Of a stranger's budget nothing is known, but it chose the modality: it held the value against its cap.
    assert [[reason.rule for reason in reasons] for reasons in found] == [[], ["CUANTIA"], []]


def test_an_agreement_without_competition_waits_for_the_budget_to_be_known() -> None:
    stranger = a_process(buyer_nit="901841125", contract_type="Obra")

    assert [reason.rule for reason in demands(CATALOGUE, stranger, "R1", ON).obstacles] == ["CUANTIA?"]


def test_what_a_board_does_not_need_weighs_in_no_score_and_opens_no_route() -> None:
    def stands(*changed: Evidence, route: str = "R1") -> Assessment:
        return assess(CATALOGUE, route, everything(*changed), ON)

    needless = Evidence("FAC", 0, applies=False)
    assert stands(needless, route="R4").score == stands(route="R4").score == 100
    assert stands(Evidence("FAC", 0), route="R4").score < 100
    assert "PJ" in stands(Evidence("PJ", 0, applies=False)).blocking
    assert "SEC2" in stands(Evidence("SEC2", 0, applies=False), route="R4").blocking


def test_the_evidence_that_counts_most_is_taken_whatever_the_order() -> None:
    expired, said = Evidence("RUT", 4, None, ON - timedelta(days=1)), Evidence("RUT", 1)
    valid, checked = Evidence("RUT", 3, None, FAR), Evidence("RUT", 4, None, ON)
    for order in itertools.permutations((expired, said, valid, checked)):
        assert best(CATALOGUE, order, ON) == {"RUT": checked}
    assert best(CATALOGUE, [Evidence("NO-MORE", 4)], ON) == {}


AUT = Evidence("AUT", 4, limit_cop=50_000_000)


@pytest.mark.parametrize(
    ("evidence", "value_cop", "blocking", "told"),
    [
        (AUT, 50_000_000, (), None),
        (AUT, 50_000_001, ("AUT",), "hasta $50.000.000 y este proceso vale $50.000.001. Hagan un acta nueva"),
        (AUT, None, (), "Valor por confirmar: la asamblea autorizó firmar hasta $50.000.000."),
        (Evidence("AUT", 4), 10**9, (), None),
        (replace(AUT, limit_cop=0), 1, ("AUT",), "hasta $0 y"),
        (replace(AUT, level=2), 1, ("AUT",), "sin verificar"),
        (replace(AUT, expires_on=ON), 1, (), None),
        (replace(AUT, expires_on=ON - timedelta(days=1)), 1, ("AUT",), "venció"),
    ],
)
def test_a_value_above_what_the_assembly_authorised_waits_for_a_new_minute(
    evidence: Evidence, value_cop: int | None, blocking: tuple[str, ...], told: str | None
) -> None:
    found = stand(everything(evidence), value_cop=value_cop)

    assert found.blocking == blocking
    assert found.verdict is (Verdict.ELIGIBLE_IF if blocking else Verdict.ELIGIBLE)
    assert (found.level == "En desarrollo") is bool(blocking)
    words = [
        reason.words for reason in found.reasons if reason.rule == "AUT" and "vence el" not in reason.words
    ]
    assert len(words) == (told is not None)
    assert all(told in said for said in words if told)


def test_a_limit_is_not_asked_after_where_nobody_asks_for_an_authorisation() -> None:
    assert stand({"AUT": AUT, "PLAN": Evidence("PLAN", 3)}, "R8", value_cop=10**9).blocking == ()


def test_each_authorisation_holds_by_itself_and_the_highest_one_counts() -> None:
    more = Evidence("AUT", 3, source=EvidenceSource.OFFICER, limit_cop=80_000_000)
    unread = Evidence("AUT", 2, source=EvidenceSource.SURVEY, limit_cop=90_000_000)
    for order in itertools.permutations((AUT, more, unread)):
        assert best(CATALOGUE, order, ON)["AUT"] == replace(AUT, limit_cop=80_000_000)
    boundless = replace(more, limit_cop=None)
    assert best(CATALOGUE, [AUT, boundless], ON)["AUT"].limit_cop is None


def test_a_paper_counts_though_someone_said_that_it_does_not_apply_and_costs_no_points() -> None:
    needless, paper = Evidence("FAC", 0, applies=False, source=EvidenceSource.OFFICER), Evidence("FAC", 3)
    shown = [*everything(without="FAC").values(), needless]
    before, after = (best(CATALOGUE, pieces, ON) for pieces in (shown, [*shown, paper]))

    assert stand(before, "R4", asks=("FAC",)).blocking == ("FAC",)
    assert stand(after, "R4", asks=("FAC",)).blocking == ()
    assert stand(before, "R4").score == stand(after, "R4").score == 100


BEFORE_THE_BAN = date(2026, 1, 20)


@pytest.mark.parametrize(
    ("closes_on", "told"),
    [(date(2026, 1, 30), False), (date(2026, 1, 31), True), (date(2026, 6, 21), True), (None, False)],
)
def test_a_process_that_closes_within_a_ban_is_told_so_and_not_held_back(
    closes_on: date | None, told: bool
) -> None:
    found = stand(everything(on=BEFORE_THE_BAN), "R1", BEFORE_THE_BAN, closes_on=closes_on)

    assert (found.verdict, found.blocking) == (Verdict.ELIGIBLE, ())
    assert [reason.rule for reason in found.reasons] == (["VEDA?"] if told else [])
    if told:
        assert "del 31 de enero de 2026 al 21 de junio de 2026" in found.reasons[0].words
    assert stand(everything(on=BEFORE_THE_BAN), "R4", BEFORE_THE_BAN, closes_on=closes_on).reasons == ()


@pytest.mark.parametrize(
    ("route", "value", "told"),
    [("R1", MINIMA, False), ("R1", MINIMA + 1, True), ("R1", MENOR, True), ("R3", MENOR, False)],
)
def test_a_value_above_the_cap_of_an_older_law_is_told_and_not_held_back(
    route: str, value: int, told: bool
) -> None:
    found = stand(everything(), route, value_cop=value)

    assert (found.verdict, found.blocking) == (Verdict.ELIGIBLE, ())
    assert [reason.rule for reason in found.reasons] == (["TOPE?"] if told else [])
    if told:
        assert "$175.090.500" in found.reasons[0].words
        assert f"fuente: {CATALOGUE.routes[route].source}" in found.reasons[0].words


def test_above_the_cap_itself_the_older_one_is_not_worth_a_word() -> None:
    assert [reason.rule for reason in stand(everything(), value_cop=MENOR + 1).reasons] == ["CUANTIA"]


def said(*findings: Finding) -> list[tuple[Document, Finding]]:
    document = Document("1", "CO1.BDOS.1", None, "pliego.pdf", "pdf", 1, None, ON, None)
    return [(document, finding) for finding in findings]


ASKS_RUP = Finding(FindingKind.RUP, affirmed=True, value="", quote="Deberá aportar el RUP.", page=4)
NO_RUP = Finding(FindingKind.RUP, affirmed=False, value="", quote="No se exige RUP", part="anexo.pdf")


@pytest.mark.parametrize(
    ("findings", "route", "triggered", "told"),
    [
        (
            [ASKS_RUP],
            "R4",
            ("RUP",),
            "pide «Registro Único de Proponentes»: «Deberá aportar el RUP» (página 4 de",
        ),
        ([ASKS_RUP._replace(sure=False)], "R4", (), None),
        (
            [NO_RUP],
            "R4",
            (),
            "dice que no pide «Registro Único de Proponentes»: «No se exige RUP» (anexo.pdf).",
        ),
        ([NO_RUP], "R5", (), "Pero la ley lo exige por esta ruta"),
        ([NO_RUP._replace(sure=False)], "R4", (), None),
        ([ASKS_RUP, NO_RUP], "R4", (), "no se ponen de acuerdo"),
        ([ASKS_RUP, NO_RUP._replace(sure=False)], "R4", (), "no se ponen de acuerdo"),
        ([Finding(FindingKind.VISIT, affirmed=True, value="", quote="Visita")], "R4", (), None),
    ],
)
def test_what_the_documents_of_a_call_say_is_quoted(
    findings: list[Finding], route: str, triggered: tuple[str, ...], told: str | None
) -> None:
    asked = demands(
        CATALOGUE, a_process(unspsc=None, title="Aseo", description=None), route, ON, said(*findings)
    )

    assert asked.triggered == triggered
    assert [note.rule for note in asked.notes] == (["RUP"] if told else [])
    assert all(told in note.words for note in asked.notes if told)


def test_a_long_passage_is_cut() -> None:
    long = ASKS_RUP._replace(quote="RUP " * 500)

    (note,) = demands(CATALOGUE, a_process(), "R4", ON, said(long)).notes

    assert len(note.words) < 400
    assert "…»" in note.words
