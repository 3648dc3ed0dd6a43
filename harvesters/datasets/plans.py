"""Lines of the annual purchasing plans (PAA), dataset 9sue-ezhx on datos.gov.co: the early bell.

The expected start is the name of a month; codes and related processes come parted by `;`. A related process
is named by its reference, as the buyer wrote it (blanks within are taken out), or by an id.
"""

from datetime import date
from typing import Any

import msgspec

from domain.contract import PlannedPurchase
from domain.days import MONTHS
from domain.text import fold
from harvesters import fields
from harvesters.dataset import ROW_ID, Dataset, OfBuyers
from harvesters.fields import Number, Unreadable


class Row(msgspec.Struct, gc=False):
    """The columns that are asked for, by their published names."""

    row_id: str | None = msgspec.field(name=ROW_ID, default=None)
    identificador_unico: str | None = None
    annio: Number = None
    descripcion: str | None = None
    fecha_esperada_de_inicio: str | None = None
    valor_total_esperado: Number = None
    modalidad: str | None = None
    categorias_unspsc: str | None = None
    procesos_relacionados: str | None = None
    nombre_entidad: str | None = None
    nit_entidad: Number = None


def read(row: Row) -> PlannedPurchase:
    """One line as a record. Raises Unreadable for a line without identifier or description."""
    key, description = fields.text(row.identificador_unico), fields.text(row.descripcion)
    if key is None:
        raise Unreadable("no identificador_unico")
    if description is None:
        raise Unreadable("no description")
    related = map(fields.title, (row.procesos_relacionados or "").replace(",", ";").split(";"))
    return PlannedPurchase(
        key=key,
        buyer_name=fields.text(row.nombre_entidad) or "",
        buyer_nit=fields.nit(row.nit_entidad),
        description=description,
        modality=fields.text(row.modalidad),
        unspsc=fields.codes(row.categorias_unspsc),
        value_cop=fields.cop(row.valor_total_esperado),
        expected_on=_month(fields.text(row.fecha_esperada_de_inicio), fields.count(row.annio)),
        related=" ".join("".join(name.split()) for name in related if name) or None,
    )


def _month(name: str | None, year: int | None) -> date | None:
    """The first day of a month given by name; a month or year that cannot be is not known."""
    number = MONTHS.get(fold(name)) if name else None
    return date(year, number, 1) if number and year and 2000 <= year <= 2100 else None


PLANS: Dataset[Any] = Dataset(
    id="9sue-ezhx",
    record=PlannedPurchase,
    row=Row,
    read=read,
    required=frozenset({"identificador_unico", "descripcion", "nit_entidad"}),
    ignored=frozenset(
        {
            "id",
            "fecha_esperada_de_recepcion",
            "duracion_esperada",
            "unidad_de_duracion_esperada",
            "origen_recursos",
            "valor_esperado_de_presupuesto",
            "id_plan_anual_de_adquisiciones",
            "url_proceso",
            "codigo_entidad",
            "id_paa_encabezado",
            "causal_de_contratacion",
            "grupo_de_procedimiento",
            "tipo",
            "version_del_paa",
            "fecha_version",
            "fecha_de_carga_del_paa",
        }
    ),
    scope=OfBuyers("nit_entidad"),
)
