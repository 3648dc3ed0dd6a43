"""Spanish words for what the pages show: labels of our closed sets, and the filters of the templates."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from email.utils import format_datetime as rfc822
from functools import lru_cache
from typing import Any

from babel.dates import format_datetime
from babel.numbers import format_decimal
from jinja2 import pass_context
from jinja2.runtime import Context

from domain.access import StaffRole
from domain.contact import ContactSource, Means
from domain.days import BOGOTA, day_of
from domain.filing import FileKind
from domain.nit import check_digit
from domain.outcome import OutcomeKind
from domain.text import lower_first
from domain.titles import readable
from matching.labels import refusal_label
from matching.places.gazetteer import place_names
from matching.trade import label as trade_label
from notifications import words
from notifications.calls import ANSWERS
from notifications.notes_of_addresses import CHANNELS
from readiness.plans_ahead import EXPECTED
from readiness.states import State
from readiness.words import attends, month
from store.audit import Action

# Reasons of a match that the page tells in a place of their own, larger: price, days left, planned month.
TOLD_ELSEWHERE = frozenset({"size", "days_left", EXPECTED})

# What is read, the most important first.
DATASETS = {
    "p6dx-8zbt": "Procesos de contratación (SECOP II)",
    "jbjy-vk9h": "Contratos firmados (SECOP II)",
    "9sue-ezhx": "Compras previstas en los planes anuales (SECOP II)",
    "b6m4-qgqv": "Planes anuales de compras (SECOP II)",
    "e2u2-swiw": "Cambios a los procesos (SECOP II)",
    "dmgg-8hin": "Documentos de los procesos, desde 2025 (SECOP II)",
    "nbae-kzan": "Documentos de los procesos, 2024 (SECOP II)",
    "3skv-9na7": "Documentos de los procesos, 2023 (SECOP II)",
    "kgcd-kt7i": "Documentos de los procesos, 2022 (SECOP II)",
    "f8va-cf4m": "Documentos de los procesos, hasta 2021 (SECOP II)",
    "hgi6-6wh3": "Quiénes se presentaron (SECOP II)",
    "wi7w-2nvm": "Ofertas presentadas (SECOP II)",
    "qmzu-gj57": "Proveedores registrados (SECOP II)",
    "f789-7hwg": "Procesos de contratación (SECOP I)",
    "it5q-hg94": "Multas y sanciones (SECOP II)",
    "4n4q-k399": "Multas y sanciones (SECOP I)",
}


def _answer(kind: OutcomeKind) -> str:
    return ANSWERS[kind]


def _dataset(id_: str) -> str:
    return DATASETS.get(id_, id_)


def _span(lag: timedelta) -> str:
    """`42 minutos`: in minutes to an hour and a half, in hours to two days, then in days."""
    minutes = lag // timedelta(minutes=1)
    if minutes < 1:
        return "menos de un minuto"
    if minutes < 90:
        return "un minuto" if minutes == 1 else f"{minutes} minutos"
    hours = round(lag / timedelta(hours=1))
    return f"{hours} horas" if hours < 48 else f"{round(lag / timedelta(days=1))} días"


def _later(lag: timedelta) -> str:
    """`42 minutos después`."""
    return f"{_span(lag)} después"


def _moment(at: datetime) -> str:
    """`3 de junio, 8:00 a. m.`, in Bogotá."""
    return format_datetime(at, "d 'de' MMMM, h:mm a", tzinfo=BOGOTA, locale="es_CO")


def _file_kind(kind: FileKind) -> str:
    return "Foto" if kind.is_picture else "PDF"


def _file_size(size_bytes: int) -> str:
    """`340 kB`, `1,2 MB`, as telephones count; nothing weighs less than 1 kB."""
    if size_bytes < 1_000_000:
        return f"{max(1, round(size_bytes / 1_000))} kB"
    return f"{format_decimal(size_bytes / 1_000_000, '0.0', locale='es_CO')} MB"


def _number(n: int) -> str:
    return format_decimal(n, locale="es_CO")


@lru_cache(maxsize=1024)
def _decimal(value: float) -> str:
    """`4,3`."""
    return format_decimal(value, "#,##0.#", locale="es_CO")


def _percent(share: float) -> str:
    """`26 %`; some of a thousand are never "0 %", nor all but one "100 %"."""
    if 0 < share < 0.01:
        return "menos de 1 %"
    return f"{min(round(100 * share), 99) if share < 1 else 100} %"


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
    return readable(text, most, (*names, *(place_names(municipality, text) if municipality else ())))


# Characters that XML has no way to write, and that dirty titles hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _in_xml(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


# How we came to an address, and by what a board let us write to it.
_SOURCES = {
    ContactSource.FILE: "La tenía la oficina en su lista",
    ContactSource.PAGE: "La ordenaron ustedes en su página",
    ContactSource.REPLY: "Nos escribieron desde ahí",
    ContactSource.OFFICE: "La puso la oficina",
}
_MEANS = {Means.FILE: "por escrito, en la oficina", Means.PAGE: "en su página", Means.REPLY: "por mensaje"}


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _hour(hour: int) -> str:
    """`7 a. m.`, of a full hour from 1 to 23."""
    if hour == 12:
        return "12 m."
    return f"{hour} a. m." if hour < 12 else f"{hour - 12} p. m."


def _iso_day(day: str) -> str:
    return words.day_and_year(date.fromisoformat(day))


def _nit(nit: str) -> str:
    """`900.123.456-8`, of the nine digits."""
    return f"{nit[:3]}.{nit[3:6]}.{nit[6:]}-{check_digit(nit)}"


def _moment_of_year(at: datetime) -> str:
    """`3 de junio de 2026, 8:00 a. m.`, in Bogotá: of what stays to be read for years."""
    return format_datetime(at, "d 'de' MMMM 'de' y, h:mm a", tzinfo=BOGOTA, locale="es_CO")


def _moment_and_year(at: datetime) -> str:
    return words.day_and_year(day_of(at))


_ROLES = {
    StaffRole.TRAINER: "Forma y acompaña juntas",
    StaffRole.SECRETARIAT: "Secretaría",
    StaffRole.ADMINISTRATOR: "Administra Convite",
    StaffRole.OBSERVER: "Observa (sólo cifras)",
}
_ACTIONS = {
    Action.SIGNED_IN: "entró",
    Action.REFUSED: "intentó entrar y no pudo",
    Action.SIGNED_OUT: "salió",
    Action.INVITED: "invitó",
    Action.JOINED: "tomó la invitación y entró",
    Action.CHANGED: "cambió",
    Action.SAW: "vio",
}


FILTERS: dict[str, Callable[..., Any]] = {
    "action": _ACTIONS.__getitem__,
    "answer": _answer,
    "channel": CHANNELS.__getitem__,
    "dataset": _dataset,
    "day": words.day,
    "day_and_year": words.day_and_year,
    "day_in_year": words.day_in_year,
    "decimal": _decimal,
    "file_kind": _file_kind,
    "file_size": _file_size,
    "attends": attends,
    "gap_state": _gap_state,
    "hour": _hour,
    "in_figures": words.in_figures,
    "in_words": words.in_words,
    "in_xml": _in_xml,
    "iso_day": _iso_day,
    "later": _later,
    "local_day": day_of,
    "lower_first": lower_first,
    "means": _MEANS.__getitem__,
    "moment": _moment,
    "moment_and_year": _moment_and_year,
    "moment_of_year": _moment_of_year,
    "month": month,
    "nit": _nit,
    "number": _number,
    "percent": _percent,
    "readable": _readable,
    "rfc3339": datetime.isoformat,
    "rfc822": rfc822,
    "refusal": refusal_label,
    "span": _span,
    "source": _SOURCES.__getitem__,
    "staff_role": _ROLES.__getitem__,
    "trade": trade_label,
    "upper_first": _upper_first,
    "when": words.when,
    "working_days": _working_days,
}

# To a chat that was opened by a board's link before the board let us write to it.
MUST_AUTHORISE = (
    "Para escribirles por aquí, primero su junta tiene que autorizarnos. "
    "Háganlo en la página de su junta: {link}"
)
