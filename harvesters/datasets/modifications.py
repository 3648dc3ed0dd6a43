"""Processes that were modified in the last eight days, dataset e2u2-swiw on datos.gov.co.

It says that a process changed and when, not what; what changed shows where our rows differ. It names the
buyer's NIT, so it is asked for by buyer, whole: the country's eight days are about 25,000 rows.

Columns: the site's catalogue (September 2026, all 7). The catalogue dates its last renewal to February 2021,
two peers found rows in it in 2026: how fresh it is, the harvest's own report tells.
"""

from typing import Any

import msgspec

from domain.modification import Modification
from harvesters import fields
from harvesters.dataset import ROW_ID, Dataset, OfBuyers, row_by_row
from harvesters.fields import Number, Unreadable


class Row(msgspec.Struct, gc=False):
    """The columns that are asked for, by their published names."""

    row_id: str | None = msgspec.field(name=ROW_ID, default=None)
    proceso: str | None = None
    portafolio: str | None = None
    nit_entidad: Number = None
    ultima_modificacion: str | None = None


def read(row: Row) -> Modification:
    """One row as a record. Raises Unreadable for a row without process."""
    process_id, modified_on = fields.text(row.proceso), fields.day(row.ultima_modificacion)
    if process_id is None:
        raise Unreadable("no proceso")
    return Modification(
        key=f"{process_id}|{modified_on}" if modified_on else process_id,
        process_id=process_id,
        portfolio_id=fields.text(row.portafolio),
        buyer_nit=fields.nit(row.nit_entidad),
        modified_on=modified_on,
    )


MODIFICATIONS: Dataset[Any] = Dataset(
    id="e2u2-swiw",
    record=Modification,
    row=Row,
    read_all=row_by_row(read),
    required=frozenset({"proceso", "nit_entidad"}),
    ignored=frozenset({"descripcion_proceso", "nombre_entidad", "codigo_entidad"}),
    scope=OfBuyers("nit_entidad"),
)
