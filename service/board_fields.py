"""What one cell of a boards file says: a number, a word of a closed set, the trades."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from api.table_file import RefusedRow
from domain.board import BoardKind, Trade
from domain.nit import check_digit, is_organisation, read_nit
from domain.text import fold
from matching.places.gazetteer import Gazetteer
from matching.places.town_table import town_table
from matching.places.towns import town_of, work_town
from matching.trade import suggested_trades

Note = Callable[[str], None]
_T = TypeVar("_T")

_KINDS = {
    BoardKind.JAC: ("jac", "junta de accion comunal", "junta", "accion comunal"),
    BoardKind.JVC: ("jvc", "junta de vivienda comunitaria", "vivienda comunitaria"),
    BoardKind.ASSOCIATION: ("asociacion", "asojuntas", "asociacion de juntas", "association"),
}
_KIND_IN_NAME = (
    (BoardKind.ASSOCIATION, re.compile(r"\basociacion\b|\basojuntas\b|\basojac\b")),
    (BoardKind.JVC, re.compile(r"\bvivienda comunitaria\b|\bj ?v ?c\b")),
)
_TRADES = {fold(trade): trade for trade in Trade}
_BETWEEN_TRADES = re.compile(r"[,;/\n]|\sy\s")
_THOUSANDS = re.compile(r"\d{1,3}([.\s]\d{3})+")
_MOST_AFFILIATES = 100_000
_AFTER_A_NAME = re.compile(r"\s*(?:[-,;:(/]|\bc\.?\s?c\b|\d)", re.IGNORECASE)


def read_municipality(text: str | None, gazetteer: Gazetteer, home: str) -> str:
    if text is None:
        return home
    if re.fullmatch(r"\d{4,5}", text):
        return text.zfill(5)  # spreadsheets drop the zero that Antioquia's codes begin with
    folded = fold(text)
    if gazetteer.name and gazetteer.name in folded and not gazetteer.is_elsewhere(text):
        return gazetteer.municipality
    department = town_table().department_names.get(home[:2])
    if found := town_of(department, text) or work_town(f"municipio de {text}", "", None, None).code:
        return found
    raise RefusedRow(f"No conocemos el municipio «{text}»: escriba su código DANE de cinco cifras")


def read_kind(text: str | None, name: str) -> BoardKind:
    if text is not None:
        return _word(text, _KINDS, "El tipo «{}» no es JAC, JVC ni asociación")
    folded = fold(name)
    return next((kind for kind, pattern in _KIND_IN_NAME if pattern.search(folded)), BoardKind.JAC)


def read_affiliates(text: str | None, note: Note) -> int | None:
    """How many; what is no number of people is told, and stays unknown."""
    if text is None:
        return None
    digits = re.sub(r"[.\s]", "", text) if _THOUSANDS.fullmatch(text) else text
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else 0
    if not 0 < number <= _MOST_AFFILIATES:
        note(f"«{text}» no es un número de afiliados: se queda sin saber")
        return None
    return number


def _word(text: str, known: Mapping[_T, tuple[str, ...]], refusal: str) -> _T:
    folded = fold(text)
    for meaning, words in known.items():
        if folded in words:
            return meaning
    raise RefusedRow(refusal.format(text))


def organisation_nit(text: str | None) -> str | None:
    if text is None:
        return None
    nit = read_nit(text)
    if nit is None:
        raise RefusedRow(f"El NIT «{text}» no es posible: {_why_impossible(text)}")
    if not is_organisation(nit):
        raise RefusedRow(f"El NIT «{text}» no es de una organización (empiezan por 8 o 9)")
    return nit


def _why_impossible(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    if len(digits) == 10:
        return f"la cifra de verificación de {digits[:9]} es {check_digit(digits[:9])}, no {digits[9]}"
    return "un NIT tiene nueve cifras y una de verificación"


def read_president(text: str | None, note: Note) -> str | None:
    """The name alone: what follows it, an identity number for instance, is not ours to keep."""
    if text is None:
        return None
    name = _AFTER_A_NAME.split(text, maxsplit=1)[0].strip()
    if name != text:
        note("De la columna presidente se guarda sólo el nombre")
    return name or None


def read_trades(text: str | None, note: Note) -> tuple[Trade, ...]:
    found: dict[Trade, None] = {}
    for words in _BETWEEN_TRADES.split(text or ""):
        folded = fold(words)
        meant = _meant_trades(folded)
        found.update(dict.fromkeys(meant))
        if folded and not meant:
            note(f"No conocemos el oficio «{words.strip()}»")
    return tuple(found)


def _meant_trades(folded: str) -> list[Trade]:
    """The trade of that name, or those that the words speak of most: "mantenimiento de parques" is two."""
    if folded in _TRADES:
        return [_TRADES[folded]]
    hints = suggested_trades(folded)
    return [hint.trade for hint in hints if hint.score == hints[0].score]
