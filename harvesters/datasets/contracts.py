"""SECOP II contracts, dataset jbjy-vk9h on datos.gov.co. They join a process by its portfolio.

Columns and their meanings: the dataset's own metadata (April 2026) and the site's catalogue (September 2026).
"""

from typing import Any

import msgspec

from domain.contract import Contract
from harvesters import fields
from harvesters.dataset import ROW_ID, Dataset, OfBuyers, row_by_row
from harvesters.fields import Link, Number, Unreadable


class Row(msgspec.Struct, gc=False):
    """The columns that are asked for, by their published names."""

    row_id: str | None = msgspec.field(name=ROW_ID, default=None)
    id_contrato: str | None = None
    proceso_de_compra: str | None = None
    nombre_entidad: str | None = None
    nit_entidad: Number = None
    ciudad: str | None = None
    objeto_del_contrato: str | None = None
    descripcion_del_proceso: str | None = None
    estado_contrato: str | None = None
    modalidad_de_contratacion: str | None = None
    justificacion_modalidad_de: str | None = None
    tipo_de_contrato: str | None = None
    codigo_de_categoria_principal: str | None = None
    valor_del_contrato: Number = None
    fecha_de_firma: str | None = None
    fecha_de_inicio_del_contrato: str | None = None
    fecha_de_fin_del_contrato: str | None = None
    proveedor_adjudicado: str | None = None
    documento_proveedor: Number = None
    es_pyme: str | None = None
    dias_adicionados: Number = None
    urlproceso: Link | str | None = None


def read(row: Row) -> Contract:
    """One row as a record. Raises Unreadable for a row without id."""
    key = fields.text(row.id_contrato)
    if key is None:
        raise Unreadable("no id_contrato")
    supplier_name, supplier_nit = fields.supplier(row.proveedor_adjudicado, row.documento_proveedor)
    return Contract(
        key=key,
        portfolio_id=fields.text(row.proceso_de_compra),
        buyer_name=fields.term(row.nombre_entidad) or "",
        buyer_nit=fields.nit(row.nit_entidad),
        city=fields.text(row.ciudad),
        object=fields.text(row.objeto_del_contrato) or fields.text(row.descripcion_del_proceso),
        status=fields.term(row.estado_contrato),
        modality=fields.term(row.modalidad_de_contratacion),
        justification=fields.term(row.justificacion_modalidad_de),
        contract_type=fields.term(row.tipo_de_contrato),
        unspsc=fields.unspsc(row.codigo_de_categoria_principal),
        value_cop=fields.cop(row.valor_del_contrato),
        signed_on=fields.day(row.fecha_de_firma),
        starts_on=fields.day(row.fecha_de_inicio_del_contrato),
        ends_on=fields.day(row.fecha_de_fin_del_contrato),
        supplier_name=supplier_name,
        supplier_nit=supplier_nit,
        url=fields.link(row.urlproceso),
        is_small_firm=fields.yes(row.es_pyme),
        added_days=fields.added_days(row.dias_adicionados),
    )


# Names, documents and accounts of natural persons, which are never asked for.
_PEOPLE = frozenset(
    {
        "nombre_representante_legal",
        "nacionalidad_representante_legal",
        "domicilio_representante_legal",
        "tipo_de_identificaci_n_representante_legal",
        "identificaci_n_representante_legal",
        "g_nero_representante_legal",
        "nombre_del_banco",
        "tipo_de_cuenta",
        "n_mero_de_cuenta",
        "nombre_ordenador_del_gasto",
        "tipo_de_documento_ordenador_del_gasto",
        "n_mero_de_documento_ordenador_del_gasto",
        "nombre_supervisor",
        "tipo_de_documento_supervisor",
        "n_mero_de_documento_supervisor",
        "nombre_ordenador_de_pago",
        "tipo_de_documento_ordenador_de_pago",
        "n_mero_de_documento_ordenador_de_pago",
        "direcci_n_de_ejecuci_n_del_contrato",  # may be where somebody lives
    }
)
# Money by source and by payment, and what nothing here needs yet.
_REST = frozenset(
    {
        "departamento",
        "localizaci_n",
        "orden",
        "sector",
        "rama",
        "entidad_centralizada",
        "referencia_del_contrato",
        "condiciones_de_entrega",
        "tipodocproveedor",
        "es_grupo",
        "habilita_pago_adelantado",
        "liquidaci_n",
        "obligaci_n_ambiental",
        "obligaciones_postconsumo",
        "reversion",
        "origen_de_los_recursos",
        "destino_gasto",
        "valor_de_pago_adelantado",
        "valor_facturado",
        "valor_pendiente_de_pago",
        "valor_pagado",
        "valor_amortizado",
        "valor_pendiente_de",
        "valor_pendiente_de_ejecucion",
        "saldo_cdp",
        "saldo_vigencia",
        "espostconflicto",
        "puntos_del_acuerdo",
        "pilares_del_acuerdo",
        "presupuesto_general_de_la_nacion_pgn",
        "sistema_general_de_participaciones",
        "sistema_general_de_regal_as",
        "recursos_propios_alcald_as_gobernaciones_y_resguardos_ind_genas_",
        "recursos_de_credito",
        "recursos_propios",
        "codigo_entidad",
        "codigo_proveedor",
        "fecha_inicio_liquidacion",
        "fecha_fin_liquidacion",
        "duraci_n_del_contrato",
        "el_contrato_puede_ser_prorrogado",
        "fecha_de_notificaci_n_de_prorrogaci_n",
        "documentos_tipo",
        "descripcion_documentos_tipo",
        "estado_bpin",
        "c_digo_bpin",
        "anno_bpin",
    }
)

CONTRACTS: Dataset[Any] = Dataset(
    id="jbjy-vk9h",
    record=Contract,
    row=Row,
    read_all=row_by_row(read),
    required=frozenset({"id_contrato", "nit_entidad"}),
    ignored=_PEOPLE | _REST,
    scope=OfBuyers("nit_entidad", date="ultima_actualizacion"),
    # Before October 2019, when the dataset was published anew.
    older={
        "id_contrato": ("idcontrato",),
        "descripcion_del_proceso": ("descripci_n_del_proceso",),
        "modalidad_de_contratacion": ("tipo_de_proceso",),
        "documento_proveedor": ("docproveedor",),
    },
    private=frozenset({"proveedor_adjudicado", "documento_proveedor"}),
)
