"""What the exports of gaps and assessments say, read back as their reader finds them."""

import csv
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.exports.writing import Format, export, names
from domain.readiness import Evidence, EvidenceSource
from domain.unlock import GapUnlock, Unlock
from readiness.catalogue import load
from service.context import Context
from service.progress import Progress
from service.steps import assess
from store import boards, evidence, unlocks
from store.engine import reading, writing
from tests.examples import NOW, TODAY, a_board
from tests.flow.house import settings, settle

LAPSED = TODAY - timedelta(days=1)


@pytest.fixture
def context(engine: Engine) -> Context:
    where = settings(engine, "http://127.0.0.1:1", "smtp://127.0.0.1:1", "13001")
    context = Context(engine, where, lambda: NOW, Progress(quiet=True))
    settle(engine, [a_board()], NOW)
    return context


def show(context: Context, *found: Evidence) -> None:
    with writing(context.engine) as db:
        evidence.save(db, [("JAC-0001", item) for item in found], context.now)


def exported(context: Context, what: str, folder: Path) -> list[dict[str, str]]:
    out = folder / "out.csv"
    with reading(context.engine) as db:
        count = export(db, what, Format.CSV, out, context.today)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count
    return rows


def test_a_board_that_can_show_everything_has_no_gap(context: Context, tmp_path: Path) -> None:
    assert exported(context, "gaps", tmp_path) == []


def test_every_kind_of_gap_is_another_word(context: Context, tmp_path: Path) -> None:
    show(
        context,
        Evidence("RUT", 0),
        Evidence("CERT", 3, TODAY - timedelta(days=31)),
        Evidence("PROC", 3, TODAY),
        Evidence("BANCO", 2),
        Evidence("SEX", 0, applies=False, source=EvidenceSource.OFFICER),
    )
    with writing(context.engine) as db:
        evidence.save(db, [("JAC-0001", Evidence("SEX", 0))], context.now)
    found = {row["requirement"]: row["state"] for row in exported(context, "gaps", tmp_path)}
    assert found == {
        "RUT": "falta",
        "CERT": "vencido",
        "PROC": "por vencer",
        "BANCO": "sin verificar",
        "SEX": "no aplica",
    }


def test_a_gap_says_what_it_shuts_how_to_close_it_who_attends_and_by_which_law(
    context: Context, tmp_path: Path
) -> None:
    show(context, Evidence("RUT", 3, date(2025, 1, 1), LAPSED, note="Representante anterior"))
    (row,) = exported(context, "gaps", tmp_path)
    assert row["board_name"] == "JAC Barrio El Pozón"
    assert row["locality"] == "De la Virgen y Turística"
    assert (row["title"], row["state"], row["last_day"]) == (
        "RUT y NIT al día",
        "vencido",
        LAPSED.isoformat(),
    )
    assert (row["routes_held_shut"], row["effect"]) == ("R1 R2 R3 R4 R5 R6 R9", "bloquea")
    assert row["how_to_close"] == load(TODAY).requirements["RUT"].steps[0]
    assert row["attends"] == "DIAN"
    assert row["hours"] == "por confirmar"
    assert row["training_units"] == "; ".join(unit.title for unit in load(TODAY).units_of("RUT")) != ""
    assert (row["evidence_level"], row["evidence_source"]) == ("3", "junta")
    assert row["note"] == "Representante anterior"
    assert row["on"] == TODAY.isoformat()
    assert row["law"].endswith(
        ("por confirmar con la oficina jurídica", "fuente secundaria", "página oficial", "otras fuentes")
    )


def test_a_gap_tells_what_closing_it_opens_and_what_is_not_known_stays_blank(
    context: Context, tmp_path: Path
) -> None:
    show(context, Evidence("RUT", 0), Evidence("PROP", 0), Evidence("PROC", 3, TODAY))
    before = exported(context, "gaps", tmp_path)
    assert {row["opens_processes"] for row in before} == {""}, "nobody has counted yet"
    with writing(context.engine) as db:
        together = Unlock(5, 2, 90_000_000, 1)
        counted = GapUnlock("RUT", Unlock(3, 1, 60_000_000, 1), "PROP", together)
        unlocks.replace(db, [("JAC-0001", [counted])], [])
    found = {row["requirement"]: row for row in exported(context, "gaps", tmp_path)}
    rut, prop, proc = found["RUT"], found["PROP"], found["PROC"]
    alone = ("opens_processes", "opens_now", "opens_value_cop", "opens_without_value")
    assert [rut[name] for name in alone] == ["3", "1", "60000000", "1"]
    assert [rut[n] for n in ("best_with", "together_processes", "together_value_cop")] == [
        *("PROP", "5", "90000000")
    ]
    assert [prop[name] for name in alone] == ["0", "0", "0", "0"]
    assert (prop["best_with"], prop["together_processes"]) == ("", "")
    assert (proc["state"], proc["opens_processes"]) == ("por vencer", ""), "it is not lacking"


def test_what_blocks_only_sometimes_says_when(context: Context, tmp_path: Path) -> None:
    show(context, *(Evidence(id_, 0) for id_ in ("SEX", "EQUI", "SANC", "EXP", "SEC2")))
    found = {row["requirement"]: row for row in exported(context, "gaps", tmp_path)}
    assert {id_: row["effect"] for id_, row in found.items()} == {
        "SEX": "bloquea si participan menores de edad",
        "EQUI": "bloquea si es una obra",
        "SANC": "bloquea si la convocatoria lo pide",
        "EXP": "da puntaje",
        "SEC2": "bloquea",
    }
    assert found["SEC2"]["routes_held_shut"] == "R4 R5"
    assert found["SANC"]["routes_held_shut"] == ""


def test_a_sanction_comes_with_its_row(context: Context, tmp_path: Path) -> None:
    against = Evidence("SANC", 0, LAPSED, note="una multa", source=EvidenceSource.SECOP, proof="it5q-hg94 1")
    show(context, against)
    (row,) = exported(context, "gaps", tmp_path)
    assert (row["state"], row["evidence_source"]) == ("falta", "SECOP")
    assert (row["note"], row["proof"]) == ("una multa", "it5q-hg94 1")


def test_an_assessment_is_read_without_knowing_our_codes(context: Context, tmp_path: Path) -> None:
    show(context, Evidence("RUT", 1), Evidence("CERT", 4, TODAY))
    assess.run(context)
    rows = {row["route"]: row for row in exported(context, "assessments", tmp_path)}
    row = rows["R4"]
    assert row["route_title"] == "Mínima cuantía"
    assert (row["verdict"], row["may_contract"]) == ("eligible_if", "puede si completa lo que le falta")
    assert (row["blocking"], row["expiring"]) == ("RUT", "CERT")
    assert "«RUT y NIT al día» está sin verificar" in row["why"]
    assert 0 < int(row["score_documentary"]) < 100
    assert row["score_legal"] == "100"
    assert "R7" not in rows, "the closed route"


def test_a_board_whose_only_route_is_banned_is_told_so(context: Context, tmp_path: Path) -> None:
    during = replace(context, clock=lambda: NOW.replace(month=3))
    show(context, Evidence("PROC", 3, date(2026, 3, 1)))
    assess.run(during)
    rows = {row["route"]: row for row in exported(context, "assessments", tmp_path)}
    assert rows["R1"]["may_contract"] == "no puede hoy, por algo que la junta no puede cambiar"
    assert "VEDA" in rows["R1"]["blocking"].split()


def test_the_same_gaps_are_written_in_every_format(context: Context, tmp_path: Path) -> None:
    show(context, Evidence("RUT", 0))
    out = tmp_path / "out.jsonl"
    with reading(context.engine) as db:
        assert export(db, "gaps", Format.JSONL, out, TODAY) == 1
        assert export(db, "gaps", Format.XLSX, tmp_path / "out.xlsx", TODAY) == 1
    record = json.loads(out.read_text(encoding="utf-8"))
    assert (record["requirement"], record["last_day"], record["link"]) == ("RUT", None, record["link"])


def test_a_board_without_evidence_lacks_everything_that_its_routes_ask(
    context: Context, tmp_path: Path
) -> None:
    with writing(context.engine) as db:
        boards.save(db, [a_board(code="JAC-0002", name="JAC Olaya Herrera")], NOW)
    found = exported(context, "gaps", tmp_path)
    assert {row["state"] for row in found} == {"falta"}
    assert {row["board_code"] for row in found} == {"JAC-0002"}


def test_every_export_has_one_name() -> None:
    assert len(set(names())) == len(names())
    assert {"gaps", "assessments", "boards"} <= set(names())
