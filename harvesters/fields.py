"""Reading of single fields as SECOP publishes them: placeholders, glued suffixes, odd dates and numbers."""

import re
from datetime import date
from functools import lru_cache

import msgspec

from domain.board import names_a_board
from domain.nit import is_organisation, read_nit
from domain.text import fold

# As it stands in JSON: mostly text, for the source writes numbers as strings.
Number = str | int | float | None

# What SECOP writes where it has nothing to say, folded.
_PLACEHOLDERS = frozenset(
    (
        *("", "nd", "no", "no definido", "no definida", "no defenido", "no aplica", "no especificado"),
        *("no adjudicado", "no provisto", "sin descripcion", "unspecified"),
    )
)
_LONGEST_PLACEHOLDER = max(map(len, _PLACEHOLDERS)) + 4  # and a full stop, or brackets
_PLACEHOLDERS_BEGIN = frozenset("nNsSuU")
_PESOS = frozenset(("cop", "peso colombiano", "pesos colombianos"))
_YES, _NO = frozenset(("si", "true", "verdadero")), frozenset(("no", "false", "falso"))
# Dashes and quotes of a Windows code page stand in SECOP as control characters: byte 0x96 is "–".
_CONTROLS = {code: bytes([code]).decode("cp1252", errors="ignore") or " " for code in range(0x80, 0xA0)}
_CONTROLS |= dict.fromkeys((*range(0x20), 0x7F), " ")
# The phases that SECOP glues behind names and references, folded.
_GLUED = (
    "",
    "manifestacion de interes",
    "manifestacion de interes menor cuantia",
    "presentacion de oferta",
    "presentacion de ofertas",
    "presentacion de oferta precalificacion",
    "presentacion de observaciones",
    "presentacion de observaciones precalificacion",
    "fase de seleccion presentacion de ofertas",
    "fase de ofertas",
    "fase de concurso",
    "proceso de ofertas",
    "seleccion de ofertas borrador",
    "pre calificacion de competidores",
)
_NAMES_ARE_CUT_AT = 195  # at 200 characters, less the blanks that were dropped since
_UNSPSC = re.compile(r"(?:V\d+\.)?(\d{4,8})$", re.IGNORECASE | re.ASCII)
_BETWEEN_CODES = re.compile(r"[;,\s]+")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]|$)", re.ASCII)
_DAY_FIRST = re.compile(r"^(\d\d)/(\d\d)/(\d{4})", re.ASCII)
_LOGIN = "/sts/users/login"
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
# Thousands of times the national budget; and what the smaller of the columns holds.
_LARGEST_AMOUNT, _LARGEST_COUNT = 10**18, 2**31 - 1
_A_CENTURY = 36_500  # days
_DIGITS = 300  # more of them are no number that a float holds


class Unreadable(ValueError):
    """A row that cannot be what it says it is; the message tells why, in English."""


class Link(msgspec.Struct, gc=False):
    """A column of type url: an object on the wire."""

    url: str | None = None


def text(value: str | None) -> str | None:
    """The text in one line, or None for nothing and for placeholders such as "No Definido"."""
    if value is None:
        return None
    clean = value.isprintable() and "  " not in value
    found = value.strip() if clean else " ".join(value.translate(_CONTROLS).split())
    return None if len(found) <= _LONGEST_PLACEHOLDER and _is_placeholder(found) else found


# For columns of few values: each is read once.
term = lru_cache(maxsize=16_384)(text)


def title(value: str | None) -> str | None:
    """A name or reference without the phases that SECOP glues behind it, however many, whole or cut."""
    found = text(value)
    if value is None or found is None:
        return None
    name = _without_cut_phase(found) if len(value) >= _NAMES_ARE_CUT_AT else found
    while name.endswith(")") and (start := _start_of_phase(name)) is not None:
        name = name[:start].rstrip()
    return found if name == found else text(name)


@lru_cache(maxsize=16_384)
def day(value: str | None) -> date | None:
    """A day from `2026-01-28T00:00:00.000`, `2026-01-28` or `28/01/2026`; None outside the years 2000–2100.

    SECOP marks missing days with years before 2000 and as far as 2133. Raises Unreadable for no day at all.
    """
    found = text(value)
    if found is None:
        return None
    written = _DAY.match(_DAY_FIRST.sub(r"\3-\2-\1", found))
    try:
        read = date.fromisoformat(written[1] if written else "")
    except ValueError as error:
        raise Unreadable(f"not a date: {found[:40]!r}") from error
    return read if _FIRST_YEAR <= read.year <= _LAST_YEAR else None


def cop(value: Number) -> int | None:
    """Whole pesos; None for nothing and for 0, which SECOP publishes when the buyer left the amount blank.

    Raises Unreadable for letters, for less than nothing and for more than there is.
    """
    return _whole(value, _LARGEST_AMOUNT) or None


def in_pesos(value: Number, currency: str | None) -> int | None:
    """Whole pesos of an amount that comes with its currency; None for another one. Raises as `cop`."""
    named = term(currency)
    return cop(value) if named is None or fold(named) in _PESOS else None


@lru_cache(maxsize=16_384)
def yes(value: str | None) -> bool | None:
    """ "Si" and "No" with or without accent; None for nothing and for any other word."""
    said = fold(value or "")
    return True if said in _YES else False if said in _NO else None


@lru_cache(maxsize=16_384)
def count(value: Number) -> int | None:
    """A whole number, rounded; 0 is a number here. Raises Unreadable for letters and what cannot be meant."""
    return _whole(value, _LARGEST_COUNT)


@lru_cache(maxsize=16_384)
def added_cop(value: Number) -> int | None:
    """Whole pesos added to a contract, 0 for none; None for letters and for less than nothing, which are no
    reason to do without the contract.
    """
    try:
        return _whole(value, _LARGEST_AMOUNT)
    except Unreadable:
        return None


@lru_cache(maxsize=16_384)
def added_days(days: Number, months: Number = None) -> int | None:
    """Days added to a contract, with months of thirty; None where neither is said, or in a hundred years."""
    said = [part * each for part, each in ((added_cop(days), 1), (added_cop(months), 30)) if part is not None]
    return sum(said) if said and sum(said) < _A_CENTURY else None


@lru_cache(maxsize=16_384)
def identifier(value: Number) -> str | None:
    """An identifier as text, also where it was published as a number."""
    return text(value) if value is None or isinstance(value, str) else str(int(value))


@lru_cache(maxsize=16_384)
def nit(value: Number) -> str | None:
    """The nine digits of a NIT in whatever shape, or None."""
    written = identifier(value)
    if written is None:
        return None
    digits = re.sub(r"\D", "", written)
    # Buyers' NITs come with a tenth digit that is no check digit, too.
    glued = len(digits) == 10 and digits.isascii() and is_organisation(digits[:9])
    return read_nit(written) or (digits[:9] if glued else None)


@lru_cache(maxsize=16_384)
def supplier(name: str | None, number: Number) -> tuple[str | None, str | None]:
    """Name and NIT of a supplier that is an organisation; of a natural person nothing (Ley 1581 de 2012)."""
    found, digits = text(name), nit(number)
    if digits and is_organisation(digits):
        return found, digits
    if found and names_a_board(found):
        return found, None
    return None, None


@lru_cache(maxsize=16_384)
def unspsc(value: str | None) -> str | None:
    """The eight digits of `V1.72141000`, a short code filled with zeros; None for UNSPECIFIED."""
    found = text(value)
    match = _UNSPSC.match(found) if found else None
    return match.group(1).ljust(8, "0") if match else None


@lru_cache(maxsize=16_384)
def codes(value: str | None) -> str | None:
    """UNSPSC codes that were parted by `;` or `,`: eight digits each, parted by a space."""
    found = text(value)
    if found is None:
        return None
    return " ".join(dict.fromkeys(filter(None, map(unspsc, _BETWEEN_CODES.split(found))))) or None


def link(value: Link | str | None) -> str | None:
    """The address of a link; None where it leads to a login page, as it does for drafts."""
    found = value.url if isinstance(value, Link) else value
    return text(found) if found and _LOGIN not in found.lower() else None


def _is_placeholder(found: str) -> bool:
    # Folding is dear: most ids and numbers are seen at once to be no placeholder.
    first = found[:1]
    return (first in _PLACEHOLDERS_BEGIN or not first.isalnum()) and fold(found) in _PLACEHOLDERS


def _start_of_phase(name: str) -> int | None:
    """Where the phase glued behind a name begins, if one is; phases stand within phases."""
    found, start = None, len(name)
    while (start := name.rfind("(", 0, start)) >= 0:
        if _is_glued(name[start:]):
            found = start
    return found


@lru_cache(maxsize=4_096)
def _is_glued(rest: str) -> bool:
    return fold(rest) in _GLUED


def _without_cut_phase(name: str) -> str:
    """A name that SECOP cut, without what the cut left of a phase: "… (Manifestación de in"."""
    found = start = len(name)
    while (start := name.rfind(" (", 0, start)) >= 0:
        rest = fold(name[start:])
        if any(phase.startswith(rest) for phase in _GLUED):
            found = start  # and on: phases stand within phases
    return name[:found].rstrip()


def _whole(value: Number, largest: int) -> int | None:
    if isinstance(value, str):
        value = _written(value)
    if value is None:
        return None
    try:
        found = round(value)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"not a number: {value}") from error
    if not 0 <= found <= largest:
        raise Unreadable(f"a number that cannot be meant: {value:.3g}")
    return found


def _written(value: str) -> float | None:
    found = value if value.isdecimal() else text(value)
    if found is None:
        return None
    try:
        return int(found) if found.isdecimal() and len(found) < _DIGITS else float(found.replace("_", " "))
    except ValueError as error:
        raise Unreadable(f"not a number: {found[:40]!r}") from error
