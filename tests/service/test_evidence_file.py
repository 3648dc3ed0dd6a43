"""The evidence file: what is kept, and what is said of what cannot be."""

from datetime import date
from pathlib import Path

import pytest

from domain.readiness import Evidence
from service.evidence_file import EvidenceFile, UnreadableFile
from service.evidence_file import read as read_file

HEADINGS = "board_code,requirement,level,issued_on,expires_on,note"


def read(tmp_path: Path, *lines: str, headings: str = HEADINGS) -> EvidenceFile:
    path = tmp_path / "soportes.csv"
    path.write_text("\n".join((headings, *lines)), encoding="utf-8")
    return read_file(path, {"RUT", "AUTO"}, {"J-1", "J-2"})


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


def test_the_same_file_twice_gives_the_same_evidence(tmp_path: Path) -> None:
    lines = ("J-1,RUT,3,,,", "J-2,AUTO,2,,,")
    assert read(tmp_path, *lines) == read(tmp_path, *lines)


def test_unknown_columns_are_told(tmp_path: Path) -> None:
    assert read(tmp_path, headings=f"{HEADINGS},color").notes == ["Columna que no se usa: «color»"]


def test_a_file_without_levels_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="level"):
        read(tmp_path, headings="board_code,requirement")
