"""The invented sample: its numbers, its oddities, and that nothing in it is anyone's."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.board import BoardKind, names_a_board
from domain.contact import Channel
from domain.days import day_of
from domain.nit import is_organisation, read_nit
from domain.process import Modality, modality_of
from domain.readiness import Evidence, Verdict
from harvesters.dataset import PageReader
from harvesters.datasets import DATASETS
from harvesters.datasets.processes import PROCESSES as PROCESS_READER
from matching.places.gazetteer import Gazetteer
from readiness import catalogue
from readiness.assess import assess
from service import board_file, evidence_file
from service.demo.sample import (
    CONTRACTS,
    MOVED,
    PLANS,
    PROCESSES,
    REPRICED,
    WITHDRAWN,
    Sample,
    a_later_day,
    make,
)
from service.demo.sample_chance import stream
from service.demo.sample_evidence import Situation, make_evidence
from service.demo.sample_works import columns
from tests.examples import NOW

NOVEMBER = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


@cache
def the_sample() -> Sample:
    return make(NOVEMBER)


def processes(sample: Sample | None = None) -> list[dict[str, Any]]:
    return (sample or the_sample()).published[PROCESSES]


def by_portfolio(sample: Sample) -> dict[str, dict[str, Any]]:
    return {row["id_del_portafolio"]: row for row in processes(sample)}


def test_there_are_432_boards_over_three_localities() -> None:
    boards = the_sample().boards
    assert len(boards) == len({board.code for board in boards}) == 432
    assert Counter(board.locality for board in boards) == {
        "Histórica y del Caribe Norte": 144,
        "De la Virgen y Turística": 144,
        "Industrial y de la Bahía": 144,
    }
    assert sum(board.kind is BoardKind.ASSOCIATION for board in boards) == 3


def test_rows_are_as_many_as_promised() -> None:
    sample = the_sample()
    assert 2_800 <= len(processes()) <= 3_300
    assert (len(sample.published[CONTRACTS]), len(sample.published[PLANS])) == (200, 300)
    assert len(sample.live_for_boards) == 48


def test_the_same_instant_and_seed_give_the_same_sample() -> None:
    assert make(NOVEMBER) == make(NOVEMBER)
    assert make(NOVEMBER, seed=1).published != make(NOVEMBER).published


@pytest.mark.parametrize(
    "now", [NOW, NOVEMBER, datetime(2027, 1, 1, 3, 0, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)]
)
def test_any_day_of_the_year_has_live_calls(now: datetime) -> None:
    sample = make(now)
    live = [row for row in processes(sample) if row["id_del_portafolio"] in sample.live_for_boards]
    days = Counter(
        (date.fromisoformat(row["fecha_de_recepcion_de"][:10]) - sample.today).days
        for row in {row["id_del_portafolio"]: row for row in live}.values()
    )
    assert days[0] >= 4, "some close today"
    assert days[1] >= 5, "some close tomorrow"
    assert min(days) == 0
    assert all(row["estado_del_procedimiento"] == "Publicado" for row in live)
    assert all(modality_of(row["modalidad_de_contratacion"]) is not Modality.DIRECT for row in live)
    a_later_day(sample)


def test_60_to_120_calls_of_the_district_are_open() -> None:
    today = the_sample().today.isoformat()
    closed_kinds = {"contratacion directa", "contratacion regimen especial"}
    live = {
        row["id_del_portafolio"]
        for row in processes()
        if row["estado_del_procedimiento"] == "Publicado"
        and row.get("fecha_de_recepcion_de", "") >= today
        and row["modalidad_de_contratacion"].lower() not in closed_kinds
    }
    assert 60 <= len(live) <= 120


def test_every_live_call_for_boards_names_a_barrio() -> None:
    gazetteer = Gazetteer.load("13001")
    for row in processes():
        if row["id_del_portafolio"] in the_sample().live_for_boards:
            text = row["nombre_del_procedimiento"] + ". " + row["descripci_n_del_procedimiento"]
            assert gazetteer.recognise(text), text


@pytest.mark.parametrize("dataset", columns())
def test_rows_have_the_shape_of_the_wire(dataset: str) -> None:
    types = the_sample().columns[dataset]
    for row in the_sample().published[dataset]:
        assert row.keys() <= types.keys()
        for column, value in row.items():
            if types[column] == "url":
                assert list(value) == ["url"]
            else:
                assert isinstance(value, str), column
            if types[column] == "calendar_date":
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00\.000", value)
            if types[column] == "number":
                assert value.isdecimal()


@pytest.mark.parametrize("dataset", columns())
def test_the_harvest_knows_every_column(dataset: str) -> None:
    known = DATASETS[dataset]
    assert columns().keys() == DATASETS.keys()
    assert set(columns()[dataset]) - set(known.columns) - known.ignored - {known.date} == set()
    assert set(known.columns) <= set(columns()[dataset])


@pytest.mark.real_rows
@pytest.mark.parametrize("dataset", [PROCESSES, CONTRACTS])
def test_columns_are_those_of_the_source(shared: Path, dataset: str) -> None:
    metadata = json.loads((shared / "data" / "metadata" / f"{dataset}.json").read_text(encoding="utf-8"))
    source = {column["fieldName"]: column["dataTypeName"] for column in metadata["columns"]}
    assert the_sample().columns[dataset] == source


@pytest.mark.real_rows
def test_no_text_is_one_of_the_real_rows(shared: Path) -> None:
    real: set[str] = set()
    for path in (shared / "data" / "soda").glob("*.jsonl.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                real.update(
                    str(row.get(name, "")).lower()
                    for name in ("nombre_del_procedimiento", "objeto_del_contrato")
                )
    ours = {row["nombre_del_procedimiento"].lower() for row in processes()}
    assert not ours & real


QUIRKS: dict[str, Callable[[dict[str, Any]], object]] = {
    "title cut at 200": lambda r: len(r["nombre_del_procedimiento"]) == 200,
    "description cut at 500": lambda r: len(r["descripci_n_del_procedimiento"]) == 500,
    "suffix glued to the title": lambda r: r["nombre_del_procedimiento"].endswith("(Presentación de oferta)"),
    "suffix glued to the reference": lambda r: r["referencia_del_proceso"].endswith(")"),
    "; for commas": lambda r: ";" in r["descripci_n_del_procedimiento"],
    "newline": lambda r: "\n" in r["descripci_n_del_procedimiento"],
    "byte 0x96": lambda r: "\x96" in r["nombre_del_procedimiento"],
    "price 0": lambda r: r["precio_base"] == "0",
    "no deadline": lambda r: r["adjudicado"] == "No" and "fecha_de_recepcion_de" not in r,
    "No Defenido": lambda r: r["justificaci_n_modalidad_de"] == "No Defenido",
    "ND": lambda r: r["unidad_de_duracion"] == "ND",
    "UNSPECIFIED": lambda r: r["codigo_principal_de_categoria"] == "UNSPECIFIED",
    "login link": lambda r: r["urlproceso"]["url"].endswith("/STS/Users/Login/Index"),
    "draft without publication": lambda r: (
        r["estado_del_procedimiento"] == "Borrador" and "fecha_de_publicacion_del" not in r
    ),
    "district without city": lambda r: (
        r["nit_entidad"] == "800232726" and r["ciudad_entidad"] == "No Definido"
    ),
    "the other Cartagena": lambda r: r["ciudad_entidad"] == "Cartagena Del Chairá",
    "buyer's NIT with check digit": lambda r: r["nit_entidad"] == "8904801844",
    "buyer's NIT with a zero": lambda r: r["nit_entidad"] == "0890480184",
    "supplier's NIT with dots": lambda r: re.fullmatch(
        r"\d{3}\.\d{3}\.\d{3}-\d", r["nit_del_proveedor_adjudicado"]
    ),
    "COMUNLA": lambda r: "COMUNLA" in r["nombre_del_proveedor"],
    "COMJUNAL": lambda r: "COMJUNAL" in r["nombre_del_proveedor"],
    "jJUNTA": lambda r: r["nombre_del_proveedor"].startswith("jJUNTA"),
    "J A C": lambda r: r["nombre_del_proveedor"].startswith("J A C"),
    "board without number": lambda r: (
        names_a_board(r["nombre_del_proveedor"]) and r["nit_del_proveedor_adjudicado"] == "No Definido"
    ),
    "solidarity agreement": lambda r: (
        r["justificaci_n_modalidad_de"] == "Convenios Solidarios Regimen articulo 92 Ley 2166 de 2021"
    ),
    "observations": lambda r: r.get("fase") == "Presentación de observaciones",
    "cancelled": lambda r: r["estado_del_procedimiento"] == "Cancelado",
    "suspended": lambda r: r["estado_del_procedimiento"] == "Suspendido",
}


@pytest.mark.parametrize("quirk", QUIRKS)
def test_the_oddities_of_the_source_are_there(quirk: str) -> None:
    assert any(QUIRKS[quirk](row) for row in processes())


def test_rows_repeat_as_in_the_source() -> None:
    whole = Counter(json.dumps(row, sort_keys=True) for row in processes())
    assert max(whole.values()) == 2, "some rows come twice, wholly equal"
    awards = Counter(row["id_del_proceso"] for row in (json.loads(text) for text in whole))
    assert max(awards.values()) == 24, "one call has 24 awards"
    notices: dict[str, set[str]] = {}
    for row in processes():
        notices.setdefault(row["id_del_portafolio"], set()).add(row["id_del_proceso"])
    assert max(map(len, notices.values())) == 2, "a second phase has an id of its own"


def test_the_harvest_reads_every_row_and_knows_every_word() -> None:
    reader = PageReader(PROCESS_READER)
    page = reader.read(reader.split(json.dumps(processes()).encode()))
    assert (page.rejected, page.strange) == ([], Counter())


def test_contracts_won_by_boards_join_their_process_and_board() -> None:
    sample = the_sample()
    portfolios, nits = by_portfolio(sample), {board.nit for board in sample.boards}
    won = [row for row in sample.published[CONTRACTS] if row["codigo_proveedor"][:4] == "7995"]
    assert len(won) == 60
    assert all(row["proceso_de_compra"] in portfolios for row in sample.published[CONTRACTS])
    numbers = [read_nit(row["documento_proveedor"]) for row in won]
    assert sum(number in nits for number in numbers if number) >= 40
    assert None in numbers, "some left their number out"


def test_nothing_is_anyones() -> None:
    sample = the_sample()
    assert all(board.code.startswith("MUESTRA-") for board in sample.boards)
    assert all(board.nit is None or board.nit.startswith("999") for board in sample.boards)
    contacts = [contact for one in sample.made for contact in one.contacts]
    mails = [one.address for one in contacts if one.channel is Channel.EMAIL]
    assert all(one.address.startswith("+573000000") or one.channel is Channel.EMAIL for one in contacts)
    everything = json.dumps(mails) + json.dumps(sample.published)
    assert set(re.findall(r"@[\w.-]+", everything)) == {"@juntas.example"}
    assert "inventada" in sample.notice
    for row in processes():
        name, number = row["nombre_del_proveedor"], row["nit_del_proveedor_adjudicado"]
        assert "INVENTADA" in name or names_a_board(name) or "DE JUNTAS" in name or name == "No Definido"
        if "PERSONA" in name:
            nit = read_nit(number)
            assert nit is None or not is_organisation(nit)


def test_readiness_is_spread() -> None:
    evidence: dict[str, dict[str, Any]] = {}
    for code, item in the_sample().evidence:
        assert item.requirement not in evidence.setdefault(code, {}), "each requirement once"
        evidence[code][item.requirement] = item
    assert len(evidence) == 432
    today = the_sample().today
    old = sum(items["AUTO"].expires_on < today for items in evidence.values())
    assert old == 150
    assert {items["AUTO"].expires_on for items in evidence.values()} == {date(2026, 6, 30), date(2030, 6, 30)}
    assert sum(items.get("RUT") is not None and items["RUT"].level == 0 for items in evidence.values()) == 52
    assert sum("SEC2" in items and items["SEC2"].level < 2 for items in evidence.values()) >= 66


def test_requirements_are_the_catalogues_and_some_boards_may_contract_while_more_may_not_yet() -> None:
    sample = the_sample()
    rules = catalogue.load(sample.today)
    papers: dict[str, dict[str, Evidence]] = {}
    for code, item in sample.evidence:
        assert item.requirement in rules.requirements
        papers.setdefault(code, {})[item.requirement] = item
    for route in ("R1", "R3", "R4"):
        found = Counter(assess(rules, route, items, sample.today).verdict for items in papers.values())
        assert found[Verdict.ELIGIBLE] >= 84, route
        assert found[Verdict.ELIGIBLE_IF] >= 190, route


@pytest.mark.parametrize("situation", Situation)
@pytest.mark.parametrize("today", [date(2026, 6, 30), date(2026, 7, 1), date(2030, 6, 30)])
def test_no_paper_is_from_the_future(situation: Situation, today: date) -> None:
    for item in make_evidence(situation, today, stream(1, "test")):
        assert item.issued_on is None or item.issued_on <= today
        assert item.expires_on is None or item.issued_on is None or item.issued_on <= item.expires_on
        if item.requirement == "AUTO" and item.expires_on is not None:
            assert (item.expires_on < today) is (situation is Situation.OLD_LEADERS)


def test_a_later_day_moves_withdraws_reprices_and_adds() -> None:
    before, after = by_portfolio(the_sample()), by_portfolio(a_later_day(the_sample()))
    shared = before.keys() & after.keys()
    assert shared == before.keys()

    def differ(column: str) -> list[str]:
        return [p for p in shared if before[p].get(column) != after[p].get(column)]

    assert len(differ("fecha_de_recepcion_de")) == MOVED
    assert len(differ("estado_del_procedimiento")) == WITHDRAWN
    assert len(differ("precio_base")) == REPRICED
    assert len(after.keys() - before.keys()) == 12
    stamps = {after[p]["fecha_de_ultima_publicaci"][:10] for p in differ("fecha_de_ultima_publicaci")}
    assert stamps == {(the_sample().today + timedelta(days=1)).isoformat()}


def test_days_are_counted_from_the_first() -> None:
    sample = the_sample()
    assert sample.rows() == sample.published
    assert sample.rows(day=1) == a_later_day(sample).published
    assert sample.rows(day=2) == a_later_day(a_later_day(sample)).published


def test_the_written_files_are_read_back_as_they_were(tmp_path: Path) -> None:
    sample = the_sample()
    sample.write_boards(tmp_path / "juntas.xlsx")
    sample.write_evidence(tmp_path / "soportes.csv")
    found = board_file.read(tmp_path / "juntas.xlsx", Gazetteer.load("13001"), "13001")
    assert (found.boards, found.rejected, found.notes) == (list(sample.boards), [], [])
    assert [row.contacts for row in found.rows] == [one.contacts for one in sample.made]
    given = [row.authorisation and day_of(row.authorisation.given_at) for row in found.rows]
    assert given == [one.authorised_on for one in sample.made]
    evidence = evidence_file.read(
        tmp_path / "soportes.csv",
        catalogue.load(sample.today).requirements,
        {board.code for board in sample.boards},
        sample.today,
    )
    assert evidence.evidence == list(sample.evidence)
    assert evidence.rejected == []
