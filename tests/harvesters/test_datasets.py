"""Each dataset: odd rows and their records, bad rows kept apart, every published column accounted for."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contract import Contract, PlannedPurchase
from domain.process import Process
from harvesters.dataset import Dataset, Page, PageReader
from harvesters.datasets.bids import OFFERS
from harvesters.datasets.contracts import CONTRACTS
from harvesters.datasets.documents import DOCUMENTS
from harvesters.datasets.plans import LINES
from harvesters.datasets.processes import PROCESSES
from harvesters.datasets.secop1 import SECOP1
from tests.harvesters.rows import (
    Row,
    a_contract_row,
    a_document_row,
    a_line_row,
    a_process_row,
    a_secop1_row,
    an_offer_row,
)

DATASETS = pytest.mark.parametrize(
    ("dataset", "a_row", "number"),
    [
        (PROCESSES, a_process_row, "precio_base"),
        (CONTRACTS, a_contract_row, "valor_del_contrato"),
        (LINES, a_line_row, "valor_total_esperado"),
        (SECOP1, a_secop1_row, "valor_contrato_con_adiciones"),
        (OFFERS, an_offer_row, "valor_de_la_oferta"),
        (DOCUMENTS[0], a_document_row, "tamanno_archivo"),
    ],
    ids=["processes", "contracts", "lines", "secop1", "offers", "documents"],
)
ODD_PROCESS = {
    ":id": "row-1",
    "id_del_proceso": "CO1.REQ.77",
    "id_adjudicacion": "CO1.AWD.5",
    "codigoproveedor": "7001",
    "referencia_del_proceso": "SA-01 (Manifestación de interés (Menor Cuantía)) (Presentación de oferta)",
    "nombre_del_procedimiento": "Obras \x96 salón\ncomunal (Presentación de oferta)",
    "descripci_n_del_procedimiento": "No Definido",
    "entidad": "  Alcaldía   de Villa Inventada ",
    "nit_entidad": "890.480.184-4",
    "codigo_entidad": "700000001",
    "nombre_de_la_unidad_de": "ND",
    "departamento_entidad": "Bolívar",
    "ciudad_entidad": "No Definido",
    "fase": "Fase de ofertas",
    "estado_del_procedimiento": "Publicado",
    "modalidad_de_contratacion": "Seleccion Abreviada Menor Cuantia Sin Manifestacion Interes",
    "justificaci_n_modalidad_de": "No Defenido",
    "tipo_de_contrato": "Obra",
    "codigo_principal_de_categoria": "V1.721410",
    "categorias_adicionales": "V1.72101500;UNSPECIFIED;V1.72101500",
    "precio_base": "0",
    "duracion": "0",
    "unidad_de_duracion": "No Definido",
    "fecha_de_publicacion_del": "02/05/2026",
    "fecha_de_ultima_publicaci": "2026-05-03",
    "fecha_de_recepcion_de": "2133-01-01T00:00:00.000",
    "adjudicado": "Si",
    "nombre_del_proveedor": "Fulana Inventada Pérez",
    "nit_del_proveedor_adjudicado": "1047000000",
    "valor_total_adjudicacion": "1500000.6",
    "fecha_adjudicacion": "1900-01-01T00:00:00.000",
    "respuestas_al_procedimiento": "0",
    "urlproceso": {"url": "https://secop.example/STS/Users/Login/Index?x=1"},
}
READ_PROCESS = Process(
    key="CO1.REQ.77|CO1.AWD.5|7001",
    process_id="CO1.REQ.77",
    portfolio_id="CO1.REQ.77",
    reference="SA-01",
    title="Obras – salón comunal",
    description=None,
    buyer_name="Alcaldía de Villa Inventada",
    buyer_nit="890480184",
    buyer_code="700000001",
    unit_name=None,
    department="Bolívar",
    city=None,
    phase="Fase de ofertas",
    status="Publicado",
    modality="Seleccion Abreviada Menor Cuantia Sin Manifestacion Interes",
    justification=None,
    contract_type="Obra",
    unspsc="72141000",
    more_unspsc="72101500",
    price_cop=None,
    duration=None,
    duration_unit=None,
    published_on=date(2026, 5, 2),
    last_published_on=date(2026, 5, 3),
    closes_on=None,
    awarded=True,
    supplier_name=None,
    supplier_nit=None,
    award_cop=1_500_001,
    awarded_on=None,
    offers=0,
    url=None,
)
ODD_CONTRACT = {
    ":id": "row-1",
    "id_contrato": "CO1.PCCNTR.9",
    "proceso_de_compra": "No Definido",
    "nombre_entidad": "Alcaldía de Villa Inventada",
    "nit_entidad": 890480184,
    "ciudad": "No Definido",
    "objeto_del_contrato": "No definido",
    "descripcion_del_proceso": "Mantenimiento\tdel parque",
    "estado_contrato": "terminado",
    "codigo_de_categoria_principal": "UNSPECIFIED",
    "valor_del_contrato": 42_000_000.4,
    "fecha_de_firma": "2026-02-01T00:00:00.000",
    "fecha_de_inicio_del_contrato": "",
    "proveedor_adjudicado": "J A C BARRIO LA QUINTA",
    "documento_proveedor": "No Definido",
    "urlproceso": "https://secop.example/contrato?id=9",
}
READ_CONTRACT = Contract(
    key="CO1.PCCNTR.9",
    portfolio_id=None,
    buyer_name="Alcaldía de Villa Inventada",
    buyer_nit="890480184",
    city=None,
    object="Mantenimiento del parque",
    status="terminado",
    modality=None,
    justification=None,
    contract_type=None,
    unspsc=None,
    value_cop=42_000_000,
    signed_on=date(2026, 2, 1),
    starts_on=None,
    ends_on=None,
    supplier_name="J A C BARRIO LA QUINTA",
    supplier_nit=None,
    url="https://secop.example/contrato?id=9",
)
ODD_LINE = {
    ":id": "row-1",
    "id": 803,
    "identificador_unico": " PAA-3 ",
    "id_paa_encabezado": 12,
    "version_del_paa": "4",
    "annio": 2026,
    "descripcion": "Dotación; de\nsalones",
    "fecha_esperada_de_inicio": "SEPTIEMBRE",
    "valor_total_esperado": "0",
    "modalidad": "No Aplica",
    "categorias_unspsc": "V1.56101500; V1.72141000;",
    "procesos_relacionados": "CO1.BDOS.1;CO1.BDOS.2; ",
    "nit_entidad": "890480184",
}
READ_LINE = PlannedPurchase(
    key="803",
    buyer_name="",
    buyer_nit="890480184",
    description="Dotación; de salones",
    modality=None,
    unspsc="56101500 72141000",
    value_cop=None,
    expected_on=date(2026, 9, 1),
    related="CO1.BDOS.1 CO1.BDOS.2",
    line_id="PAA-3",
    plan_id="12",
    version=4,
)


@pytest.mark.parametrize(
    ("dataset", "row", "record"),
    [
        (PROCESSES, ODD_PROCESS, READ_PROCESS),
        (CONTRACTS, ODD_CONTRACT, READ_CONTRACT),
        (LINES, ODD_LINE, READ_LINE),
    ],
    ids=["processes", "contracts", "lines"],
)
def test_an_odd_row_becomes_this_record(dataset: Dataset[Any], row: Row, record: object) -> None:
    assert records(dataset, page(dataset, [row])) == [record]


@DATASETS
def test_bad_rows_are_kept_apart_with_their_reason_and_their_page_survives(
    dataset: Dataset[Any], a_row: Any, number: str
) -> None:
    key = dataset.columns[0]
    rows = [
        a_row(1),
        a_row(2, **{key: None}),
        a_row(3, **{key: "No Definido"}),
        a_row(4, **{number: "doce millones"}),
        a_row(5, **{number: {"amount": 12}}),
        "a word where a row should be",
        17,
        None,
        a_row(6, **{key: ["a", "list"]}),
        a_row(7),
    ]
    read = page(dataset, rows)
    assert [record[0] for record in records(dataset, read)] == [a_row(1)[key], a_row(7)[key]]
    assert len(read.hashes) + len(read.rejected) == 10
    reasons = [row.reason for row in read.rejected]
    assert reasons[:3] == [f"no {key}", f"no {key}", "not a number: 'doce millones'"]
    assert all("Expected" in reason for reason in reasons[3:])
    assert len({row.fingerprint for row in read.rejected}) == 8
    assert {row.dataset for row in read.rejected} == {dataset.id}


@DATASETS
def test_a_page_reads_alike_whether_a_neighbour_has_a_wrong_type_or_not(
    dataset: Dataset[Any], a_row: Any, number: str
) -> None:
    good = [a_row(n) for n in range(5)]
    plain, careful = page(dataset, good), page(dataset, [*good, a_row(9, **{number: True})])
    assert records(dataset, plain) == records(dataset, careful)
    assert plain.hashes == careful.hashes


def test_a_row_is_rejected_once_by_fingerprint_wherever_it_stands() -> None:
    first = page(PROCESSES, [{":id": "a", **a_process_row(1, precio_base="x")}]).rejected
    again = page(PROCESSES, [a_process_row(2), {**a_process_row(1, precio_base="x"), ":id": "b"}]).rejected
    assert [row.fingerprint for row in first] == [row.fingerprint for row in again]


@pytest.mark.parametrize("price", ["mucho", True])
def test_rejected_rows_keep_nothing_of_their_supplier(price: object) -> None:
    process = a_process_row(
        precio_base=price, nombre_del_proveedor="Fulana", nit_del_proveedor_adjudicado="104"
    )
    contract = a_contract_row(
        valor_del_contrato=price, proveedor_adjudicado="Fulana", documento_proveedor="104"
    )
    for dataset, row in ((PROCESSES, process), (CONTRACTS, contract)):
        (rejected,) = page(dataset, [row]).rejected
        kept = json.loads(rejected.row)
        assert not dataset.private & kept.keys()
        assert "Fulana" not in rejected.row
        assert "104" not in rejected.row


def test_a_rejected_row_keeps_only_columns_that_were_asked_for() -> None:
    (rejected,) = page(
        CONTRACTS, [a_contract_row(valor_del_contrato=True, nombre_supervisor="Fulana")]
    ).rejected
    assert "Fulana" not in rejected.row


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>busy</html>", b'{"message": "no"}', b'[{"id_del_proceso": "CO1', b"null", b"[NaN"],
    ids=["empty", "html", "object", "cut", "null", "nan"],
)
def test_a_body_that_is_no_list_of_rows_is_no_page(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        PageReader(PROCESSES).split(body)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"Limpieza\tde canales", "Limpieza de canales"),
        (b"Limpieza\nde canales", "Limpieza de canales"),
        (b"Limpieza \x96 canales", "Limpieza \ufffd canales"),
        (rb"Limpieza \ud83d canales", "Limpieza ? canales"),
    ],
    ids=["tab", "newline", "latin-1", "half a surrogate"],
)
def test_broken_letters_spoil_neither_their_page_nor_their_row(written: bytes, read: str) -> None:
    rows = json.dumps([a_process_row(1), a_process_row(2, nombre_del_procedimiento="HERE")]).encode()
    found = read_body(PROCESSES, rows.replace(b"HERE", written))
    assert [record.title for record in records(PROCESSES, found)] == ["Limpieza del canal 1", read]


def test_an_empty_page_is_a_page() -> None:
    assert PageReader(PROCESSES).split(b"[]").last_id is None
    empty = page(PROCESSES, [])
    assert (records(PROCESSES, empty), empty.hashes, empty.rejected) == ([], [], [])


@pytest.mark.parametrize("last", [{"precio_base": True}, {"id_del_proceso": None}, {"precio_base": "x"}])
def test_the_next_page_begins_behind_the_last_row_even_a_bad_one(last: Row) -> None:
    rows = [{":id": f"row-{n}", **a_process_row(n)} for n in range(3)]
    body = json.dumps([*rows, {":id": "row-9", **a_process_row(9, **last)}]).encode()
    assert PageReader(PROCESSES).split(body).last_id == "row-9"


def test_values_that_we_do_not_know_are_counted() -> None:
    rows = [a_process_row(n, estado_del_procedimiento="Hibernando") for n in range(3)]
    rows += [a_process_row(7, fase="Siesta"), a_process_row(8, fase=None), a_process_row(9)]
    assert page(PROCESSES, rows).strange == {"status=Hibernando": 3, "phase=Siesta": 1}


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")], ids=["tight", "wide"])
def test_the_hash_of_a_row_tells_any_change_but_that_of_its_id(separators: tuple[str, str]) -> None:
    row = a_process_row(1, nombre_del_procedimiento='Muro ":id":"x" y otros')

    def digest(**columns: str) -> bytes:
        body = json.dumps([{**row, **columns}], separators=separators).encode()
        (found,) = PageReader(PROCESSES).split(body).hashes
        return found

    assert digest(**{":id": "row-1"}) == digest(**{":id": "row-2"})
    assert digest(**{":id": "row-1"}) != digest(**{":id": "row-1"}, precio_base="58000001")
    assert digest(**{":id": "x"}) != digest(**{":id": "x"}, nombre_del_procedimiento='Muro ":id":"y" y otros')


def test_a_row_with_a_value_that_we_do_not_know_is_never_taken_for_known() -> None:
    strange, plain = page(PROCESSES, [a_process_row(1, fase="Siesta"), a_process_row(1)]).hashes
    assert (len(strange), len(plain)) == (17, 16)


def test_only_the_rows_that_are_wanted_are_read() -> None:
    reader = PageReader(PROCESSES)
    rows = reader.split(json.dumps([a_process_row(n) for n in range(4)]).encode())
    assert [r.process_id for r in records(PROCESSES, reader.read(rows, [1, 3]))] == ["CO1.REQ.1", "CO1.REQ.3"]
    assert reader.read(rows, [1, 3]).hashes == [rows.hashes[1], rows.hashes[3]]


@given(st.lists(st.dictionaries(st.sampled_from(PROCESSES.columns), st.text(max_size=20)), max_size=5))
def test_no_words_in_any_column_upset_a_page(rows: list[dict[str, str]]) -> None:
    read = page(PROCESSES, rows)
    assert len(records(PROCESSES, read)) + len(read.rejected) == len(rows)


@pytest.mark.real_rows
@pytest.mark.parametrize("dataset", [PROCESSES, CONTRACTS], ids=["processes", "contracts"])
def test_every_published_column_is_asked_for_or_ignored(dataset: Dataset[Any], shared: Path) -> None:
    described = json.loads((shared / "data" / "metadata" / f"{dataset.id}.json").read_text())
    published = {column["fieldName"] for column in described["columns"]}
    assert published - set(dataset.columns) - dataset.ignored - {dataset.date, ":id"} == set()
    assert set(dataset.columns) <= published


def page(dataset: Dataset[Any], rows: list[Any]) -> Page:
    return read_body(dataset, json.dumps(rows).encode())


def read_body(dataset: Dataset[Any], body: bytes) -> Page:
    reader = PageReader(dataset)
    return reader.read(reader.split(body))


def records(dataset: Dataset[Any], read: Page) -> list[Any]:
    found: list[Any] = msgspec.msgpack.decode(read.records, type=list[dataset.record])  # type: ignore[name-defined]
    return found
