"""SECOP II processes, dataset p6dx-8zbt on datos.gov.co: one row a notice × award.

Columns and their meanings: the data dictionary of Colombia Compra Eficiente (October 2025).
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from domain.process import DATASET, Process, knows_phase, knows_status, modality_of
from harvesters import fields
from harvesters.dataset import ROW_ID, Dataset, OfBuyers, assembled, columns_of
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


def read_all(rows: Sequence[Row]) -> list[Process]:
    """Rows as records, a column at a time. Raises Unreadable where one is without id or object."""
    column = columns_of(rows)
    process_id = list(map(fields.text, column["id_del_proceso"]))
    if None in process_id:
        raise Unreadable("no id_del_proceso")
    name = list(map(fields.title, column["nombre_del_procedimiento"]))
    description = list(map(fields.text, column["descripci_n_del_procedimiento"]))
    title = [one or other for one, other in zip(name, description, strict=True)]
    if None in title:
        raise Unreadable("neither a name nor a description")
    key = zip(
        process_id,
        map(fields.term, column["id_adjudicacion"]),
        map(fields.term, column["codigoproveedor"]),
        strict=True,
    )
    portfolio_id = map(fields.text, column["id_del_portafolio"])
    supplier = map(fields.supplier, column["nombre_del_proveedor"], column["nit_del_proveedor_adjudicado"])
    supplier_name, supplier_nit = zip(*supplier, strict=True)
    return assembled(
        Process,
        key=["|".join(filter(None, parts)) for parts in key],
        process_id=process_id,
        portfolio_id=[one or other for one, other in zip(portfolio_id, process_id, strict=True)],
        reference=map(fields.title, column["referencia_del_proceso"]),
        title=title,
        description=description,
        buyer_name=[name or "" for name in map(fields.term, column["entidad"])],
        buyer_nit=map(fields.nit, column["nit_entidad"]),
        buyer_code=map(fields.identifier, column["codigo_entidad"]),
        unit_name=map(fields.term, column["nombre_de_la_unidad_de"]),
        department=map(fields.term, column["departamento_entidad"]),
        city=map(fields.term, column["ciudad_entidad"]),
        phase=map(fields.term, column["fase"]),
        status=map(fields.term, column["estado_del_procedimiento"]),
        modality=map(fields.term, column["modalidad_de_contratacion"]),
        justification=map(fields.term, column["justificaci_n_modalidad_de"]),
        contract_type=map(fields.term, column["tipo_de_contrato"]),
        unspsc=map(fields.unspsc, column["codigo_principal_de_categoria"]),
        more_unspsc=map(fields.codes, column["categorias_adicionales"]),
        price_cop=map(fields.cop, column["precio_base"]),
        duration=[number or None for number in map(fields.count, column["duracion"])],
        duration_unit=map(fields.term, column["unidad_de_duracion"]),
        published_on=map(fields.day, column["fecha_de_publicacion_del"]),
        last_published_on=map(fields.day, column["fecha_de_ultima_publicaci"]),
        closes_on=map(fields.day, column["fecha_de_recepcion_de"]),
        awarded=[said is True for said in map(fields.yes, column["adjudicado"])],
        supplier_name=supplier_name,
        supplier_nit=supplier_nit,
        award_cop=map(fields.cop, column["valor_total_adjudicacion"]),
        awarded_on=map(fields.day, column["fecha_adjudicacion"]),
        offers=map(fields.count, column["respuestas_al_procedimiento"]),
        url=map(fields.link, column["urlproceso"]),
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
    read_all=read_all,
    required=frozenset(
        {
            *("id_del_proceso", "id_adjudicacion", "codigoproveedor"),
            *("nombre_del_procedimiento", "nit_entidad"),
        }
    ),
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
    # Before October 2019, when the dataset was published anew with shorter names.
    older={
        "nombre_de_la_unidad_de": ("nombre_de_la_unidad_de_negocio",),
        "fecha_de_publicacion_del": ("fecha_de_publicacion_del_proceso",),
        "fecha_de_ultima_publicaci": ("fecha_de_ultima_publicaci_n",),
        "fecha_de_recepcion_de": ("fecha_de_recepcion_de_respuestas",),
        "nombre_del_proveedor": ("nombre_del_proveedor_adjudicado",),
    },
    private=frozenset({"nombre_del_proveedor", "nit_del_proveedor_adjudicado"}),
    watched=("modality", "status", "phase"),
    known_values=_known,
)
