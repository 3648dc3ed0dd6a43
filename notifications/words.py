"""Amounts, dates and days left as people in Colombia read them."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from domain.days import BOGOTA, day_of

_LOCALE = "es_CO"
_THOUSAND, _MILLION, _BILLION = 10**3, 10**6, 10**12  # Spanish: un billón is a million millions


@lru_cache(maxsize=8192)
def amount(cop: int) -> str:
    """Figures and words: `$60.000.000 (60 millones de pesos)`."""
    return f"{in_figures(cop)} ({in_words(cop)})"


def in_figures(cop: int) -> str:
    """`$60.000.000`."""
    return f"${_number(cop)}"


def in_words(cop: int) -> str:
    """`60 millones de pesos`, `cerca de 45,3 millones de pesos`: rounded where the figures are many."""
    rounded = _rounded(cop)
    about = "" if rounded == cop else "cerca de "
    if rounded >= _BILLION:
        one, many, unit = "billón de pesos", "billones de pesos", _BILLION
    elif rounded >= _MILLION:
        one, many, unit = "millón de pesos", "millones de pesos", _MILLION
    elif rounded >= 10 * _THOUSAND:
        one, many, unit = "mil pesos", "mil pesos", _THOUSAND
    else:
        one, many, unit = "peso", "pesos", 1
    return f"{about}{_number(Decimal(rounded) / unit)} {one if rounded == unit else many}"


@lru_cache(maxsize=2048)
def day(on: date) -> str:
    """`viernes 12 de junio`."""
    return format_date(on, "EEEE d 'de' MMMM", locale=_LOCALE)


@lru_cache(maxsize=2048)
def day_and_year(on: date) -> str:
    """`viernes 12 de junio de 2026`."""
    return format_date(on, "EEEE d 'de' MMMM 'de' y", locale=_LOCALE)


@lru_cache(maxsize=256)
def day_in_year(on: date) -> str:
    """`12 de junio de 2026`: of what is long past, or a long way off."""
    return format_date(on, "d 'de' MMMM 'de' y", locale=_LOCALE)


@lru_cache(maxsize=256)
def month(on: date) -> str:
    """`junio de 2026`."""
    return format_date(on, "MMMM 'de' y", locale=_LOCALE)


def clock(at: datetime) -> str:
    """`8:05 a. m.`, in Bogotá."""
    return format_time(at, "h:mm a", tzinfo=BOGOTA, locale=_LOCALE)


def when(at: datetime) -> str:
    """`viernes 12 de junio, 8:05 a. m.`, in Bogotá."""
    return f"{day(day_of(at))}, {clock(at)}"


def number(value: int) -> str:
    """`1.412`."""
    return _number(value)


def days_left(closes_on: date | None, business_days: int | None, today: date) -> str:
    """`Quedan 6 días hábiles`. `business_days` are those after today, the closing day among them."""
    if closes_on is None:
        return "Fecha de cierre sin publicar: búsquenla en SECOP"
    if closes_on < today:
        return "Ya cerró"
    if closes_on == today:
        return "Cierra hoy"
    if (closes_on - today).days == 1:
        return "Cierra mañana"
    if not business_days:
        return "No quedan días hábiles"
    return "Queda 1 día hábil" if business_days == 1 else f"Quedan {business_days} días hábiles"


def _rounded(cop: int) -> int:
    """Exact where one decimal of a million says it, else to what a person would say aloud, half up."""
    if cop % (_MILLION // 10) == 0 and cop < _BILLION:
        return cop
    step = next((step for least, step in _STEPS if cop >= least), 1)
    return (cop + step // 2) // step * step


_STEPS = (
    (_BILLION, _BILLION // 10),
    (100 * _MILLION, _MILLION),
    (_MILLION, _MILLION // 10),
    (10 * _THOUSAND, _THOUSAND),
)


def _number(value: int | Decimal) -> str:
    return format_decimal(value, "#,##0.#", locale=_LOCALE)
