"""Which files of a call are worth fetching, and when one that was refused is tried again."""

from datetime import datetime, timedelta

from domain.document import Document
from domain.text import fold
from harvesters.documents.download import MAX_BYTES, NotFetched

_EXTENSIONS = frozenset({"pdf", "docx", "zip"})
# Papers of persons, of bidders and of the contract: they say nothing of what the call asks for.
_OTHERS = (
    *("cedula", "hoja de vida", "rut", "antecedentes", "certificacion bancaria", "certificado bancario"),
    *("libreta militar", "tarjeta profesional", "planilla", "cdp", "crp", "rp", "registro presupuestal"),
    *("certificado de disponibilidad", "factura", "cuenta de cobro", "acta de inicio", "contrato firmado"),
    *("declaracion de renta", "camara de comercio", "pasado judicial", "propuesta economica firmada"),
)
_MOST_TRIES = 5
_FIRST_WAIT = timedelta(hours=1)


def is_wanted(document: Document) -> bool:
    """Whether a file may hold the text of a call: a format that is read, not too large, not of a person."""
    name = f" {fold(document.name or '')} "
    if any(f" {other} " in name for other in _OTHERS):
        return False
    extension = fold(document.extension or (document.name or "").rpartition(".")[2])
    return extension in _EXTENSIONS and (document.size_bytes or 0) <= MAX_BYTES


def next_try(outcome: NotFetched, tries: int, now: datetime) -> datetime | None:
    """When a file that was refused for the `tries`-th time is asked for again; None for never."""
    if outcome.refusal.is_final or tries >= _MOST_TRIES:
        return None
    own: timedelta = _FIRST_WAIT * 4 ** (tries - 1)
    return now + max(outcome.wait or timedelta(), own)
