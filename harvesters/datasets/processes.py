"""SECOP II processes, dataset p6dx-8zbt on datos.gov.co: one row a notice × award.

Columns and their meanings: the data dictionary of Colombia Compra Eficiente (October 2025).
"""

from typing import Any

import msgspec

from domain.process import DATASET, Process, knows_phase, knows_status, modality_of
from harvesters import fields
from harvesters.dataset import ROW_ID, Dataset, OfBuyers
from harvesters.fields import Link, Number, Unreadable


class Row(msgspec.Struct, gc=False):
    """The columns that are asked for, by their published names."""

    row_id: str | None = msgspec.field(name=ROW_ID, default=None)
    id_del_proceso: str | None = None
    id_del_portafolio: str | None = None
    id_adjudicacion: str | None = None
    codigoproveedor: str | None = None
    referencia_del_proceso: str | None = None
    nombre_del_procedimiento: str | None = None
    descripci_n_del_procedimiento: str | None = None
    entidad: str | None = None
    nit_entidad: Number = None
    codigo_entidad: Number = None
    nombre_de_la_unidad_de: str | None = None
    departamento_entidad: str | None = None
    ciudad_entidad: str | None = None
    fase: str | None = None
    estado_del_procedimiento: str | None = None
    modalidad_de_contratacion: str | None = None
    justificaci_n_modalidad_de: str | None = None
    tipo_de_contrato: str | None = None
    codigo_principal_de_categoria: str | None = None
    categorias_adicionales: str | None = None
    precio_base: Number = None
    duracion: Number = None
    unidad_de_duracion: str | None = None
    fecha_de_publicacion_del: str | None = None
    fecha_de_ultima_publicaci: str | None = None
    fecha_de_recepcion_de: str | None = None
    adjudicado: str | None = None
    nombre_del_proveedor: str | None = None
    nit_del_proveedor_adjudicado: Number = None
    valor_total_adjudicacion: Number = None
    fecha_adjudicacion: str | None = None
    respuestas_al_procedimiento: Number = None
    urlproceso: Link | str | None = None


def read(row: Row) -> Process:
    """One row as a record. Raises Unreadable for a row without id or object."""
    process_id, name = fields.text(row.id_del_proceso), fields.title(row.nombre_del_procedimiento)
    if process_id is None:
        raise Unreadable("no id_del_proceso")
    description = fields.text(row.descripci_n_del_procedimiento)
    if name is None and description is None:
        raise Unreadable("neither a name nor a description")
    award, supplier_code = fields.term(row.id_adjudicacion), fields.term(row.codigoproveedor)
    supplier_name, supplier_nit = fields.supplier(row.nombre_del_proveedor, row.nit_del_proveedor_adjudicado)
    return Process(
        key="|".join(part for part in (process_id, award, supplier_code) if part),
        process_id=process_id,
        portfolio_id=fields.text(row.id_del_portafolio) or process_id,
        reference=fields.title(row.referencia_del_proceso),
        title=name or description or "",
        description=description,
        buyer_name=fields.term(row.entidad) or "",
        buyer_nit=fields.nit(row.nit_entidad),
        buyer_code=fields.identifier(row.codigo_entidad),
        unit_name=fields.term(row.nombre_de_la_unidad_de),
        department=fields.term(row.departamento_entidad),
        city=fields.term(row.ciudad_entidad),
        phase=fields.term(row.fase),
        status=fields.term(row.estado_del_procedimiento),
        modality=fields.term(row.modalidad_de_contratacion),
        justification=fields.term(row.justificaci_n_modalidad_de),
        contract_type=fields.term(row.tipo_de_contrato),
        unspsc=fields.unspsc(row.codigo_principal_de_categoria),
        more_unspsc=fields.codes(row.categorias_adicionales),
        price_cop=fields.cop(row.precio_base),
        duration=fields.count(row.duracion) or None,
        duration_unit=fields.term(row.unidad_de_duracion),
        published_on=fields.day(row.fecha_de_publicacion_del),
        last_published_on=fields.day(row.fecha_de_ultima_publicaci),
        closes_on=fields.day(row.fecha_de_recepcion_de),
        awarded=(row.adjudicado or "").strip().lower() in ("si", "sí"),
        supplier_name=supplier_name,
        supplier_nit=supplier_nit,
        award_cop=fields.cop(row.valor_total_adjudicacion),
        awarded_on=fields.day(row.fecha_adjudicacion),
        offers=fields.count(row.respuestas_al_procedimiento),
        url=fields.link(row.urlproceso),
    )


def _known(field: str, value: str) -> bool:
    match field:
        case "modality":
            return modality_of(value) is not None
        case "status":
            return knows_status(value)
        case _:
            return knows_phase(value)


PROCESSES: Dataset[Any] = Dataset(
    id=DATASET,
    record=Process,
    row=Row,
    read=read,
    required=frozenset({"id_del_proceso", "nombre_del_procedimiento", "nit_entidad"}),
    ignored=frozenset(
        {
            "nombre_del_adjudicador",  # an official's name
            "visualizaciones_del",  # counters that move by the hour
            "conteo_de_respuestas_a_ofertas",  # always 0
            "proveedores_que_manifestaron",  # always 0
            "proveedores_invitados",
            "proveedores_con_invitacion",
            "proveedores_unicos_con",
            "respuestas_externas",
            "numero_de_lotes",
            "ordenentidad",
            "codigo_pci",
            "ppi",
            "ciudad_de_la_unidad_de",
            "departamento_proveedor",
            "ciudad_proveedor",
            "subtipo_de_contrato",
            "estado_de_apertura_del_proceso",
            "estado_resumen",
            "id_estado_del_procedimiento",
            "fecha_de_publicacion_fase",
            "fecha_de_publicacion_fase_1",
            "fecha_de_publicacion",
            "fecha_de_publicacion_fase_2",
            "fecha_de_publicacion_fase_3",
            "fecha_de_apertura_de_respuesta",
            "fecha_de_apertura_efectiva",
        }
    ),
    scope=OfBuyers("nit_entidad", date="fecha_de_ultima_publicaci"),
    private=frozenset({"nombre_del_proveedor", "nit_del_proveedor_adjudicado"}),
    watched=("modality", "status", "phase"),
    known_values=_known,
)
