"""SECOP I since 2018, dataset f789-7hwg on datos.gov.co: a row is a call × an award, most of them history.

There is no closing date, so no board is told of a call here; what boards won here counts as theirs. The same
award comes again for each investment project (codigo_bpin, not asked for). Amounts may be in dollars.

Columns: the site's catalogue (September 2026, all 79); that uid is numero_de_constancia-id_adjudicacion and
ultima_actualizacion is never before the day of loading was counted on 4,138 published rows.
"""

from typing import Any

import msgspec

from domain.contract import Contract
from domain.text import fold
from harvesters import fields
from harvesters.dataset import ROW_ID, Dataset, OfBuyers, row_by_row
from harvesters.fields import Link, Number, Unreadable


class Row(msgspec.Struct, gc=False):
    """The columns that are asked for, by their published names."""

    row_id: str | None = msgspec.field(name=ROW_ID, default=None)
    uid: str | None = None
    numero_de_constancia: str | None = None
    id_adjudicacion: Number = None
    nombre_entidad: str | None = None
    nit_de_la_entidad: Number = None
    municipio_entidad: str | None = None
    objeto_del_contrato_a_la: str | None = None
    detalle_del_objeto_a_contratar: str | None = None
    estado_del_proceso: str | None = None
    modalidad_de_contratacion: str | None = None
    causal_de_otras_formas_de: str | None = None
    tipo_de_contrato: str | None = None
    id_clase: Number = None
    id_familia: Number = None
    moneda: str | None = None
    valor_contrato_con_adiciones: Number = None
    cuantia_contrato: Number = None
    fecha_de_firma_del_contrato: str | None = None
    fecha_ini_ejec_contrato: str | None = None
    fecha_fin_ejec_contrato: str | None = None
    tipo_identifi_del_contratista: str | None = None
    identificacion_del_contratista: Number = None
    nom_razon_social_contratista: str | None = None
    es_mipyme: str | None = None
    tiempo_adiciones_en_dias: Number = None
    tiempo_adiciones_en_meses: Number = None
    valor_total_de_adiciones: Number = None
    ruta_proceso_en_secop_i: Link | str | None = None


def read(row: Row) -> Contract:
    """One row as a record. Raises Unreadable for a row without uid, or what it is made of."""
    key = fields.text(row.uid) or _uid(row)
    if key is None:
        raise Unreadable("no uid")
    # A person's number may look like an organisation's; the kind of document tells.
    number = None if _has_no_nit(row) else row.identificacion_del_contratista
    supplier_name, supplier_nit = fields.supplier(row.nom_razon_social_contratista, number)
    signed = fields.in_pesos(row.valor_contrato_con_adiciones, row.moneda)
    return Contract(
        key=key,
        portfolio_id=None,
        buyer_name=fields.term(row.nombre_entidad) or "",
        buyer_nit=fields.nit(row.nit_de_la_entidad),
        city=fields.term(row.municipio_entidad),
        object=fields.text(row.objeto_del_contrato_a_la) or fields.text(row.detalle_del_objeto_a_contratar),
        status=fields.term(row.estado_del_proceso),
        modality=fields.term(row.modalidad_de_contratacion),
        justification=fields.term(row.causal_de_otras_formas_de),
        contract_type=fields.term(row.tipo_de_contrato),
        unspsc=fields.unspsc(fields.identifier(row.id_clase))
        or fields.unspsc(fields.identifier(row.id_familia)),
        value_cop=signed or fields.in_pesos(row.cuantia_contrato, row.moneda),
        signed_on=fields.day(row.fecha_de_firma_del_contrato),
        starts_on=fields.day(row.fecha_ini_ejec_contrato),
        ends_on=fields.day(row.fecha_fin_ejec_contrato),
        supplier_name=supplier_name,
        supplier_nit=supplier_nit,
        url=fields.link(row.ruta_proceso_en_secop_i),
        is_small_firm=fields.yes(row.es_mipyme),
        added_days=fields.added_days(row.tiempo_adiciones_en_dias, row.tiempo_adiciones_en_meses),
        added_cop=fields.added_cop(row.valor_total_de_adiciones) if _is_in_pesos(row) else None,
    )


def _uid(row: Row) -> str | None:
    """As the source makes it, where it was left out."""
    record, award = fields.text(row.numero_de_constancia), fields.identifier(row.id_adjudicacion)
    return "-".join(filter(None, (record, award))) if record else None


def _is_in_pesos(row: Row) -> bool:
    return fields.in_pesos(1, row.moneda) is not None


def _has_no_nit(row: Row) -> bool:
    kind = fields.term(row.tipo_identifi_del_contratista)
    return kind is not None and "nit" not in fold(kind).split()


# Names and documents of natural persons, which are never asked for.
_PEOPLE = frozenset(
    {
        "nombre_del_represen_legal",
        "identific_representante_legal",
        "tipo_doc_representante_legal",
        "sexo_replegal",
        "proponentes_seleccionados",
    }
)
# Days, places and codes of the plan and the budget, and what nothing here needs yet.
_REST = frozenset(
    {
        "anno_cargue_secop",
        "anno_firma_contrato",
        "nivel_entidad",
        "orden_entidad",
        "c_digo_de_la_entidad",
        "departamento_entidad",
        "id_modalidad",
        "id_regimen_de_contratacion",
        "nombre_regimen_de_contratacion",
        "id_objeto_a_contratar",
        "objeto_a_contratar",
        "municipio_de_obtencion",
        "municipio_de_entrega",
        "municipios_ejecucion",
        "fecha_de_cargue_en_el_secop",
        "numero_de_proceso",
        "numero_de_contrato",
        "cuantia_proceso",
        "id_grupo",
        "nombre_grupo",
        "nombre_familia",
        "nombre_clase",
        "dpto_y_muni_contratista",
        "plazo_de_ejec_del_contrato",
        "rango_de_ejec_del_contrato",
        "marcacion_adiciones",
        "compromiso_presupuestal",
        "calificacion_definitiva",
        "id_sub_unidad_ejecutora",
        "nombre_sub_unidad_ejecutora",
        "es_postconflicto",
        "posicion_rubro",
        "nombre_rubro",
        "valor_rubro",
        "pilar_acuerdo_paz",
        "punto_acuerdo_paz",
        "cumpledecreto248",
        "incluyebienesdecreto248",
        "cumple_sentencia_t302",
        "tama_o_mipyme",
        "codigo_bpin",
        "destino_gasto",
        "pliegos_tipo",
        "sector_pliegos_tipo",
        "fecha_liquidacion",
    }
)

SECOP1: Dataset[Any] = Dataset(
    id="f789-7hwg",
    record=Contract,
    row=Row,
    read_all=row_by_row(read),
    required=frozenset({"uid", "nit_de_la_entidad"}),
    ignored=_PEOPLE | _REST,
    scope=OfBuyers("nit_de_la_entidad", date="ultima_actualizacion"),
    older={
        "nombre_entidad": ("nombre_de_la_entidad",),
        "modalidad_de_contratacion": ("tipo_de_proceso",),
        "nom_razon_social_contratista": ("nom_raz_social_contratista",),
    },
    private=frozenset({"nom_razon_social_contratista", "identificacion_del_contratista"}),
)
