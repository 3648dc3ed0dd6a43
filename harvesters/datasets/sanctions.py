"""Fines and sanctions, datasets it5q-hg94 (SECOP II) and 4n4q-k399 (SECOP I) on datos.gov.co, each whole.

Both together are some 2,300 rows. In SECOP II most of those named are natural persons, and the column that
should hold their code holds identity cards: neither name nor code is asked for, the contract tells its
supplier. In SECOP I a buyer may stand as its own contractor, with the resolution for a name, and test buyers
have rows; such rows stay, without a supplier.

Columns: of SECOP II the code of peers that read all 17; of SECOP I the site's catalogue (September 2026, all
14).
"""

from typing import Any

import msgspec

from domain.sanction import Sanction
from domain.text import fold
from harvesters import fields
from harvesters.dataset import ROW_ID, Dataset, Where, row_by_row
from harvesters.fields import Link, Number, Unreadable


class OfContract(msgspec.Struct, gc=False):
    """The columns of SECOP II that are asked for, by their published names."""

    row_id: str | None = msgspec.field(name=ROW_ID, default=None)
    id_proceso: str | None = None
    id_contrato: str | None = None
    nombre_entidad_creadora: str | None = None
    numero_de_acto: str | None = None
    numero_de_version: Number = None
    tipo_de_sancion: str | None = None
    estado: str | None = None
    valor: Number = None
    fecha_evento: str | None = None


class OfContractor(msgspec.Struct, gc=False):
    """The columns of SECOP I that are asked for, by their published names."""

    row_id: str | None = msgspec.field(name=ROW_ID, default=None)
    nit_entidad: Number = None
    nombre_entidad: str | None = None
    numero_de_contrato: str | None = None
    numero_de_resolucion: str | None = None
    documento_contratista: Number = None
    nombre_contratista: str | None = None
    valor_sancion: Number = None
    fecha_de_firmeza: str | None = None
    ruta_de_proceso: Link | str | None = None


def read_secop2(row: OfContract) -> Sanction:
    """One row as a record. Raises Unreadable for a row without procedure."""
    portfolio_id, contract_id = fields.text(row.id_proceso), fields.text(row.id_contrato)
    if portfolio_id is None:
        raise Unreadable("no id_proceso")
    act = fields.text(row.numero_de_acto)
    return Sanction(
        key=_joined(portfolio_id, contract_id, act, fields.identifier(row.numero_de_version)),
        platform="SECOP II",
        buyer_name=fields.term(row.nombre_entidad_creadora) or "",
        buyer_nit=None,
        portfolio_id=portfolio_id,
        contract_id=contract_id,
        supplier_name=None,
        supplier_nit=None,
        kind=fields.term(row.tipo_de_sancion),
        act=act,
        value_cop=fields.cop(row.valor),
        effective_on=fields.day(row.fecha_evento),
        status=fields.term(row.estado),
        url=None,
    )


def read_secop1(row: OfContractor) -> Sanction:
    """One row as a record. Raises Unreadable for a row without buyer."""
    buyer, buyer_name = fields.identifier(row.nit_entidad), fields.term(row.nombre_entidad) or ""
    if buyer is None:
        raise Unreadable("no nit_entidad")
    contract_id, act = fields.text(row.numero_de_contrato), fields.text(row.numero_de_resolucion)
    supplier_name, supplier_nit = fields.supplier(row.nombre_contratista, row.documento_contratista)
    buyer_nit = fields.nit(row.nit_entidad)
    if supplier_nit == buyer_nit or "prueba" in fold(buyer_name):
        supplier_name, supplier_nit = None, None
    return Sanction(
        key=_joined(buyer, contract_id, act, supplier_nit),
        platform="SECOP I",
        buyer_name=buyer_name,
        buyer_nit=buyer_nit,
        portfolio_id=None,
        contract_id=contract_id,
        supplier_name=supplier_name,
        supplier_nit=supplier_nit,
        kind=None,
        act=act,
        value_cop=fields.cop(row.valor_sancion),
        effective_on=fields.day(row.fecha_de_firmeza),
        status=None,
        url=fields.link(row.ruta_de_proceso),
    )


def _joined(*parts: str | None) -> str:
    """A key of parts that may be missing, each in its place."""
    return "|".join(part or "" for part in parts)


SECOP2_SANCTIONS: Dataset[Any] = Dataset(
    id="it5q-hg94",
    record=Sanction,
    row=OfContract,
    read_all=row_by_row(read_secop2),
    required=frozenset({"id_proceso", "numero_de_acto"}),
    ignored=frozenset(
        {
            "nombre_proveedor_objeto_de",  # natural persons, most of them, with their identity cards
            "as_codigo_proveedor_objeto",
            "codigo_entidad_creadora",
            "referencia_proceso",
            "valor_pagado",
            "aplico_garantias",
            "descripcion_otro_tipo_de",
            "tipo",
        }
    ),
    scope=Where(),
)

SECOP1_SANCTIONS: Dataset[Any] = Dataset(
    id="4n4q-k399",
    record=Sanction,
    row=OfContractor,
    read_all=row_by_row(read_secop1),
    required=frozenset({"nit_entidad", "numero_de_resolucion"}),
    ignored=frozenset({"nivel", "orden", "municipio", "fecha_de_publicacion", "fecha_de_cargue"}),
    scope=Where(),
    private=frozenset({"nombre_contratista", "documento_contratista"}),
)
