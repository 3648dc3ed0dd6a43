"""What is planned, on the board's page and as JSON, and the draft of a letter for it."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from sqlalchemy import Engine

from api.letter_docx import MEDIA_TYPE
from domain.contract import PlannedPurchase
from domain.plan_match import PlanMatch
from domain.readiness import Verdict
from domain.reason import Reason
from notifications.links import sign
from readiness.catalogue import load
from readiness.plans_ahead import EXPECTED
from store import boards, plan_matches, plans
from store.contracts import PLANNED_PURCHASES
from store.engine import writing
from store.plans import PlanLink
from tests.api.town import OLAYA, POZON, SECRET, a_client, page_of
from tests.examples import NOW, TODAY, a_planned_purchase

CATALOGUE = load(TODAY)
WORKS = {"description": "CONSTRUCCIÓN DE ANDENES EN EL POZÓN", "modality": "Contratación directa"}
NEXT_MONTH = date(2026, 7, 1)


def a_line(number: int = 1, **fields: Any) -> PlannedPurchase:
    return a_planned_purchase(**{"key": f"PAA-{number}", "line_id": f"CO1.PPI.{number}", **WORKS, **fields})


def matched(line: PlannedPurchase, **fields: Any) -> PlanMatch:
    reasons = (
        Reason("same_barrio", 1.0, "Es en su barrio: El Pozón"),
        Reason(EXPECTED, 0.5, "Se espera hacia agosto de 2026."),
    )
    known = PlanMatch(POZON.code, line.key, 0.8, "R1", Verdict.ELIGIBLE, reasons, (), line.expected_on)
    return replace(known, **fields)


def settle(engine: Engine, *found: tuple[PlannedPurchase, PlanMatch]) -> None:
    with writing(engine) as db:
        boards.save(db, [POZON, OLAYA], NOW)
        PLANNED_PURCHASES.save(db, [line for line, _ in found], [line.key.encode() for line, _ in found], NOW)
        plan_matches.replace(db, [match for _, match in found], NOW)


def settle_one(engine: Engine, line: PlannedPurchase | None = None, **fields: Any) -> None:
    line = line or a_line()
    settle(engine, (line, matched(line, **fields)))


def listed(engine: Engine) -> list[dict[str, Any]]:
    answer = a_client(engine).get(f"/api/v1/board/{sign(POZON.code, SECRET)}/plans")
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def seen(engine: Engine) -> str:
    return a_client(engine).get(page_of(POZON)).text


def test_a_board_reads_what_is_coming_when_why_and_that_a_plan_may_change(engine: Engine) -> None:
    settle_one(engine)
    page = seen(engine)
    assert "Lo que viene" in page
    assert "Hacia agosto de 2026" in page
    assert "Según el plan de compras de la entidad; puede cambiar" in page
    assert "Construcción de andenes en el Pozón" in page
    assert "80 millones de pesos" in page
    assert "Es en su barrio: El Pozón" in page
    assert "Ya tienen lo que se pide" in page
    assert page.count("agosto de 2026") == 1  # the month is not told twice


def test_a_board_with_nothing_ahead_reads_nothing_of_it(engine: Engine) -> None:
    settle_one(engine)
    assert "Lo que viene" not in a_client(engine).get(page_of(OLAYA)).text


def test_what_is_missing_is_told_with_the_time_that_it_takes_and_that_is_left(engine: Engine) -> None:
    settle_one(engine, verdict=Verdict.ELIGIBLE_IF, missing=("AUTO", "RUT"))
    (item,) = listed(engine)
    longest = max(CATALOGUE.requirements[id_].days or 0 for id_ in ("AUTO", "RUT"))
    assert item["business_days_needed"] == longest
    assert item["business_days_left"] == 37
    assert [missing["id"] for missing in item["missing"]] == ["AUTO", "RUT"]
    page = seen(engine)
    assert 'href="#falta-RUT"' in page
    assert f"Lo que más demora toma {longest} días hábiles, y hasta agosto de 2026 quedan 37" in page
    assert "alcanzan si empiezan ya" in page


def test_in_the_month_itself_no_days_are_left_to_count(engine: Engine) -> None:
    settle_one(engine, a_line(expected_on=date(2026, 6, 1)), verdict=Verdict.ELIGIBLE_IF, missing=("AUTO",))
    assert listed(engine)[0]["business_days_left"] is None
    assert "quedan" not in seen(engine).split("Lo que viene")[1].split("</section>")[0]


@pytest.mark.parametrize(("verdict", "words"), [(Verdict.UNKNOWN, "No sabemos si cabe")])
def test_what_is_not_known_is_said_to_be_not_known(engine: Engine, verdict: Verdict, words: str) -> None:
    settle_one(engine, verdict=verdict, missing=("CUANTIA?",))
    assert words in seen(engine)
    assert listed(engine)[0]["missing"] == []


def test_the_soonest_comes_first_and_what_is_many_is_folded(engine: Engine) -> None:
    lines = [a_line(n, expected_on=date(2026, 13 - n, 1)) for n in range(1, 6)]
    settle(engine, *((line, matched(line)) for line in lines))
    months = [item["expected_on"] for item in listed(engine)]
    assert months == sorted(months)
    assert len(months) == 5
    assert "Otras 2, para más adelante" in seen(engine)


def test_a_month_that_passed_and_a_line_that_became_a_call_are_not_told(engine: Engine) -> None:
    past, called = a_line(1, expected_on=date(2026, 5, 1)), a_line(2)
    settle(engine, (past, matched(past)), (called, matched(called)))
    with writing(engine) as db:
        plans.replace_links(db, [PlanLink("PAA-2", "CO1.BDOS.1", 60.0, "probable")], NOW)
    assert listed(engine) == []
    assert "Lo que viene" not in seen(engine)


def test_the_letter_for_a_line_comes_as_a_word_document(engine: Engine) -> None:
    settle_one(engine)
    path = listed(engine)[0]["letter"]
    assert f'href="{path}"' in seen(engine)
    answer = a_client(engine).get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["content-disposition"] == 'attachment; filename="carta-PAA-1.docx"'
    said = "\n".join(p.text for p in Document(BytesIO(answer.content)).paragraphs)
    assert "Construcción de andenes en el Pozón" in said
    assert "Somos la JAC Barrio El Pozón" in said


def test_a_key_with_a_stroke_has_its_letter_too(engine: Engine) -> None:
    settle_one(engine, a_line(key="PAA/7 é"))
    answer = a_client(engine).get(listed(engine)[0]["letter"])
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="carta-PAA-7-.docx"'


@pytest.mark.parametrize(
    "fields",
    [
        {"description": "Suministro de refrigerios", "unspsc": "90101600"},
        {"value_cop": 5_000_000_000},
    ],
)
def test_what_no_agreement_covers_has_no_letter(engine: Engine, fields: dict[str, Any]) -> None:
    settle_one(engine, a_line(**fields), route="R4")
    assert listed(engine)[0]["letter"] is None
    assert "Borrador de carta" not in seen(engine)
    assert a_client(engine).get(f"{page_of(POZON)}/carta/PAA-1.docx").status_code == 404


def test_nobody_drafts_a_letter_for_a_line_of_another_board_or_by_a_forged_link(engine: Engine) -> None:
    settle_one(engine)
    client = a_client(engine)
    assert client.get(f"{page_of(OLAYA)}/carta/PAA-1.docx").status_code == 404
    assert client.get(f"{page_of(POZON)}x/carta/PAA-1.docx").status_code == 404
    assert client.get(f"{page_of(POZON)}/carta/PAA-9.docx").status_code == 404


def test_a_letter_of_the_sample_says_that_it_is_invented(engine: Engine) -> None:
    settle_one(engine)
    answer = a_client(engine, sample=True).get(f"{page_of(POZON)}/carta/PAA-1.docx")
    header = Document(BytesIO(answer.content)).sections[0].header.paragraphs[0].text
    assert header.startswith("Muestra inventada")
