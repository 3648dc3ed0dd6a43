"""The draft letter to a buyer: what it says, what it leaves blank, and the document that Word opens."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Docx

from api.letter import BLANK, Letter, letter
from api.letter_docx import LANGUAGE, letter_docx
from api.passport import Paper, Passport, Path
from domain.board import Board, Trade
from domain.readiness import Verified
from readiness import words
from readiness.catalogue import TO_CONFIRM, load
from tests.examples import NOW, TODAY, a_board, a_planned_purchase

CATALOGUE = load(TODAY)
R1 = CATALOGUE.routes["R1"]


def a_paper(id_: str = "RUT") -> Paper:
    return Paper(CATALOGUE.requirements[id_], None, None, is_undated=False, limit_cop=None, checked_by=None)


def a_passport(board: Board | None = None, **fields: Any) -> Passport:
    law = words.law(R1.law, R1.verified)
    return Passport(
        **{
            "board": board or a_board(legal_act="Resolución 12 de 1998", nit="900123456"),
            "kind": "Junta de Acción Comunal",
            "on": TODAY,
            "paths": [Path(R1, "Casi lista", 80, law, None)],
            "papers": [a_paper("RUT"), a_paper("PJ")],
            "steps": [],
            **fields,
        }
    )


def a_letter(passport: Passport | None = None, **plan: Any) -> Letter:
    line = {"description": "CONSTRUCCIÓN DE ANDENES EN EL POZÓN", **plan}
    return letter(passport or a_passport(), a_planned_purchase(**line), R1, "https://convite.example")


def opened(of: Letter, notice: str = "") -> Docx:
    return Document(BytesIO(letter_docx(of, NOW, notice)))


def text_of(of: Letter) -> str:
    return "\n".join(paragraph.text for paragraph in opened(of).paragraphs)


def test_the_letter_says_who_proposes_what_to_whom_and_by_which_law() -> None:
    said = text_of(a_letter())
    assert "ALCALDÍA" not in said  # no shouting
    assert "NIT 890480184-4" in said
    assert "Asunto: Propuesta de convenio solidario de obra: Construcción de andenes en el Pozón" in said
    assert "Somos la JAC Barrio El Pozón (Junta de Acción Comunal), barrio El Pozón" in said
    assert "personería jurídica Resolución 12 de 1998 y NIT 900123456-8" in said
    assert "Línea del plan: CO1.PPI.1" in said
    assert "Cuándo: hacia agosto de 2026" in said
    assert "Valor previsto: $80.000.000 (80 millones de pesos)" in said
    assert R1.law in said
    assert words.MARKS[R1.verified] in said
    assert "RUT" in said
    assert "Preparación de la junta para este camino: Casi lista" in said
    assert "https://convite.example/juntas/JAC-0001/pasaporte" in said


def test_what_is_not_known_is_left_blank() -> None:
    board = a_board(legal_act=None, nit=None, trades=(), barrio=None, locality=None)
    said = text_of(
        a_letter(a_passport(board, papers=[], paths=[]), value_cop=None, buyer_nit=None, expected_on=None)
    )
    for blank in (
        f"NIT {BLANK}",
        f"con personería jurídica {BLANK} y NIT {BLANK}",
        f"Cuándo: {BLANK}",
        f"Valor previsto: {BLANK}",
        f"Documentos válidos hoy: {BLANK}",
        f"Correo y teléfono: {BLANK}",
    ):
        assert blank in said
    assert "puede encargarse" not in said
    assert "None" not in said


def test_the_signer_is_the_one_whom_the_board_named_or_a_blank() -> None:
    unnamed, named = a_letter(), a_letter(a_passport(a_board(president="Quien Preside")))
    assert unnamed.signature[1] == BLANK
    assert named.signature[1] == "Quien Preside"
    assert named.author == "JAC Barrio El Pozón"


def test_a_law_that_nobody_verified_is_to_be_confirmed() -> None:
    unsure = replace(R1, verified=Verified.UNVERIFIED)
    said = letter(a_passport(), a_planned_purchase(), unsure, "https://convite.example")
    assert any(TO_CONFIRM in paragraph for part in said.parts for paragraph in part.paragraphs)


def test_of_many_papers_some_are_named_and_the_rest_counted() -> None:
    asked = [id_ for id_, requirement in CATALOGUE.requirements.items() if "R1" in requirement.routes]
    eight, nine = ([a_paper(id_) for id_ in asked[:n]] for n in (8, 9))
    assert "más" not in text_of(a_letter(a_passport(papers=eight)))
    assert "1 más" in text_of(a_letter(a_passport(papers=nine)))


def test_papers_that_the_agreement_does_not_ask_for_are_left_out() -> None:
    said = text_of(a_letter(a_passport(papers=[a_paper("RUT"), a_paper("RUP")])))
    assert "RUT" in said
    assert CATALOGUE.requirements["RUP"].title not in said


def test_the_buyers_text_cannot_break_the_document() -> None:
    said = text_of(a_letter(description="Obra\x00 \x0b<b>&</b>\n" + "muy larga " * 100))
    assert "<b>&</b>" in said
    assert len(said) < 3_000


def test_the_document_has_headings_a_language_and_a_title() -> None:
    document = opened(a_letter())
    headings = [p.text for p in document.paragraphs if p.style and p.style.name.startswith("Heading")]
    assert headings[0].startswith("Asunto: ")
    assert headings[1:] == [part.heading for part in a_letter().parts]
    assert document.core_properties.language == LANGUAGE
    assert document.core_properties.created == NOW
    assert document.core_properties.title == a_letter().subject
    assert 'w:val="es-CO"' in document.styles.element.xml
    assert 'w:val="en-US"' not in document.styles.element.xml
    assert document.sections[0].footer.paragraphs[0].text == a_letter().footer


@pytest.mark.parametrize("notice", ["", "Muestra inventada."])
def test_an_invented_letter_says_so_at_its_top(notice: str) -> None:
    assert opened(a_letter(), notice).sections[0].header.paragraphs[0].text == notice


def test_the_letter_fits_on_a_page_also_for_a_board_that_has_much_to_say() -> None:
    """Lines of 90 letters on a page of 55: no renderer is at hand, so the lines are counted."""
    board = a_board(
        trades=tuple(Trade), legal_act="Resolución 12345 de 1998 de la Gobernación", nit="900123456"
    )
    papers = [a_paper(id_) for id_ in CATALOGUE.requirements]
    longest = a_letter(a_passport(board, papers=papers), description="Obra larga " * 60)
    lines = sum(1 + len(p.text) // 90 for p in opened(longest).paragraphs)
    assert lines <= 46


def test_the_month_is_the_plans_own() -> None:
    assert "antes de enero de 2027" in text_of(a_letter(expected_on=date(2027, 1, 1)))
