"""The quarterly report for printing: a typst document filled with the figures of the page."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typst

from api.desk.funnel_counts import DEFINITIONS, Funnel, Place
from api.desk.labels import FILTERS
from domain.days import day_of
from notifications import words

_TEMPLATE = Path(__file__).parents[1] / "templates" / "report.typ"
_COVERED = ["Localidad", "Juntas", "Les podemos escribir", "Listas para una ruta", "Con algún contrato"]


def report_pdf(found: Funnel, on: date, data_at: datetime | None, town: str, *, sample: bool) -> bytes:
    """A PDF that reads aloud in order (PDF/UA). `sample` says on it that all of it is invented."""
    step = FILTERS["funnel_step"]
    steps = [step(one) for one in DEFINITIONS]
    told: dict[str, Any] = {
        "quarter": found.quarter.words,
        "town": town,
        "made": words.day_and_year(on),
        "source": _source(data_at),
        "sample": sample,
        "columns": ["Localidad", *steps],
        "places": [[_name(one), *_texts(one.steps.values())] for one in found.places]
        + [["Todas", *_texts(found.total.steps.values())]],
        "definitions": [f"{step(one)}: juntas {said}." for one, said in DEFINITIONS.items()],
        "month_columns": ["Mes", *steps],
        "months": [[words.month(first), *_texts(counts.values())] for first, counts in found.months],
        "covered_columns": _COVERED,
        "covered": [[_name(one), *_texts(one.covered)] for one in found.places]
        + [["Todas", *_texts(found.total.covered)]],
    }
    pdf: bytes = typst.compile(
        _TEMPLATE.read_bytes(),
        sys_inputs={"report": json.dumps(told)},
        ignore_system_fonts=True,
        pdf_standards="ua-1",
    )
    return pdf


def _source(data_at: datetime | None) -> str:
    if data_at is None:
        return "Todavía no hemos leído los datos de SECOP."
    return f"Datos de SECOP del {words.day_and_year(day_of(data_at))}, de datos.gov.co (CC BY-SA 4.0)."


def _name(place: Place) -> str:
    return place.locality or "Sin localidad"


def _texts(numbers: Iterable[int]) -> list[str]:
    return [words.number(one) for one in numbers]
