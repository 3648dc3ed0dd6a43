"""Who bid, datasets hgi6-6wh3 (bidders, by process) and wi7w-2nvm (offers with amounts, by portfolio).

Rows appear when a process has closed. `id_del_proceso_de_compra` holds portfolios (CO1.BDOS), despite its
name. Offers are published since 2024; those before lie in b28v-edj8, which is not asked.

Columns: the site's catalogue (September 2026, all 9 and all 16); keys as two peers use them.
"""

from typing import Any

import msgspec

from domain.bid import Bid
from harvesters import fields
from harvesters.dataset import ROW_ID, Dataset, OfProcesses, row_by_row
from harvesters.fields import Number, Unreadable


class Bidder(msgspec.Struct, gc=False):
    """The columns of a bidder that are asked for, by their published names."""

    row_id: str | None = msgspec.field(name=ROW_ID, default=None)
    id_procedimiento: str | None = None
    codigo_proveedor: Number = None
    proveedor: str | None = None
    nit_proveedor: Number = None


class Offer(msgspec.Struct, gc=False):
    """The columns of an offer that are asked for, by their published names."""

    row_id: str | None = msgspec.field(name=ROW_ID, default=None)
    identificador_de_la_oferta: str | None = None
    id_del_proceso_de_compra: str | None = None
    c_digo_proveedor: Number = None
    nombre_proveedor: str | None = None
    nit_del_proveedor: Number = None
    valor_de_la_oferta: Number = None
    moneda: str | None = None
    fecha_de_registro: str | None = None


def read_bidder(row: Bidder) -> Bid:
    """One bidder as a record. Raises Unreadable for a row without process or supplier code."""
    process_id, code = fields.text(row.id_procedimiento), fields.identifier(row.codigo_proveedor)
    if process_id is None:
        raise Unreadable("no id_procedimiento")
    if code is None:
        raise Unreadable("no codigo_proveedor")
    supplier_name, supplier_nit = fields.supplier(row.proveedor, row.nit_proveedor)
    return Bid(
        key=f"{process_id}|{code}",
        process_id=process_id,
        portfolio_id=None,
        supplier_code=code,
        supplier_name=supplier_name,
        supplier_nit=supplier_nit,
        value_cop=None,
        offered_on=None,
    )


def read_offer(row: Offer) -> Bid:
    """One offer as a record. Raises Unreadable for a row without the offer's id."""
    key = fields.text(row.identificador_de_la_oferta)
    if key is None:
        raise Unreadable("no identificador_de_la_oferta")
    supplier_name, supplier_nit = fields.supplier(row.nombre_proveedor, row.nit_del_proveedor)
    return Bid(
        key=key,
        process_id=None,
        portfolio_id=fields.text(row.id_del_proceso_de_compra),
        supplier_code=fields.identifier(row.c_digo_proveedor),
        supplier_name=supplier_name,
        supplier_nit=supplier_nit,
        value_cop=fields.in_pesos(row.valor_de_la_oferta, row.moneda),
        offered_on=fields.day(row.fecha_de_registro),
    )


BIDDERS: Dataset[Any] = Dataset(
    id="hgi6-6wh3",
    record=Bid,
    row=Bidder,
    read_all=row_by_row(read_bidder),
    required=frozenset({"id_procedimiento", "codigo_proveedor"}),
    ignored=frozenset(
        {
            "fecha_publicaci_n",
            "nombre_procedimiento",
            "entidad_compradora",
            "nit_entidad",
            "codigo_entidad",
        }
    ),
    scope=OfProcesses("id_procedimiento"),
    private=frozenset({"proveedor", "nit_proveedor"}),
)

OFFERS: Dataset[Any] = Dataset(
    id="wi7w-2nvm",
    record=Bid,
    row=Offer,
    read_all=row_by_row(read_offer),
    required=frozenset({"identificador_de_la_oferta", "id_del_proceso_de_compra"}),
    ignored=frozenset(
        {
            "referencia_de_la_oferta",
            "referencia_del_proceso",
            "descripcion_del_procedimiento",
            "entidad_compradora",
            "nit_entidad_compradora",
            "c_digo_entidad",
            "modalidad",
            "invitacion_directa",
        }
    ),
    scope=OfProcesses("id_del_proceso_de_compra"),
    private=frozenset({"nombre_proveedor", "nit_del_proveedor"}),
)
