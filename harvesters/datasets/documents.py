"""The files of procedures: dataset dmgg-8hin on datos.gov.co since 2025, and one for each year before.

`proceso` holds the portfolio (CO1.BDOS). The years overlap: a file may stand in two of them, under one id.
Files appear days after the portal shows them. Of 2024 the sets are said to lack most.

Columns: the site's catalogue (September 2026, the same 11 in each); the size in bytes, from a peer's code.
"""

from typing import Any

import msgspec

from domain.document import Document
from harvesters import fields
from harvesters.dataset import ROW_ID, Dataset, OfProcesses, row_by_row
from harvesters.fields import Link, Number, Unreadable

_IDS = ("dmgg-8hin", "nbae-kzan", "3skv-9na7", "kgcd-kt7i", "f8va-cf4m")  # since 2025, 2024, … up to 2021


class Row(msgspec.Struct, gc=False):
    """The columns that are asked for, by their published names."""

    row_id: str | None = msgspec.field(name=ROW_ID, default=None)
    id_documento: Number = None
    proceso: str | None = None
    n_mero_de_contrato: str | None = None
    nombre_archivo: str | None = None
    extensi_n: str | None = None
    tamanno_archivo: Number = None
    descripci_n: str | None = None
    fecha_carga: str | None = None
    url_descarga_documento: Link | str | None = None


def read(row: Row) -> Document:
    """One file as a record. Raises Unreadable for a row without id."""
    key = fields.identifier(row.id_documento)
    if key is None:
        raise Unreadable("no id_documento")
    return Document(
        key=key,
        portfolio_id=fields.text(row.proceso),
        contract_id=fields.text(row.n_mero_de_contrato),
        name=fields.text(row.nombre_archivo),
        extension=_extension(row.extensi_n),
        size_bytes=fields.count(row.tamanno_archivo),
        description=fields.text(row.descripci_n),
        loaded_on=fields.day(row.fecha_carga),
        url=fields.link(row.url_descarga_documento),
    )


def _extension(written: str | None) -> str | None:
    return (fields.term(written) or "").lower().lstrip(".") or None


def _dataset(dataset_id: str) -> Dataset[Any]:
    return Dataset(
        id=dataset_id,
        record=Document,
        row=Row,
        read_all=row_by_row(read),
        required=frozenset({"id_documento", "proceso"}),
        ignored=frozenset({"entidad", "nit_entidad"}),
        scope=OfProcesses("proceso"),
    )


DOCUMENTS: tuple[Dataset[Any], ...] = tuple(map(_dataset, _IDS))
