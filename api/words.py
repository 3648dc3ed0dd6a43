"""Spanish words for what the pages show: labels of our closed sets, and the filters of the templates."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_datetime
from babel.numbers import format_decimal
from jinja2 import pass_context
from jinja2.runtime import Context

from domain.days import BOGOTA
from domain.outcome import OutcomeKind
from matching.gazetteer import Gazetteer
from matching.labels import refusal_label
from notifications import words
from notifications.calls import ANSWERS
from notifications.titles import readable
from readiness.states import State

# Reasons of a match that the page tells in a place of their own, larger: the price and the days left.
TOLD_ELSEWHERE = frozenset({"size", "days_left"})

_DATASETS = {
    "p6dx-8zbt": "Procesos de contratación (SECOP II)",
    "jbjy-vk9h": "Contratos firmados (SECOP II)",
    "9sue-ezhx": "Planes anuales de compras (SECOP II)",
}


def _answer(kind: OutcomeKind) -> str:
    return ANSWERS[kind]


def _dataset(id_: str) -> str:
    return _DATASETS.get(id_, id_)


def _lower_first(title: str) -> str:
    """A title within a sentence; an acronym stays as it is."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _moment(at: datetime) -> str:
    """`3 de junio, 8:00 a. m.`, in Bogotá."""
    return format_datetime(at, "d 'de' MMMM, h:mm a", tzinfo=BOGOTA, locale="es_CO")


def _number(n: int) -> str:
    return format_decimal(n, locale="es_CO")


def _working_days(n: int) -> str:
    return "un día hábil" if n == 1 else f"{n} días hábiles"


# What is missing outright needs no more words than its name under "Qué les falta".
_GAPS = {
    State.EXPIRED: "Lo tenían, pero ya se venció.",
    State.UNVERIFIED: "Dicen que lo tienen: falta que alguien revise el documento.",
}


def _gap_state(state: State) -> str:
    return _GAPS.get(state, "")


@pass_context
def _readable(context: Context, text: str, most: int = 140, names: Sequence[str] = ()) -> str:
    """A title made readable; the places that it names keep their capitals."""
    municipality = context.get("municipality")
    return readable(text, most, (*names, *(_place_names(municipality, text) if municipality else ())))


@lru_cache(maxsize=4096)
def _place_names(municipality: str, text: str) -> tuple[str, ...]:
    return tuple(place.name for place in Gazetteer.load(municipality).recognise(text))


FILTERS: dict[str, Callable[..., Any]] = {
    "answer": _answer,
    "dataset": _dataset,
    "day": words.day,
    "day_and_year": words.day_and_year,
    "gap_state": _gap_state,
    "in_figures": words.in_figures,
    "in_words": words.in_words,
    "lower_first": _lower_first,
    "moment": _moment,
    "number": _number,
    "readable": _readable,
    "refusal": refusal_label,
    "working_days": _working_days,
}
