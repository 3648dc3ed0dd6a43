"""Every dataset: the columns that are asked for, and the odd rows of those that came later."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.bid import Bid
from domain.contract import Contract, PurchasingPlan
from domain.document import Document
from domain.modification import Modification
from domain.sanction import Sanction
from domain.supplier import SupplierAccount
from harvesters.dataset import Dataset, OfBuyers, Where
from harvesters.datasets import DATASETS
from harvesters.datasets.bids import BIDDERS, OFFERS
from harvesters.datasets.documents import DOCUMENTS
from harvesters.datasets.modifications import MODIFICATIONS
from harvesters.datasets.plans import LINES, PLANS
from harvesters.datasets.sanctions import SECOP1_SANCTIONS, SECOP2_SANCTIONS
from harvesters.datasets.secop1 import SECOP1
from harvesters.datasets.suppliers import SUPPLIERS
from harvesters.fields import Unreadable
from tests.harvesters.rows import (
    Row,
    a_bidder_row,
    a_document_row,
    a_line_row,
    a_modification_row,
    a_plan_row,
    a_secop1_row,
    a_secop1_sanction_row,
    a_secop2_sanction_row,
    a_supplier_row,
    an_offer_row,
)

EVERY = pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
# A column with one of these in its name holds somebody's name, number or place, or how to reach them.
PERSONAL = (
    "represent",
    "replegal",
    "banco",
    "cuenta",
    "supervisor",
    "ordenador",
    "adjudicador",
    "contacto",
    "correo",
    "telefono",
    "fax",
    "direcci",
    "objeto_de",  # of a sanction: whom it hits, by name and identity card
)
NOT_PERSONAL = {"objeto_del_contrato", "objeto_del_contrato_a_la"}

ODD_SECOP1 = {
    ":id": "row-1",
    "uid": "22-12-13100001-12200001",
    "nombre_entidad": "BOLiVAR -  ALCALDiA MUNICIPIO DE VILLA INVENTADA",
    "nit_de_la_entidad": "890.480.184-4",
    "municipio_entidad": "VILLA INVENTADA",
    "objeto_del_contrato_a_la": "No Definido",
    "detalle_del_objeto_a_contratar": "MANTENIMIENTO DE LA CANCHA; BARRIO \x96 LA QUINTA",
    "estado_del_proceso": "Terminado sin Liquidar",
    "modalidad_de_contratacion": "CONTRATACIoN MiNIMA CUANTiA",
    "causal_de_otras_formas_de": "No Definido",
    "tipo_de_contrato": "OBRA",
    "id_clase": "No Definido",
    "id_familia": "7210",
    "moneda": "Peso Colombiano",
    "valor_contrato_con_adiciones": "0",
    "cuantia_contrato": "21772220",
    "fecha_de_firma_del_contrato": "2022-03-01T00:00:00.000",
    "fecha_ini_ejec_contrato": "2022-03-05T00:00:00.000",
    "fecha_fin_ejec_contrato": "1900-01-01T00:00:00.000",
    "tipo_identifi_del_contratista": "NIT DE PERSONA JURiDICA",
    "identificacion_del_contratista": "900000009-1",
    "nom_razon_social_contratista": "jJUNTA DE ACCION COMUNAL LA QUINTA",
    "ruta_proceso_en_secop_i": {"url": "https://secop1.example/proceso?numConstancia=1"},
}
READ_SECOP1 = Contract(
    key="22-12-13100001-12200001",
    portfolio_id=None,
    buyer_name="BOLiVAR - ALCALDiA MUNICIPIO DE VILLA INVENTADA",
    buyer_nit="890480184",
    city="VILLA INVENTADA",
    object="MANTENIMIENTO DE LA CANCHA; BARRIO – LA QUINTA",
    status="Terminado sin Liquidar",
    modality="CONTRATACIoN MiNIMA CUANTiA",
    justification=None,
    contract_type="OBRA",
    unspsc="72100000",
    value_cop=21_772_220,
    signed_on=date(2022, 3, 1),
    starts_on=date(2022, 3, 5),
    ends_on=None,
    supplier_name="jJUNTA DE ACCION COMUNAL LA QUINTA",
    supplier_nit="900000009",
    url="https://secop1.example/proceso?numConstancia=1",
)
ODD_PLAN = {
    "identificador_unico": "CO1.APP.9",
    "id": 12,
    "codigo_entidad": 700000001,
    "nombre_entidad": "Alcaldía de Villa Inventada",
    "anno": "2026",
    "version": 4,
    "fecha_de_publicacion": "30/01/2026",
    "fecha_de_ultima_modificacion": "No Definido",
    "valor_presupuesto_general": "1000000.5",
}
READ_PLAN = PurchasingPlan(
    key="CO1.APP.9",
    plan_id="12",
    buyer_code="700000001",
    buyer_name="Alcaldía de Villa Inventada",
    year=2026,
    version=4,
    published_on=date(2026, 1, 30),
    modified_on=None,
    budget_cop=1_000_000,
)
ODD_BIDDER = {
    "id_procedimiento": "CO1.REQ.77",
    "codigo_proveedor": 7001,
    "proveedor": "Fulana Inventada Pérez",
    "nit_proveedor": "No Definido",
}
READ_BIDDER = Bid("CO1.REQ.77|7001", "CO1.REQ.77", None, "7001", None, None, None, None)
ODD_OFFER = {
    "identificador_de_la_oferta": "OFERTA-9",
    "id_del_proceso_de_compra": "CO1.BDOS.77",
    "c_digo_proveedor": "7102",
    "nombre_proveedor": "J.A.C. LA QUINTA",
    "nit_del_proveedor": "9000000091",
    "valor_de_la_oferta": "57000000.00",
    "moneda": "COP",
    "fecha_de_registro": "2026-05-20T00:00:00.000",
}
READ_OFFER = Bid(
    key="OFERTA-9",
    process_id=None,
    portfolio_id="CO1.BDOS.77",
    supplier_code="7102",
    supplier_name="J.A.C. LA QUINTA",
    supplier_nit="900000009",
    value_cop=57_000_000,
    offered_on=date(2026, 5, 20),
)
ODD_SUPPLIER = {
    "codigo": 716947601,
    "nombre": "JUNTA DE ACCION COMUNLA LA QUINTA",
    "nit": "No Definido",
    "tipo_empresa": "JUNTA DE ACCIoN COMUNAL.",
    "departamento": "BOLiVAR",
    "municipio": "No Provisto",
    "ubicacion": "CO-BOL-13001",
    "codigo_categoria_principal": "No Definido",
    "esta_activa": "No",
    "fecha_creacion": "2023-07-20T00:00:00.000",
}
READ_SUPPLIER = SupplierAccount(
    key="716947601",
    name="JUNTA DE ACCION COMUNLA LA QUINTA",
    nit=None,
    kind="JUNTA DE ACCIoN COMUNAL.",
    department="BOLiVAR",
    city=None,
    municipality="13001",
    unspsc=None,
    active=False,
    registered_on=date(2023, 7, 20),
)
ODD_DOCUMENT = {
    "id_documento": 900123456,
    "proceso": "CO1.BDOS.77",
    "n_mero_de_contrato": "No Definido",
    "nombre_archivo": " 2. Estudios\nprevios.PDF",
    "extensi_n": ".PDF",
    "tamanno_archivo": "632000.0",
    "descripci_n": "ND",
    "fecha_carga": "2026-05-02T00:00:00.000",
    "url_descarga_documento": {"url": "https://secop.example/archivo?DocumentId=1"},
}
READ_DOCUMENT = Document(
    key="900123456",
    portfolio_id="CO1.BDOS.77",
    contract_id=None,
    name="2. Estudios previos.PDF",
    extension="pdf",
    size_bytes=632_000,
    description=None,
    loaded_on=date(2026, 5, 2),
    url="https://secop.example/archivo?DocumentId=1",
)
ODD_MODIFICATION = {
    "proceso": "CO1.REQ.77",
    "portafolio": "CO1.BDOS.77",
    "nit_entidad": 8904801844,
    "ultima_modificacion": "2026-06-01T14:05:00.000",
}
READ_MODIFICATION = Modification(
    "CO1.REQ.77|2026-06-01", "CO1.REQ.77", "CO1.BDOS.77", "890480184", date(2026, 6, 1)
)
ODD_SECOP2_SANCTION = {
    "id_proceso": "CO1.BDOS.77",
    "id_contrato": "No definido",
    "nombre_entidad_creadora": "Alcaldía de Villa Inventada",
    "numero_de_acto": "RESOLUCIÓN No. 12 - 34",
    "numero_de_version": 3,
    "tipo_de_sancion": "Clausula Penal",
    "estado": "Publicado por el administrador de la plataforma",
    "valor": "0",
    "fecha_evento": "2025-09-08T00:00:00.000",
}
READ_SECOP2_SANCTION = Sanction(
    key="CO1.BDOS.77||RESOLUCIÓN No. 12 - 34|3",
    platform="SECOP II",
    buyer_name="Alcaldía de Villa Inventada",
    buyer_nit=None,
    portfolio_id="CO1.BDOS.77",
    contract_id=None,
    supplier_name=None,
    supplier_nit=None,
    kind="Clausula Penal",
    act="RESOLUCIÓN No. 12 - 34",
    value_cop=None,
    effective_on=date(2025, 9, 8),
    status="Publicado por el administrador de la plataforma",
    url=None,
)
ODD_SECOP1_SANCTION = {
    "nit_entidad": "8904801844",
    "nombre_entidad": "ALCALDÍA DE VILLA INVENTADA",
    "numero_de_contrato": "137-2019",
    "numero_de_resolucion": "RESOLUCION 41 DE 2019",
    "documento_contratista": "9000000017",
    "nombre_contratista": "EMPRESA  INVENTADA SAS",
    "valor_sancion": 3797492,
    "fecha_de_firmeza": "2019-11-14T00:00:00.000",
    "ruta_de_proceso": "https://secop1.example/proceso?numConstancia=1",
}
READ_SECOP1_SANCTION = Sanction(
    key="8904801844|137-2019|RESOLUCION 41 DE 2019|900000001",
    platform="SECOP I",
    buyer_name="ALCALDÍA DE VILLA INVENTADA",
    buyer_nit="890480184",
    portfolio_id=None,
    contract_id="137-2019",
    supplier_name="EMPRESA INVENTADA SAS",
    supplier_nit="900000001",
    kind=None,
    act="RESOLUCION 41 DE 2019",
    value_cop=3_797_492,
    effective_on=date(2019, 11, 14),
    status=None,
    url="https://secop1.example/proceso?numConstancia=1",
)


@pytest.mark.parametrize(
    ("dataset", "row", "record"),
    [
        (SECOP1, ODD_SECOP1, READ_SECOP1),
        (PLANS, ODD_PLAN, READ_PLAN),
        (BIDDERS, ODD_BIDDER, READ_BIDDER),
        (OFFERS, ODD_OFFER, READ_OFFER),
        (SUPPLIERS, ODD_SUPPLIER, READ_SUPPLIER),
        (DOCUMENTS[0], ODD_DOCUMENT, READ_DOCUMENT),
        (MODIFICATIONS, ODD_MODIFICATION, READ_MODIFICATION),
        (SECOP2_SANCTIONS, ODD_SECOP2_SANCTION, READ_SECOP2_SANCTION),
        (SECOP1_SANCTIONS, ODD_SECOP1_SANCTION, READ_SECOP1_SANCTION),
    ],
    ids=lambda value: value.id if isinstance(value, Dataset) else "",
)
def test_an_odd_row_becomes_this_record(dataset: Dataset[Any], row: Row, record: object) -> None:
    assert read(dataset, row) == record


@pytest.mark.parametrize(
    ("dataset", "row", "reason"),
    [
        (SECOP1, a_secop1_row(uid=None, numero_de_constancia=None), "no uid"),
        (LINES, a_line_row(descripcion="No Definido"), "no description"),
        (PLANS, a_plan_row(identificador_unico=None), "no identificador_unico"),
        (BIDDERS, a_bidder_row(id_procedimiento=None), "no id_procedimiento"),
        (BIDDERS, a_bidder_row(codigo_proveedor="No Definido"), "no codigo_proveedor"),
        (OFFERS, an_offer_row(identificador_de_la_oferta="ND"), "no identificador_de_la_oferta"),
        (SUPPLIERS, a_supplier_row(codigo=None), "no codigo"),
        (DOCUMENTS[0], a_document_row(id_documento=None), "no id_documento"),
        (MODIFICATIONS, a_modification_row(proceso=None), "no proceso"),
        (MODIFICATIONS, a_modification_row(ultima_modificacion="ayer"), "not a date: 'ayer'"),
        (SECOP2_SANCTIONS, a_secop2_sanction_row(id_proceso="No definido"), "no id_proceso"),
        (SECOP1_SANCTIONS, a_secop1_sanction_row(nit_entidad=None), "no nit_entidad"),
    ],
)
def test_a_row_that_cannot_be_told_from_another_says_why(
    dataset: Dataset[Any], row: Row, reason: str
) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(dataset, row)


@EVERY
def test_columns_are_asked_for_or_ignored_and_never_both(dataset: Dataset[Any]) -> None:
    asked = {*dataset.columns, *([dataset.date] if dataset.date else [])}
    assert not asked & dataset.ignored
    assert dataset.required <= asked
    assert dataset.private <= asked
    assert dataset.older.keys() <= asked
    assert isinstance(dataset.scope, Where) or dataset.scope.column in dataset.columns
    if isinstance(dataset.scope, OfBuyers):
        assert dataset.scope.column in dataset.required


@EVERY
def test_personal_data_is_never_asked_for(dataset: Dataset[Any]) -> None:
    asked = set(dataset.columns) - NOT_PERSONAL
    assert not [column for column in asked if any(word in column for word in PERSONAL)]


@EVERY
def test_an_older_name_is_none_of_todays(dataset: Dataset[Any]) -> None:
    for name, older in dataset.older.items():
        assert name not in older
        assert not set(older) & {*dataset.columns, *dataset.ignored}


PERSON = "Fulana Inventada Pérez"


@pytest.mark.parametrize("number", ["1047000000", "5000001", "No Definido", 45_000_000])
@pytest.mark.parametrize(
    ("dataset", "row", "name", "document"),
    [
        (SECOP1, a_secop1_row(), "nom_razon_social_contratista", "identificacion_del_contratista"),
        (BIDDERS, a_bidder_row(), "proveedor", "nit_proveedor"),
        (OFFERS, an_offer_row(), "nombre_proveedor", "nit_del_proveedor"),
        (SUPPLIERS, a_supplier_row(), "nombre", "nit"),
        (SECOP1_SANCTIONS, a_secop1_sanction_row(), "nombre_contratista", "documento_contratista"),
    ],
    ids=["secop1", "bidders", "offers", "suppliers", "sanctions"],
)
def test_a_natural_person_leaves_neither_name_nor_number(
    dataset: Dataset[Any], row: Row, name: str, document: str, number: object
) -> None:
    assert {name, document} <= dataset.private
    found = read(dataset, {**row, name: PERSON, document: number})
    assert PERSON not in found
    assert str(number) not in found


def test_an_identity_card_that_looks_like_a_nit_is_no_organisation() -> None:
    row = a_secop1_row(identificacion_del_contratista="812345678", nom_razon_social_contratista=PERSON)
    assert read(SECOP1, row).supplier_nit == "812345678"
    found = read(SECOP1, {**row, "tipo_identifi_del_contratista": "Cédula de Ciudadanía"})
    assert (found.supplier_name, found.supplier_nit) == (None, None)


def test_a_board_whose_president_signed_with_a_card_is_still_a_board() -> None:
    row = a_secop1_row(
        nom_razon_social_contratista="JAC LA QUINTA",
        identificacion_del_contratista="45000000",
        tipo_identifi_del_contratista="Cédula de Ciudadanía",
    )
    found = read(SECOP1, row)
    assert (found.supplier_name, found.supplier_nit) == ("JAC LA QUINTA", None)


@pytest.mark.parametrize(
    ("currency", "value"),
    [
        ("PESO COLOMBIANO", 21_000_000),
        (None, 21_000_000),
        ("No Definido", 21_000_000),
        ("DoLAR DE EE.UU.", None),
        ("BOLiVAR", None),
    ],
)
def test_an_amount_in_another_currency_is_not_known_in_pesos(currency: str | None, value: int | None) -> None:
    assert read(SECOP1, a_secop1_row(moneda=currency)).value_cop == value


@pytest.mark.parametrize(
    ("start", "year", "month"),
    [
        ("Marzo", "2026", date(2026, 3, 1)),
        ("SETIEMBRE", 2026, date(2026, 9, 1)),
        ("12", "2027", date(2027, 12, 1)),
        ("Marzo", None, None),
        ("Pronto", "2026", None),
        ("13", "2026", None),
        (None, "2026", None),
    ],
)
def test_the_month_of_a_plan_line_is_known_or_it_is_not(
    start: str | None, year: object, month: date | None
) -> None:
    assert read(LINES, a_line_row(fecha_esperada_de_inicio=start, annio=year)).expected_on == month


@pytest.mark.parametrize(
    ("answer", "active"), [("Si", True), ("Sí", True), ("No", False), (None, None), ("?", None)]
)
def test_an_account_is_active_or_not_or_nobody_knows(answer: str | None, active: bool | None) -> None:
    assert read(SUPPLIERS, a_supplier_row(esta_activa=answer)).active is active


@pytest.mark.parametrize("place", ["CO-BOL-13001-X", "No definido", None])
def test_an_account_without_place_has_no_municipality(place: str | None) -> None:
    assert read(SUPPLIERS, a_supplier_row(ubicacion=place)).municipality is None


def test_a_modification_without_a_day_is_one_of_its_process() -> None:
    assert read(MODIFICATIONS, a_modification_row(7, ultima_modificacion=None)).key == "CO1.REQ.7"


@pytest.mark.parametrize(
    "row",
    [
        a_secop1_sanction_row(
            1, documento_contratista="890480001", nombre_contratista="RESOLUCION 30 DE 2021"
        ),
        a_secop1_sanction_row(
            nombre_entidad="ENTIDAD DE PRUEBAS", nombre_contratista="PRUEBA CONTRATISTA SAS"
        ),
    ],
    ids=["its own contractor", "test buyer"],
)
def test_a_sanction_that_the_source_garbled_is_kept_against_nobody(row: Row) -> None:
    found = read(SECOP1_SANCTIONS, row)
    assert found.act == "RESOLUCION 1 DE 2019"
    assert (found.supplier_name, found.supplier_nit) == (None, None)


def test_a_secop1_row_without_uid_has_the_key_that_the_source_would_have_made() -> None:
    row = a_secop1_row(uid=None, numero_de_constancia="22-12-900", id_adjudicacion="77")
    assert read(SECOP1, row).key == "22-12-900-77"
    assert read(SECOP1, a_secop1_row(uid=None, numero_de_constancia="22-12-900")).key == "22-12-900"


def read(dataset: Dataset[Any], row: Row) -> Any:
    return dataset.read_all([msgspec.convert(row, dataset.row)])[0]
