"""Dates as people write them in Colombia: day first, year first, or with the month's name."""

import re
from datetime import date

from domain.days import MONTHS
from domain.text import fold

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+Z?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: [\d:.]+)?")
_IN_WORDS = re.compile(r"(\d{1,2}) (?:de )?([a-z]+) (?:del? )?(\d{4})")


def read_date(text: str) -> date | None:
    """The date, or None where it is none: `2026-01-15`, `15/01/2026`, `15 de enero de 2026`."""
    written = text.strip()
    if match := _YEAR_FIRST.fullmatch(written):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(written):
        day, month, year = match.groups()
    elif match := _IN_WORDS.fullmatch(fold(written)):
        day, name, year = match.groups()
        month = str(_month(name))
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month(name: str) -> int:
    """1 to 12, or 0 for no month. `ene`, `sept` and `setiembre` are months too."""
    if name == "setiembre":
        return 9
    return next((i for month, i in MONTHS.items() if len(name) >= 3 and month.startswith(name)), 0)
