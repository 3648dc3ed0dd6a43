"""Reading of single fields as SECOP publishes them: placeholders, glued suffixes, odd dates and numbers."""

import re
from datetime import date
from functools import lru_cache

from domain.board import names_a_board
from domain.nit import is_organisation, read_nit
from domain.text import fold

# What SECOP writes where it has nothing to say, folded.
_PLACEHOLDERS = frozenset(
    {
        "",
        "nd",
        "no definido",
        "no definida",
        "no defenido",
        "no aplica",
        "no especificado",
        "no adjudicado",
        "no provisto",
        "sin descripcion",
        "unspecified",
    }
)
_FOLDED_PLACEHOLDER_LENGTH = max(map(len, _PLACEHOLDERS))
# "(Manifestación de interés (Menor Cuantía))", "(Presentación de oferta)": the phase, glued to names.
_SUFFIX = re.compile(
    r"\s*\((?:manifestaci[oó]n de inter[eé]s|presentaci[oó]n de (?:oferta|observaciones)|fase de|"
    r"proceso de ofertas|selecci[oó]n de ofertas|pr[eé]-?calificaci[oó]n)[^()]*(?:\([^()]*\))?[^()]*\)\s*$",
    re.IGNORECASE,
)
# Text passed through a Windows code page once: its dashes, quotes and dots stand as control characters.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x9f]")
_WINDOWS = dict.fromkeys((*range(32), 127), " ") | {
    c: bytes([c]).decode("cp1252", errors="ignore") or " " for c in range(0x80, 0xA0)
}
_UNSPSC = re.compile(r"(?:V\d+\.)?(\d{4,8})$")
_LOGIN = "/STS/Users/Login"
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)


class Unreadable(ValueError):
    """A row that cannot be what it says; the message tells why, in English."""


def text(value: str | None) -> str | None:
    """The text in one line, or None for nothing and for placeholders such as "No Definido"."""
    if value is None:
        return None
    if _CONTROLS.search(value):
        value = value.translate(_WINDOWS)
    value = " ".join(value.split())
    if len(value) <= _FOLDED_PLACEHOLDER_LENGTH and fold(value) in _PLACEHOLDERS:
        return None
    return value


def title(value: str | None) -> str | None:
    """A name or reference without the phases that SECOP glues behind it, however many."""
    found = text(value)
    while found and found[-1] == ")" and (shorter := _SUFFIX.sub("", found)) != found:
        found = shorter
    return found or None


@lru_cache(maxsize=65_536)
def day(value: str | None) -> date | None:
    """A day from `2026-01-28T00:00:00.000`, `2026-01-28` or `28/01/2026`; None outside 2000–2100.

    SECOP marks missing days with years before 2000 and as far as 2133. Raises Unreadable for no day at all.
    """
    found = text(value)
    if found is None:
        return None
    try:
        if "/" in found:
            days, months, years = found[:10].split("/")
            read = date(int(years), int(months), int(days))
        else:
            read = date.fromisoformat(found[:10])
    except ValueError as error:
        raise Unreadable(f"no date: {found[:40]!r}") from error
    return read if _EARLIEST <= read <= _LATEST else None


def cop(value: str | float | None) -> int | None:
    """Whole pesos, rounded; None for nothing and for 0, which SECOP publishes for a blank amount."""
    number = _number(value)
    return None if not number else round(number)


def count(value: str | float | None) -> int | None:
    """A whole number; 0 is a number here."""
    number = _number(value)
    return None if number is None else round(number)


def nit(value: str | float | None) -> str | None:
    """Nine digits of a NIT, or None. Buyers' NITs come with a tenth digit that is no check digit, too."""
    if isinstance(value, float):
        value = int(value)
    found = text(str(value)) if value is not None else None
    if found is None:
        return None
    digits = re.sub(r"\D", "", found)
    glued = len(digits) == 10 and digits.isdigit() and is_organisation(digits[:9])
    return read_nit(found) or (digits[:9] if glued else None)


def supplier(name: str | None, number: str | float | None) -> tuple[str | None, str | None]:
    """Name and NIT of a supplier that is an organisation; of a natural person nothing is kept."""
    found_name, found_nit = text(name), nit(number)
    if found_nit and is_organisation(found_nit):
        return found_name, found_nit
    if found_name and names_a_board(found_name):
        return found_name, None
    return None, None


def unspsc(value: str | None) -> str | None:
    """The eight digits of `V1.72141000`; codes cut short are filled with zeros; None for UNSPECIFIED."""
    found = text(value)
    match = _UNSPSC.match(found) if found else None
    return match.group(1).ljust(8, "0") if match else None


def codes(value: str | None) -> str | None:
    """UNSPSC codes parted by `;` or `,`, as eight digits each, parted by spaces."""
    found = text(value)
    if found is None:
        return None
    read = [code for part in re.split(r"[;,\s]+", found) if (code := unspsc(part))]
    return " ".join(dict.fromkeys(read)) or None


def link(value: "str | dict[str, str] | None") -> str | None:
    """The address of a link; None where it leads to a login page, as it does for drafts."""
    found = text(value.get("url") if isinstance(value, dict) else value)
    return None if found is None or _LOGIN in found else found


def _number(value: str | float | None) -> float | None:
    if value is None or isinstance(value, int | float):
        return value
    found = text(value)
    if found is None:
        return None
    try:
        return int(found) if found.isdigit() else float(found)
    except ValueError as error:
        raise Unreadable(f"no number: {found[:40]!r}") from error
