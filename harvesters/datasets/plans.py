"""The annual purchasing plans (PAA), datasets b6m4-qgqv (plans) and 9sue-ezhx (lines): the early bell.

The expected start is the name of a month; codes and related processes come parted by `;`. A related process
is named by its reference, as the buyer wrote it (blanks within are taken out), or by an id. A plan comes in
versions, and the lines of older versions stay in the source.

Columns of the lines: the site's catalogue (September 2026, all 32); that `id` tells the lines apart and that
the newest `version_del_paa` of an `id_paa_encabezado` holds was counted by a peer. Columns of the plans: seen
in the code of two peers that read them, so more may come up as new; which of theirs `id_paa_encabezado` is
was said by nobody. There is no NIT: plans are asked for by the buyers' codes.
"""

from datetime import date
from typing import Any

import msgspec

from domain.contract import PlannedPurchase, PurchasingPlan
from domain.days import MONTHS
from domain.text import fold
from harvesters import fields
from harvesters.dataset import ROW_ID, Dataset, OfBuyers, OfProcesses, row_by_row
from harvesters.fields import Number, Unreadable


class Line(msgspec.Struct, gc=False):
    """The columns of a line that are asked for, by their published names."""

    row_id: str | None = msgspec.field(name=ROW_ID, default=None)
    id: Number = None
    identificador_unico: str | None = None
    id_paa_encabezado: Number = None
    version_del_paa: Number = None
    annio: Number = None
    descripcion: str | None = None
    fecha_esperada_de_inicio: str | None = None
    valor_total_esperado: Number = None
    modalidad: str | None = None
    categorias_unspsc: str | None = None
    procesos_relacionados: str | None = None
    nombre_entidad: str | None = None
    nit_entidad: Number = None


class Plan(msgspec.Struct, gc=False):
    """The columns of a plan that are asked for, by their published names."""

    row_id: str | None = msgspec.field(name=ROW_ID, default=None)
    identificador_unico: str | None = None
    id: Number = None
    codigo_entidad: Number = None
    nombre_entidad: str | None = None
    anno: Number = None
    version: Number = None
    fecha_de_publicacion: str | None = None
    fecha_de_ultima_modificacion: str | None = None
    valor_presupuesto_general: Number = None


def read_line(row: Line) -> PlannedPurchase:
    """One line as a record. Raises Unreadable for a line without id or description."""
    key, description = fields.identifier(row.id), fields.text(row.descripcion)
    if key is None:
        raise Unreadable("no id")
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
        line_id=fields.text(row.identificador_unico),
        plan_id=fields.identifier(row.id_paa_encabezado),
        version=fields.count(row.version_del_paa),
    )


def read_plan(row: Plan) -> PurchasingPlan:
    """One plan as a record. Raises Unreadable for a plan without identifier."""
    key = fields.text(row.identificador_unico)
    if key is None:
        raise Unreadable("no identificador_unico")
    return PurchasingPlan(
        key=key,
        plan_id=fields.identifier(row.id),
        buyer_code=fields.identifier(row.codigo_entidad),
        buyer_name=fields.term(row.nombre_entidad) or "",
        year=fields.count(row.anno),
        version=fields.count(row.version),
        published_on=fields.day(row.fecha_de_publicacion),
        modified_on=fields.day(row.fecha_de_ultima_modificacion),
        budget_cop=fields.cop(row.valor_presupuesto_general),
    )


# Peers that read the plans met these as well.
_MONTHS = {**MONTHS, "setiembre": 9, **{str(number): number for number in MONTHS.values()}}


def _month(name: str | None, year: int | None) -> date | None:
    """The first day of a month given by name or number; a month or year that cannot be is not known."""
    number = _MONTHS.get(fold(name)) if name else None
    return date(year, number, 1) if number and year and 2000 <= year <= 2100 else None


LINES: Dataset[Any] = Dataset(
    id="9sue-ezhx",
    record=PlannedPurchase,
    row=Line,
    read_all=row_by_row(read_line),
    required=frozenset({"id", "descripcion", "nit_entidad"}),
    ignored=frozenset(
        {
            "nombre_del_contacto",  # an official's name, telephone and mail
            "telefono_del_contacto",
            "correo_del_contacto",
            "fecha_esperada_de_recepcion",
            "duracion_esperada",
            "unidad_de_duracion_esperada",
            "origen_recursos",
            "valor_esperado_de_presupuesto",
            "requiere_vigencias_futuras",
            "estado_de_solicitud_de",
            "seleccion_abreviada_o_acuerdo",
            "id_plan_anual_de_adquisiciones",
            "url_proceso",
            "codigo_entidad",
            "causal_de_contratacion",
            "grupo_de_procedimiento",
            "tipo",
            "fecha_version",
            "fecha_de_carga_del_paa",
        }
    ),
    scope=OfBuyers("nit_entidad"),
    older={
        "id": ("identificador_detalle_paa",),
        "descripcion": ("descripci_n_proceso",),
        "categorias_unspsc": ("categor_as",),
    },
)

PLANS: Dataset[Any] = Dataset(
    id="b6m4-qgqv",
    record=PurchasingPlan,
    row=Plan,
    read_all=row_by_row(read_plan),
    required=frozenset({"identificador_unico", "codigo_entidad"}),
    ignored=frozenset(
        {
            "nombre_contacto",  # an official's name, telephone and mail
            "telefono_contacto",
            "correo_contacto",
            "mision_vision",
            "perspectiva_estrategica",
            "estado",
            "departamento_paa",
            "municipio_paa",
        }
    ),
    scope=OfProcesses("codigo_entidad"),
    older={
        "identificador_unico": ("identificador_unico_paa",),
        "fecha_de_ultima_modificacion": ("fecha_modificacion",),
    },
)
