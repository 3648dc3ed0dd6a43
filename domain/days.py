"""Days in Colombia. SECOP dates carry no hour: a day belongs to America/Bogota and counts to its end."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

BOGOTA = ZoneInfo("America/Bogota")

_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
MONTHS = {name: number for number, name in enumerate(_MONTHS, 1)}  # as plans and people write them, folded


def day_of(now: datetime) -> date:
    """The day in Bogotá at this instant. Raises ValueError for a time without zone."""
    if now.tzinfo is None:
        raise ValueError("a time without zone has no day")
    return now.astimezone(BOGOTA).date()
