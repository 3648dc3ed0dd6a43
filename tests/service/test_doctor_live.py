"""`convite doctor --live` against a local source: what it really says, each check by itself."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from harvesters.buyers import UnknownMunicipality
from harvesters.datasets import DATASETS
from service import cli, doctor_live
from service.demo.soda_server import Fault, Faults, SodaServer
from service.doctor_live import Check
from service.settings import Settings
from tests.harvesters.rows import a_process_row

MORNING = datetime(2026, 6, 3, 8, 0, tzinfo=UTC)
PROCESSES, CONTRACTS, SUPPLIERS = "p6dx-8zbt", "jbjy-vk9h", "qmzu-gj57"
DISTRICT, ACTION, EDURBE = "890480184", "901841125", "890481123"
BOARD = "JUNTA DE ACCIoN COMUNAL."


def columns_of(dataset: str) -> dict[str, str]:
    known = DATASETS[dataset]
    return dict.fromkeys((*known.columns, *([known.date] if known.date else []), *known.ignored), "text")


@pytest.fixture
def soda() -> Iterator[SodaServer]:
    """A source with every dataset as we know it: nothing to report."""
    with SodaServer() as server:
        for dataset in DATASETS:
            put(server, dataset, [])
        put(server, PROCESSES, [a_row(1)])
        yield server


def put(server: SodaServer, dataset: str, rows: list[dict[str, Any]], **columns: Any) -> None:
    server.put(dataset, rows, columns=columns_of(dataset), updated_at=MORNING, **columns)


def a_row(number: int, nit: str = DISTRICT, **columns: Any) -> dict[str, Any]:
    place = {"ciudad_entidad": "Cartagena", "departamento_entidad": "Bolívar"}
    return a_process_row(number, **{**place, "nit_entidad": nit, **columns})


def settings(url: str, **fields: Any) -> Settings:
    return Settings(_env_file=None, soda_url=url, **fields)  # type: ignore[call-arg]


def made(server: SodaServer) -> dict[str, Check]:
    return {check.name: check for check in doctor_live.checks(settings(server.url))}


def test_a_source_as_we_know_it_has_nothing_gained_or_lost(soda: SodaServer) -> None:
    found = made(soda)
    assert not [check for check in found.values() if check.failed]
    for dataset in DATASETS:
        figures = found[f"columns of {dataset}"].figures
        assert not any(figures[name] for name in ("gone", "renamed", "new", "left_out_and_gone")), dataset
    assert found[f"columns of {PROCESSES}"].figures["rows_updated_at"] == MORNING


def test_columns_that_came_went_or_were_renamed_are_named(soda: SodaServer) -> None:
    columns = {**columns_of("9sue-ezhx"), "color": "text", "descripci_n_proceso": "text"}
    del columns["descripcion"], columns["modalidad"], columns["url_proceso"]
    soda.put("9sue-ezhx", [], columns=columns, updated_at=MORNING)
    check = made(soda)["columns of 9sue-ezhx"]
    assert check.figures["new"] == ["color"]
    assert check.figures["gone"] == ["modalidad"]
    assert check.figures["renamed"] == {"descripcion": "descripci_n_proceso"}
    assert check.figures["left_out_and_gone"] == ["url_proceso"]
    assert {"color is new", "modalidad is gone"} <= set(check.says)


def test_every_name_and_unit_of_our_buyers_is_counted(soda: SodaServer) -> None:
    rows = [
        a_row(1, nombre_de_la_unidad_de="Secretaría A"),
        a_row(2, nombre_de_la_unidad_de="Secretaría A"),
        a_row(3, nombre_de_la_unidad_de="Localidad 2", codigo_entidad="700000009"),
        a_row(4, nit="8904801844", nombre_de_la_unidad_de=None),
        a_row(5, nit="899999000", nombre_de_la_unidad_de="De otros"),
    ]
    put(soda, PROCESSES, rows)
    check = made(soda)["names and units of our buyers"]
    assert check.says[0] == "1 names, 2 NITs, 2 codes, 2 units"
    assert check.figures["rows"][0]["n"] == "2"
    assert "De otros" not in "".join(check.says)
    assert DISTRICT not in check.figures["without_processes"]
    assert f"{ACTION} of our list has no process" in check.says


def test_buyers_that_we_may_lack_are_found_by_name_in_the_department(soda: SodaServer) -> None:
    rows = [
        a_row(1),
        a_row(2, nit="806000001", entidad="FONDO DE DESARROLLO LOCAL - LOCALIDAD DOS"),
        a_row(3, nit="806000002", entidad="Escuela de CARTAGENA", departamento_entidad="No Definido"),
        a_row(4, nit="806000003", entidad="CARTAGENA DEL CHAIRÁ", departamento_entidad="Caquetá"),
        a_row(5, nit="806000004", entidad="Alcaldía de Turbaco"),
        a_row(6, nit=EDURBE, entidad="EDURBE S.A."),
    ]
    put(soda, PROCESSES, rows)
    check = made(soda)["buyers that may be missing"]
    assert {row["nit_entidad"] for row in check.figures["missing"]} == {"806000001", "806000002"}
    assert check.figures["supposed"] == {EDURBE: True}
    assert (check.figures["city"], check.figures["department"]) == ("Cartagena", "Bolívar")


def test_a_source_without_rows_of_ours_says_why_it_cannot_tell(soda: SodaServer) -> None:
    put(soda, PROCESSES, [a_row(1, nit="899999000")])
    found = made(soda)
    assert "names its city" in str(found["buyers that may be missing"].failed)
    assert found["solidarity agreements"].failed is None


def test_a_dataset_that_is_replaced_each_day_is_told_from_one_that_grows(soda: SodaServer) -> None:
    put(soda, PROCESSES, [a_row(number) for number in range(10)])
    replaced = made(soda)["replaced or added to"].figures
    assert (replaced["rows"], replaced["last_day"]) == (10, 10)
    assert "replaced as a whole" in replaced["verdict"]
    soda.insert(PROCESSES, [a_row(11)], at=MORNING + timedelta(days=3))
    grown = made(soda)["replaced or added to"].figures
    assert (grown["rows"], grown["last_day"]) == (11, 1)
    assert "may be followed" in grown["verdict"]


def test_boards_among_the_suppliers_are_counted_by_place_and_spelling(soda: SodaServer) -> None:
    here = {"tipo_empresa": BOARD, "municipio": "Cartagena", "ubicacion": "CO-BOL-13001"}
    rows = [
        here,
        {**here, "municipio": "CARTAGENA DE INDIAS"},
        {**here, "municipio": "Pasto", "ubicacion": "CO-NAR-52001"},
        {**here, "municipio": "Cartagena del Chairá", "ubicacion": "CO-CAQ-18150"},
        {**here, "tipo_empresa": "SOCIEDAD"},
    ]
    put(soda, SUPPLIERS, [{"codigo": str(number), **row} for number, row in enumerate(rows)])
    check = made(soda)["boards among the suppliers"]
    assert (check.figures["country"], check.figures["here"]) == (4, 2)
    assert check.figures["kinds"] == {BOARD: 4}


def test_solidarity_agreements_are_counted_for_us_and_for_the_country(soda: SodaServer) -> None:
    agreed = "Convenios Solidarios Regimen articulo 92 Ley 2166 de 2021"
    put(soda, PROCESSES, [a_row(n, justificaci_n_modalidad_de=agreed, nit=n_) for n, n_ in enumerate("89")])
    word = "Law2166of2021_Article95_SolidarityAgreements"
    contract = {"id_contrato": "CO1.PCCNTR.1", "nit_entidad": DISTRICT, "justificacion_modalidad_de": word}
    put(soda, CONTRACTS, [contract])
    assert made(soda)["solidarity agreements"].figures == {
        "contracts": {"ours": 1, "country": 1},
        "processes": {"ours": 0, "country": 2},
    }


def test_it_is_tried_whether_unchanged_answers_cost_nothing(soda: SodaServer) -> None:
    assert made(soda)["answers to If-None-Match"].figures == {"metadata": True, "rows": True}


def test_a_check_that_fails_says_why_and_the_others_go_on(soda: SodaServer) -> None:
    def refuse(path: str, parameters: dict[str, str], number: int) -> Fault | None:
        heavy = "tipo_empresa" in parameters.get("$select", "")
        return Fault(status=400, body=b'{"message": "query too heavy"}') if heavy else None

    faults: Faults = refuse
    soda.faults = faults
    found = made(soda)
    assert "query too heavy" in str(found["boards among the suppliers"].failed)
    assert [check.name for check in found.values() if check.failed] == ["boards among the suppliers"]


def test_a_source_that_does_not_answer_is_asked_once() -> None:
    (check,) = doctor_live.checks(settings("http://127.0.0.1:9"))
    assert (check.name, check.says) == ("source", ())
    assert "does not answer" in str(check.failed)


def test_a_municipality_without_buyers_cannot_be_checked(soda: SodaServer) -> None:
    with pytest.raises(UnknownMunicipality):
        list(doctor_live.checks(settings(soda.url, municipality="05001")))


def test_requests_keep_the_distance_that_the_site_asks_for(soda: SodaServer) -> None:
    checks = doctor_live.checks(settings(soda.url, soda_delay_seconds=0.3))
    started = datetime.now(UTC)
    for _ in range(4):
        next(checks)
    assert datetime.now(UTC) - started > timedelta(seconds=0.9)


@pytest.fixture
def installation(soda: SodaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SodaServer:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVITE_DATABASE_URL", f"sqlite:///{tmp_path / 'convite.db'}")
    monkeypatch.setenv("CONVITE_SODA_URL", soda.url)
    return soda


@pytest.mark.usefixtures("installation")
def test_the_command_prints_lines_for_people_and_json_for_machines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.run(["doctor", "--live"]) == 0
    printed = capsys.readouterr().out
    assert f"LIVE   columns of {PROCESSES}" in printed
    assert "rows: 304" in printed
    assert cli.run(["doctor", "--live", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"findings", "live"} == told.keys()
    assert all(check["failed"] is None for check in told["live"])


def test_the_command_ends_with_3_when_a_check_failed(
    installation: SodaServer, capsys: pytest.CaptureFixture[str]
) -> None:
    put(installation, PROCESSES, [])
    assert cli.run(["doctor", "--live"]) == 3
    assert "FAILED buyers that may be missing" in capsys.readouterr().out


@pytest.mark.usefixtures("installation")
def test_without_live_nothing_of_it_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["doctor", "--json"]) == 0
    assert "live" not in json.loads(capsys.readouterr().out)
