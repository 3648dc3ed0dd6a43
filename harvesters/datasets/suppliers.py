"""Supplier accounts of SECOP II that say they are a community board, dataset qmzu-gj57 on datos.gov.co.

`tipo_empresa` holds "JUNTA DE ACCIoN COMUNAL." to the letter, with a broken capital and a full stop: so a
peer counted it, 315 times among the suppliers of works. `ubicacion` ends in the DANE code of the municipality
(CO-NAR-52378).

Columns: the site's catalogue with five rows (September 2026, all 26).
"""

import re
from typing import Any

import msgspec

from domain.supplier import SupplierAccount
from harvesters import fields
from harvesters.dataset import ROW_ID, Dataset, Where, row_by_row
from harvesters.fields import Number, Unreadable

_DANE = re.compile(r"-(\d{5})$")


class Row(msgspec.Struct, gc=False):
    """The columns that are asked for, by their published names."""

    row_id: str | None = msgspec.field(name=ROW_ID, default=None)
    codigo: Number = None
    nombre: str | None = None
    nit: Number = None
    tipo_empresa: str | None = None
    departamento: str | None = None
    municipio: str | None = None
    ubicacion: str | None = None
    codigo_categoria_principal: str | None = None
    esta_activa: str | None = None
    fecha_creacion: str | None = None


def read(row: Row) -> SupplierAccount:
    """One account as a record. Raises Unreadable for a row without code."""
    key = fields.identifier(row.codigo)
    if key is None:
        raise Unreadable("no codigo")
    # An account may call itself a board and carry the name of a person.
    name, nit = fields.supplier(row.nombre, row.nit)
    place = _DANE.search(row.ubicacion or "")
    return SupplierAccount(
        key=key,
        name=name,
        nit=nit,
        kind=fields.term(row.tipo_empresa),
        department=fields.term(row.departamento),
        city=fields.term(row.municipio),
        municipality=place.group(1) if place else None,
        unspsc=fields.unspsc(row.codigo_categoria_principal),
        active=fields.yes(row.esta_activa),
        registered_on=fields.day(row.fecha_creacion),
    )


SUPPLIERS: Dataset[Any] = Dataset(
    id="qmzu-gj57",
    record=SupplierAccount,
    row=Row,
    read_all=row_by_row(read),
    required=frozenset({"codigo", "nombre", "tipo_empresa"}),
    ignored=frozenset(
        {
            # Who represents the organisation, and where they live or can be reached.
            "nombre_representante_legal",
            "tipo_doc_representante_legal",
            "n_mero_doc_representante_legal",
            "telefono_representante_legal",
            "correo_representante_legal",
            "telefono",
            "fax",
            "correo",
            "direccion",
            "sitio_web",
            "es_entidad",
            "es_grupo",
            "espyme",
            "tama_o_entidad",
            "descripcion_categoria_principal",
            "pais",
        }
    ),
    scope=Where("tipo_empresa like 'JUNTA DE ACC%'"),
    private=frozenset({"nombre", "nit"}),
)
