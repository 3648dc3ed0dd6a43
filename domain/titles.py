"""Titles of processes made readable: SECOP holds many of two hundred capitals."""

import re
from collections.abc import Iterable

from domain.text import fold

# Written in capitals everywhere; whatever has no vowel, a digit or is a Roman numeral needs no entry.
_ACRONYMS = frozenset(
    fold(
        "ADRES ANH API CAD CAI CDI DADIS DANE DATT DIAN EDURBE EPA ESAL ESE ESP FONVIVIENDA ICBF ICETEX "
        "IDER IE IED IGAC INDER INTERASEO INVIAS IPCC IPS JAC JAL JVC MIPYME OAC ONG PAA PAE PEI PIC POT "
        "PTAR PTAP RAEE RUT SAS SENA SECOP SISBEN TIC UCG UMATA UPS"
    ).split()
)
_PROPER = frozenset({"bolivar", "cartagena", "colombia", "indias", "caribe"})
_ROMAN = re.compile(r"[IVX]{2,}", re.IGNORECASE)
_WORD = re.compile(r"(?:[^\W\d_]\.)+|[^\W_]+")  # D.T. is one word
_SMALL_WORDS = frozenset({"del", "las", "los", "con", "por", "para", "una", "san", "nueva", "nuevo"})


def readable(text: str, most: int = 140, names: Iterable[str] = ()) -> str:
    """The text on one line, in sentence case if it shouts, cut at a word after `most` characters.

    `names` are proper names that may occur in it, such as the board's barrio and the municipality.
    """
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if _shouts(text):
        proper = _PROPER | {w for name in names for w in fold(name).split() if len(w) > 2} - _SMALL_WORDS
        text = _WORD.sub(lambda found: _calm(found[0], proper), text)
    return _cut(text[:1].upper() + text[1:], most)


def _shouts(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 8 and sum(c.isupper() for c in letters) > 0.6 * len(letters)


def _calm(word: str, proper: frozenset[str]) -> str:
    folded = fold(word)
    if folded in proper:
        return word.capitalize()
    if folded in _ACRONYMS or _ROMAN.fullmatch(word) or not word.isalpha():
        return word
    if len(word) > 1 and folded and not re.search(r"[aeiouy]", folded):
        return word
    return word.lower()


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    head = text[: most - 1]
    if text[most - 1] != " " and " " in head[most // 2 :]:
        head = head.rsplit(" ", 1)[0]
    return head.rstrip(" ,;:.-–(") + "…"
