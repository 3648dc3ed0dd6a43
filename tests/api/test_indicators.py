"""The result indicators: what each counts and of whom, and who is shown what."""

from datetime import date, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.desk.periods import Quarter
from api.indicators import CATALOGUE
from domain.access import StaffRole
from domain.contact import ContactSource
from domain.days import BOGOTA
from domain.filing import Fate, FileKind, Filing
from domain.indicator import Indicator, Ratio, Side
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Evidence, EvidenceSource, Verdict
from store import (
    assessments,
    authorisations,
    boards,
    contacts,
    contracts,
    events,
    evidence,
    filings,
    funnel,
    help_cases,
    indicators,
    links,
    outcomes,
    staff,
    training,
)
from store.engine import reading, writing
from store.help_cases import Ask
from store.indicators import Wanted
from store.links import SupplierLink
from store.vault import Vault
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.test_directory import rows_of
from tests.api.test_funnel import did, tell
from tests.api.town import ON_SQLITE, SECRET, a_client, an_assessment, settle, sign_in_staff
from tests.examples import NOW, TODAY, a_board, a_contact, a_contract, an_authorisation

VIRGEN = "De la Virgen y Turística"
CODES = ("A", "B", "C", "D", "E")
QUARTER = Quarter.of(TODAY)
BEFORE = datetime(2026, 3, 31, 23, 59, tzinfo=BOGOTA)
LONG_AGO = NOW - timedelta(days=20)  # in this quarter


@pytest.fixture
def town(engine: Engine) -> Engine:
    """Five boards of a locality, one that says none, and one of another municipality."""
    there = [a_board(code=code, name=f"JAC {code}", locality=VIRGEN) for code in CODES]
    elsewhere = a_board(code="X", locality=VIRGEN, municipality="05001")
    settle(engine, people=[*there, a_board(code="N", name="JAC N", locality=None), elsewhere])
    return engine


def found(engine: Engine, indicator: Indicator) -> dict[str | None, tuple[int, int]]:
    """Numerator and denominator in this quarter, where somebody was to be counted."""
    with writing(engine) as db:
        events.look(db, NOW)
        every = indicators.ratios(db, "13001", QUARTER.span, NOW)[indicator]
    return {place: (one.numerator, one.denominator) for place, one in every.items() if one.denominator}


def test_a_town_of_which_nothing_is_known_has_boards_and_no_shares(town: Engine) -> None:
    counted = {one: found(town, one) for one in Indicator}
    of_all = {VIRGEN: (0, 5), None: (0, 1)}
    states = (Indicator.REACHED, Indicator.ASSESSED, Indicator.CONTRACTED, Indicator.FIRST_CONTRACT)
    assert counted == {one: of_all if one in states else {} for one in Indicator}
    assert (Ratio().share, Ratio(0, 4).share, Ratio(1, 4).share) == (None, 0.0, 0.25)


def test_the_ready_are_counted_of_those_of_which_something_is_known(town: Engine) -> None:
    with writing(town) as db:
        ready = an_assessment("R1", verdict=Verdict.ELIGIBLE)
        assessments.save(db, [("A", ready), *((code, an_assessment("R4")) for code in CODES)])
        evidence.save(db, [("A", Evidence("RUT", 4)), ("B", Evidence("RUT", 0))], NOW)
        evidence.save(db, [("C", Evidence("SEC2", 4, source=EvidenceSource.SECOP))], NOW)
    assert found(town, Indicator.ASSESSED)[VIRGEN] == (2, 5)
    assert found(town, Indicator.READY) == {VIRGEN: (1, 2)}


def test_a_first_contract_is_of_a_board_that_had_none_before(town: Engine) -> None:
    days: dict[str, list[date | None]] = {
        "A": [TODAY],
        "B": [BEFORE.date(), TODAY],
        "C": [None],
        "D": [BEFORE.date()],
        "E": [None, TODAY],
    }
    signed = [
        (code, a_contract(key=f"{code}{n}", signed_on=day))
        for code, some in days.items()
        for n, day in enumerate(some)
    ]
    with writing(town) as db:
        contracts.CONTRACTS.save(db, [one for _, one in signed], [one.key.encode() for _, one in signed], NOW)
        certain = [SupplierLink(one.key, code, 99.0, "certain", code, "13001", "nit") for code, one in signed]
        links.replace_of_contracts(db, certain, NOW)
    assert found(town, Indicator.CONTRACTED)[VIRGEN] == (5, 5)
    assert found(town, Indicator.FIRST_CONTRACT) == {VIRGEN: (1, 1), None: (0, 1)}


@pytest.mark.parametrize(
    ("status", "signed_on", "counts"),
    [
        ("Borrador", None, False),
        ("En aprobación", None, False),
        ("enviado Proveedor", None, False),
        ("Cancelado", None, False),
        ("Cancelado", TODAY, True),
        ("En ejecución", None, True),
        (None, None, True),
    ],
)
def test_what_was_never_signed_is_no_contract(
    town: Engine, status: str | None, signed_on: date | None, counts: bool
) -> None:
    one = a_contract(status=status, signed_on=signed_on)
    with writing(town) as db:
        contracts.CONTRACTS.save(db, [one], [b"1"], NOW)
        links.replace_of_contracts(db, [SupplierLink(one.key, "A", 99.0, "certain")], NOW)
        covered = funnel.coverage(db, "13001")[VIRGEN].with_contract
    assert one.was_signed is counts
    assert covered == int(counts)
    assert found(town, Indicator.CONTRACTED)[VIRGEN] == (int(counts), 5)
    of = 4 if counts and not signed_on else 5
    assert found(town, Indicator.FIRST_CONTRACT)[VIRGEN] == (int(bool(signed_on)), of)


def test_an_answer_counts_where_it_is_about_a_call_that_the_board_was_told_of(town: Engine) -> None:
    for code, about in (("A", "P1"), ("A", "P2"), ("B", "P1"), ("C", "P1")):
        tell(town, code, about)
    tell(town, "D", "P1", BEFORE)
    tell(town, "E", "P1", accepted=False)
    did(town, "A", OutcomeKind.OPENED, "P1")
    did(town, "A", OutcomeKind.OPENED, "P2")
    did(town, "B", OutcomeKind.OPENED, "P9")
    assert found(town, Indicator.RESPONDED) == {VIRGEN: (1, 3)}


@pytest.mark.parametrize(
    ("indicator", "first", "then"),
    [
        (Indicator.INTERESTED, OutcomeKind.OPENED, OutcomeKind.INTERESTED),
        (Indicator.OFFERED, OutcomeKind.INTERESTED, OutcomeKind.OFFERED),
        (Indicator.WON, OutcomeKind.OFFERED, OutcomeKind.WON),
        (Indicator.FINISHED, OutcomeKind.WON, OutcomeKind.FINISHED),
    ],
)
def test_of_those_that_came_to_a_step_the_next_one_is_about_the_same_call(
    indicator: Indicator, first: OutcomeKind, then: OutcomeKind, town: Engine
) -> None:
    for code in ("A", "B", "C"):
        did(town, code, first, "P1", LONG_AGO)
    did(town, "A", first, "P2", LONG_AGO)
    did(town, "D", first, "P1", BEFORE)
    did(town, "A", then, "P1")
    did(town, "B", then, "P2")
    did(town, "C", then, "P1", NOW + timedelta(days=1))
    did(town, "D", then, "P1")
    assert found(town, indicator) == {VIRGEN: (1, 3)}


def test_the_trained_completed_what_they_were_invited_to(town: Engine) -> None:
    of = {"unit": "DIGITAL", "locality": VIRGEN, "commune": None, "why": ""}
    with writing(town) as db:
        for codes, at, completed in ((("A", "B"), NOW, ["A"]), (("C",), BEFORE, ["C"]), (("D",), NOW, ["D"])):
            id_ = training.make(db, of, codes, at)
            training.invite(db, id_, codes, at)
            training.complete(db, id_, completed, TODAY)
        training.cancel(db, id_, NOW)
    assert found(town, Indicator.TRAINED) == {VIRGEN: (1, 2)}


def _help(engine: Engine, code: str, asked: datetime, after: timedelta | None, *, closes: bool) -> None:
    did(engine, code, OutcomeKind.NEEDS_HELP, "P1", asked)
    if after is None:
        return
    with writing(engine) as db:
        id_ = staff.add(
            db, Vault([SECRET]), "Ana", f"{code}@oficina.example", StaffRole.TRAINER, None, LONG_AGO
        )
        ask = Ask(*(code, code, None, None, "P1", asked, "page"), *[None] * 6)
        help_cases.take(db, ask, id_, asked)
        if closes:
            help_cases.close(db, code, "P1", asked + after)
        else:
            help_cases.answer(db, code, "P1", id_, "Vengan.", asked + after)


def test_who_asked_for_help_is_helped_within_seven_days_or_is_still_in_time(town: Engine) -> None:
    week, second = timedelta(days=7), timedelta(seconds=1)
    _help(town, "A", LONG_AGO, week, closes=False)
    _help(town, "B", LONG_AGO, week + second, closes=False)
    _help(town, "C", LONG_AGO, week, closes=True)
    _help(town, "D", LONG_AGO, None, closes=False)
    _help(town, "E", NOW - week, None, closes=False)
    _help(town, "N", NOW - week - second, None, closes=False)
    assert found(town, Indicator.HELPED) == {VIRGEN: (2, 4), None: (0, 1)}


def test_a_board_that_took_its_question_back_in_time_was_not_left_alone(town: Engine) -> None:
    week, second = timedelta(days=7), timedelta(seconds=1)
    for code, after in (("A", week), ("B", week + second), ("C", -second)):
        did(town, code, OutcomeKind.NEEDS_HELP, "P1", LONG_AGO)
        did(town, code, OutcomeKind.INTERESTED, "P1", LONG_AGO + after)
    _help(town, "D", LONG_AGO, second, closes=False)
    did(town, "D", OutcomeKind.NOT_FOR_US, "P1", LONG_AGO + week)
    assert found(town, Indicator.HELPED) == {VIRGEN: (1, 3)}


def test_papers_are_checked_within_seven_days_or_are_still_in_time(town: Engine) -> None:
    week, second = timedelta(days=7), timedelta(seconds=1)
    decided = {
        "A": (LONG_AGO, Fate.ACCEPTED, week),
        "B": (LONG_AGO, Fate.REFUSED, week + second),
        "C": (LONG_AGO, None, week),
        "D": (NOW - week, None, week),
        "E": (NOW - second, Fate.REFUSED, second),
    }
    with writing(town) as db:
        for code, (at, fate, after) in decided.items():
            filings.add(db, Filing(code, code, "RUT", FileKind.PDF, 9, at), "2026-11-23")
            if fate:
                filings.decide(db, [code], fate, "trainer", at + after)
    assert found(town, Indicator.CHECKED) == {VIRGEN: (2, 4)}


def look(engine: Engine, at: datetime = NOW) -> None:
    with writing(engine) as db:
        events.look(db, at)


@pytest.fixture
def client(town: Engine) -> TestClient:
    look(town)
    return a_client(town)


@ON_SQLITE
def test_all_is_told_in_few_questions_with_what_is_counted_and_of_whom(
    client: TestClient, town: Engine
) -> None:
    tell(town, "A", "P1")
    did(town, "A", OutcomeKind.OPENED, "P1")
    look(town)
    sign_in_staff(client, town, StaffRole.SECRETARIAT)
    with statements_of(town) as asked:
        seen = client.get("/equipo/indicadores").text
    assert len(asked) <= MOST_A_PAGE
    assert "<strong>100 %</strong>" in seen
    assert "no&nbsp;se&nbsp;sabe" in seen
    for one in CATALOGUE.values():
        assert one.numerator in seen
        assert one.denominator in seen
    assert client.get("/equipo/indicadores?trimestre=2026-T3").status_code == 404


@ON_SQLITE
def test_a_number_of_few_boards_is_for_those_who_see_boards(client: TestClient, town: Engine) -> None:
    """Nor can it be found by subtracting the others from all."""
    sign_in_staff(client, town, StaffRole.OBSERVER)
    seen = client.get("/equipo/indicadores").text
    assert "Sin localidad" not in seen
    assert "0 de 5" in seen
    assert "0 de 6" not in seen
    sign_in_staff(client, town, StaffRole.TRAINER)
    seen = client.get("/equipo/indicadores").text
    assert "Sin localidad" in seen
    assert "0 de <a" in seen


@ON_SQLITE
def test_programs_and_the_open_data_are_told_the_same(client: TestClient, town: Engine) -> None:
    told = client.get("/api/v1/indicators").json()
    assert (told["quarter"], told["on"]) == ("2026-T2", "2026-06-03")
    assert [one["id"] for one in told["items"]] == [one.value for one in CATALOGUE]
    reached = told["items"][0]
    assert reached["total"] == {"numerator": 0, "denominator": 5, "share": 0.0}
    assert [place["locality"] for place in reached["places"]] == [VIRGEN]
    assert told["items"][2]["total"]["share"] is None
    rows = rows_of(client, "resultados")
    (row,) = [one for one in rows if one["indicador"] == "reached" and one["localidad"] == VIRGEN]
    assert (row["periodo"], row["numerador"], row["denominador"], row["porcentaje"]) == (
        *("2026-06-03", "0", "5"),
        "0.0",
    )
    assert {one["porcentaje"] for one in rows if one["indicador"] == "ready"} == {""}
    assert {one["periodo"] for one in rows} == {"2026-06-03", "2025-T3", "2025-T4", "2026-T1", "2026-T2"}
    assert [one["indicador"] for one in rows_of(client, "resultados-definiciones")] == list(CATALOGUE)


@ON_SQLITE
@pytest.mark.parametrize("quarter", ["2026-T3", "2022-T4", "nada"])
def test_of_what_is_no_quarter_programs_are_told_nothing(client: TestClient, quarter: str) -> None:
    assert client.get("/api/v1/indicators", params={"quarter": quarter}).status_code == 422


@ON_SQLITE
@pytest.mark.parametrize(
    ("later", "is_counted"), [(timedelta(minutes=4), False), (timedelta(minutes=5), True)]
)
def test_what_is_open_to_all_is_counted_anew_after_five_minutes(
    town: Engine, later: timedelta, is_counted: bool
) -> None:
    clock = [NOW]
    client = a_client(town, clock=lambda: clock[0])
    client.get("/api/v1/indicators")
    tell(town, "A", "P1")
    look(town)
    clock[0] = NOW + later
    told = client.get("/api/v1/indicators").json()["items"]
    (responded,) = [one for one in told if one["id"] == Indicator.RESPONDED]
    assert bool(responded["total"]["denominator"]) is is_counted


def test_a_past_day_is_told_as_it_was_known_then_whatever_became_of_it(town: Engine) -> None:
    """An answer is given again, a locality put right, a contract found late: none of it changes the past."""
    then = NOW + timedelta(days=1)
    tell(town, "A", "P1")
    did(town, "A", OutcomeKind.OPENED, "P1")
    did(town, "A", OutcomeKind.INTERESTED, "P1")
    look(town)
    before = every(town, NOW)
    with writing(town) as db:
        boards.save(db, [a_board(code="A", name="JAC A", locality="Otra")], then)
        outcomes.record(db, Outcome("A", "P1", OutcomeKind.INTERESTED, then, "page"))
        one = a_contract(signed_on=TODAY - timedelta(days=9))
        contracts.CONTRACTS.save(db, [one], [b"1"], then)
        links.replace_of_contracts(db, [SupplierLink(one.key, "B", 99.0, "certain")], then)
    look(town, then)
    assert every(town, NOW) == before
    after = every(town, then)
    assert after[Indicator.REACHED] == {VIRGEN: Ratio(0, 4), "Otra": Ratio(0, 1), None: Ratio(0, 1)}
    assert after[Indicator.CONTRACTED][VIRGEN] == Ratio(1, 4)
    assert before[Indicator.CONTRACTED] == {VIRGEN: Ratio(0, 5), None: Ratio(0, 1)}


def test_what_a_person_has_erased_stays_counted(town: Engine) -> None:
    given_at = NOW - timedelta(days=3)
    with writing(town) as db:
        vault = Vault(SECRET)
        contacts.save(db, vault, {"A": [a_contact(board_code="A")]}, ContactSource.FILE, given_at)
        authorisations.give(db, [an_authorisation(board_code="A", given_at=given_at)])
        filings.add(db, Filing("f1", "A", "RUT", FileKind.PDF, 9, LONG_AGO), "2026-11-23")
    tell(town, "A", "P1")
    look(town)
    before = every(town, NOW)
    later = NOW + timedelta(days=1)
    with writing(town) as db:
        contacts.erase(db, "A", later)
        filings.take_back(db, "A")
    look(town, later)
    assert every(town, NOW) == before
    after = every(town, later)
    assert (before[Indicator.REACHED][VIRGEN], after[Indicator.REACHED][VIRGEN]) == (Ratio(1, 5), Ratio(0, 5))
    assert after[Indicator.RESPONDED] == before[Indicator.RESPONDED] == {VIRGEN: Ratio(0, 1)}
    assert (before[Indicator.CHECKED], after[Indicator.CHECKED]) == ({VIRGEN: Ratio(0, 1)}, {})


def every(engine: Engine, at: datetime) -> indicators.Found:
    with reading(engine) as db:
        return indicators.ratios(db, "13001", QUARTER.span, at)


def test_each_number_leads_to_the_rows_that_it_counts(town: Engine) -> None:
    for code in ("A", "B", "N"):
        tell(town, code, "P1")
        tell(town, code, "P2")
    did(town, "A", OutcomeKind.OPENED, "P1")
    look(town)
    with reading(town) as db:
        ratio = indicators.ratios(db, "13001", QUARTER.span, NOW)[Indicator.RESPONDED]
        for side, number in ((Side.NUMERATOR, 1), (Side.DENOMINATOR, 2)):
            wanted = Wanted(Indicator.RESPONDED, side, VIRGEN)
            rows = indicators.behind(db, "13001", QUARTER.span, NOW, wanted)
            assert len({one.event.board_code for one in rows}) == number
            assert getattr(ratio[VIRGEN], side.value) == number
        of_none = Wanted(Indicator.RESPONDED, Side.DENOMINATOR, "")
        first, second = indicators.behind(db, "13001", QUARTER.span, NOW, of_none)
        place = first.event.board_code, first.event.id
        assert indicators.behind(db, "13001", QUARTER.span, NOW, of_none, place) == [second]
    assert first.event.row.startswith("alerts/")


@ON_SQLITE
def test_a_number_is_opened_by_who_sees_boards(client: TestClient, town: Engine) -> None:
    tell(town, "A", "P1")
    look(town)
    sign_in_staff(client, town, StaffRole.SECRETARIAT)
    page = client.get("/equipo/indicadores?dia=2026-06-03").text
    assert "/equipo/indicadores/responded?trimestre=2026-T2&amp;dia=2026-06-03&amp;lado=denominator" in page
    seen = client.get("/equipo/indicadores/responded?lado=denominator&trimestre=2026-T2").text
    assert "JAC A" in seen
    assert "/equipo/juntas/A/actividad" in seen
    assert "Ninguna." in client.get("/equipo/indicadores/won").text


@ON_SQLITE
@pytest.mark.parametrize("asked", ["dia=2026-06-04", "dia=2026-03-31", "dia=ayer", "desde=x"])
def test_what_is_no_day_or_place_of_a_list_is_not_found(client: TestClient, town: Engine, asked: str) -> None:
    sign_in_staff(client, town, StaffRole.SECRETARIAT)
    assert client.get(f"/equipo/indicadores/won?{asked}").status_code == 404
