"""The evidence file: what is kept, and what is said of what cannot be."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from domain.readiness import Evidence, EvidenceSource
from readiness.catalogue import load
from service.evidence_file import EvidenceFile, UnreadableFile
from service.evidence_file import read as read_file

TODAY = date(2026, 11, 21)
HEADINGS = "board_code,requirement,level,issued_on,expires_on,note"
ALL_HEADINGS = f"{HEADINGS},source,checked_by,limit_cop"


def read(tmp_path: Path, *lines: str, headings: str = HEADINGS) -> EvidenceFile:
    path = tmp_path / "soportes.csv"
    path.write_text("\n".join((headings, *lines)), encoding="utf-8")
    return read_file(path, load(TODAY).requirements, {"J-1", "J-2"}, TODAY)


def refusal(tmp_path: Path, line: str) -> str:
    """Why this row of a file with all columns is refused."""
    ((_, why),) = read(tmp_path, line, headings=ALL_HEADINGS).rejected
    return why


def test_a_row_is_read_with_all_it_says(tmp_path: Path) -> None:
    found = read(tmp_path, "J-1,AUTO,3,2026-07-10,30/06/2030,Auto 17", "J-2,rut,0,,,")
    assert found.evidence == [
        ("J-1", Evidence("AUTO", 3, date(2026, 7, 10), date(2030, 6, 30), "Auto 17")),
        ("J-2", Evidence("RUT", 0)),
    ]
    assert found.rejected == []


def test_spanish_headings_are_understood(tmp_path: Path) -> None:
    found = read(tmp_path, "J-1;RUT;4;2026-01-01", headings="Código;Requisito;Nivel;Fecha de expedición")
    assert found.evidence == [("J-1", Evidence("RUT", 4, date(2026, 1, 1)))]


def test_a_document_may_expire_on_the_day_of_its_issue(tmp_path: Path) -> None:
    assert read(tmp_path, "J-1,RUT,3,2026-01-01,2026-01-01,").rejected == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("J-9,RUT,3,,,", "No conocemos la junta «J-9»"),
        (",RUT,3,,,", "Falta la junta"),
        ("J-1,PASAPORTE,3,,,", "No conocemos el requisito «PASAPORTE»"),
        ("J-1,,3,,,", "Falta el requisito"),
        ("J-1,RUT,5,,,", "El nivel «5» debe ser 0, 1, 2, 3 o 4"),
        ("J-1,RUT,-1,,,", "El nivel «-1» debe ser"),
        ("J-1,RUT,,,,", "El nivel «» debe ser"),
        ("J-1,RUT,2.5,,,", "El nivel «2.5» debe ser"),
        ("J-1,RUT,alto,,,", "El nivel «alto» debe ser"),
        ("J-1,RUT,no aplica,,,", "El requisito RUT lo necesitan todas las juntas"),
        ("J-1,RUT,3,ayer,,", "«ayer» no es una fecha"),
        ("J-1,RUT,3,2026-02-30,,", "«2026-02-30» no es una fecha"),
        ("J-1,RUT,3,2026-05-01,2026-04-30,", "las fechas están al revés"),
        ("J-2,RUT,1,,,", "Repite el requisito RUT de la junta J-2, fila 2"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_the_rest_kept(tmp_path: Path, line: str, reason: str) -> None:
    found = read(tmp_path, "J-2,RUT,3,,,", line)
    assert found.evidence == [("J-2", Evidence("RUT", 3))]
    ((number, why),) = found.rejected
    assert number == 3
    assert reason in why


def test_a_document_issued_today_counts_and_one_of_tomorrow_is_refused(tmp_path: Path) -> None:
    tomorrow = TODAY + timedelta(days=1)
    found = read(tmp_path, f"J-1,RUT,3,{TODAY},,", f"J-2,RUT,3,{tomorrow},,")
    assert [code for code, _ in found.evidence] == ["J-1"]
    assert found.rejected == [
        (3, f"La fecha de expedición ({tomorrow}) está en el futuro: hoy es {TODAY}"),
    ]


def test_a_row_says_who_speaks_who_checked_and_up_to_which_value(tmp_path: Path) -> None:
    line = "J-1,AUT,4,2026-10-01,,Acta 7,funcionario,Instituto Distrital de Acción Comunal,$ 50.000.000"
    found = read(tmp_path, line, headings=ALL_HEADINGS)
    assert found.evidence == [
        (
            "J-1",
            Evidence(
                "AUT",
                4,
                date(2026, 10, 1),
                note="Acta 7",
                source=EvidenceSource.OFFICER,
                checked_by="Instituto Distrital de Acción Comunal",
                limit_cop=50_000_000,
            ),
        )
    ]


@pytest.mark.parametrize(
    ("word", "source"),
    [
        ("", EvidenceSource.BOARD),
        ("Junta", EvidenceSource.BOARD),
        ("board", EvidenceSource.BOARD),
        ("encuesta", EvidenceSource.SURVEY),
        ("survey", EvidenceSource.SURVEY),
        ("Funcionaria", EvidenceSource.OFFICER),
        ("officer", EvidenceSource.OFFICER),
    ],
)
def test_the_source_is_understood_in_both_languages(
    tmp_path: Path, word: str, source: EvidenceSource
) -> None:
    found = read(tmp_path, f"J-1,RUT,1,,,,{word},,", headings=ALL_HEADINGS)
    assert found.evidence == [("J-1", Evidence("RUT", 1, source=source))]


def test_two_sources_on_one_requirement_stand_side_by_side_and_a_third_row_is_refused(tmp_path: Path) -> None:
    lines = ("J-1,RUT,1,,,,encuesta,,", "J-1,RUT,3,,,,junta,,", "J-1,RUT,0,,,,encuesta,,")
    found = read(tmp_path, *lines, headings=ALL_HEADINGS)
    assert [item.level for _, item in found.evidence] == [1, 3]
    assert found.rejected == [(4, "Repite el requisito RUT de la junta J-1, fila 2")]


@pytest.mark.parametrize("written", ["no aplica", "No Aplica", "N/A", "n/a"])
def test_that_a_requirement_does_not_apply_is_an_answer(tmp_path: Path, written: str) -> None:
    found = read(tmp_path, f"J-1,SEX,{written},,,,funcionario,,", headings=ALL_HEADINGS)
    officer = EvidenceSource.OFFICER
    assert found.evidence == [("J-1", Evidence("SEX", 0, source=officer, applies=False))]


@pytest.mark.parametrize("source", ["", "junta", "encuesta"])
def test_nobody_says_of_himself_that_a_requirement_does_not_apply(tmp_path: Path, source: str) -> None:
    found = read(tmp_path, f"J-1,SEX,no aplica,,,,{source},,", headings=ALL_HEADINGS)
    assert found.evidence == []
    assert "la fuente de la fila debe ser funcionario" in found.rejected[0][1]


def test_a_survey_says_no_more_than_that_the_board_says_so(tmp_path: Path) -> None:
    found = read(tmp_path, "J-1,RUT,1,,,,encuesta,,", "J-1,CED,2,,,,encuesta,,", headings=ALL_HEADINGS)
    assert [item.requirement for _, item in found.evidence] == ["RUT"]
    assert found.rejected == [(3, "La encuesta recoge lo que la junta dice: nivel 0 o 1, no 2")]


def test_what_only_secop_can_prove_is_not_taken_from_a_file(tmp_path: Path) -> None:
    assert "Lo que prueba SECOP se lee de SECOP" in refusal(tmp_path, "J-1,SEC2,4,,,,SECOP,,")


def test_an_unknown_source_is_refused(tmp_path: Path) -> None:
    why = refusal(tmp_path, "J-1,RUT,3,,,,vecina,,")
    assert why == "La fuente «vecina» debe ser junta, encuesta o funcionario"


@pytest.mark.parametrize(
    "written",
    ["alguien@juntas.example", "C.C. 1.000.000.001", "300 000 0001", "Ana 123456", "(605) 600-0001"],
)
def test_who_checked_is_an_office_and_never_a_persons_number_or_address(tmp_path: Path, written: str) -> None:
    why = refusal(tmp_path, f"J-1,RUT,4,,,,officer,{written},")
    assert "debe ser una oficina o un cargo" in why
    assert written not in why


def test_an_office_may_have_a_short_number(tmp_path: Path) -> None:
    found = read(tmp_path, "J-1,RUT,4,,,,officer,Casa de justicia 2 oficina 12345,", headings=ALL_HEADINGS)
    assert found.rejected == []


@pytest.mark.parametrize(
    ("written", "limit_cop"),
    [
        ("1", 1),
        ("50000000", 50_000_000),
        ("50.000.000 pesos", 50_000_000),
        ('"50,000,000"', 50_000_000),
        ("50000000.0", 50_000_000),
    ],
)
def test_a_limit_is_read_in_whole_pesos(tmp_path: Path, written: str, limit_cop: int) -> None:
    found = read(tmp_path, f"J-1,AUT,3,,,,,,{written}", headings=ALL_HEADINGS)
    assert [item.limit_cop for _, item in found.evidence] == [limit_cop]


@pytest.mark.parametrize("written", ["0", "-5", "1.5", "mucho", "50.00.000", "1000000000000000"])
def test_a_limit_that_is_no_amount_is_refused(tmp_path: Path, written: str) -> None:
    assert "debe ser un valor en pesos enteros" in refusal(tmp_path, f"J-1,AUT,3,,,,,,{written}")


def test_only_the_authorisation_of_the_assembly_has_a_limit(tmp_path: Path) -> None:
    why = refusal(tmp_path, "J-1,RUT,3,,,,,,50000000")
    assert why == "El límite en pesos sólo vale para AUT, no para RUT"


def test_a_spreadsheet_is_read_with_its_numbers_and_days(tmp_path: Path) -> None:
    path = tmp_path / "soportes.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["Junta", "Requisito", "Nivel", "Límite en pesos", "Fecha de expedición"])
        sheet.write_row(1, 0, ["J-1", "AUT", 3, 50_000_000])
        sheet.write_datetime(1, 4, date(2026, 10, 1), day)
    found = read_file(path, load(TODAY).requirements, {"J-1"}, TODAY)
    assert found.evidence == [("J-1", Evidence("AUT", 3, date(2026, 10, 1), limit_cop=50_000_000))]


def test_the_same_file_twice_gives_the_same_evidence(tmp_path: Path) -> None:
    lines = ("J-1,RUT,3,,,", "J-2,AUTO,2,,,")
    assert read(tmp_path, *lines) == read(tmp_path, *lines)


def test_unknown_columns_are_told(tmp_path: Path) -> None:
    assert read(tmp_path, headings=f"{HEADINGS},color").notes == ["Columna que no se usa: «color»"]


def test_a_file_without_levels_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="level"):
        read(tmp_path, headings="board_code,requirement")
