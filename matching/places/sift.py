"""What a database can tell of the calls that may be in reach of a municipality, before anybody reads them.

A buyer of another department builds there, unless its words name the municipality, or the department as such
(see `towns.work_town`). Slips of the keys are forgiven within a department alone, so that elsewhere a name
stands as it is written, but for accents, signs and case.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from domain.text import fold
from matching.places.town_mentions import DEPARTMENT_CUES, LINKS
from matching.places.town_table import town_table
from matching.places.towns import department_of

# How SECOP writes departments, where it is not as the DANE does. A column with anything else is not trusted.
_WRITTEN = ("Distrito Capital de Bogotá", "San Andrés, Providencia y Santa Catalina")
_BOGOTA, _AROUND_BOGOTA = "11", "25"  # the capital stands in either column
_LATIN = [chr(code) for code in range(1, 256)]
_WORD = "".join(sign for sign in _LATIN if fold(sign))
_GAP = f"[^{_WORD}]+"
_UNFORESEEN = "[^\u0001-\u00ff\u2010-\u2026]"  # whose text has such a sign is read
_MOST_LINKS = 2


class Sift(NamedTuple):
    """`elsewhere` are departments, as they stand in the column of a buyer: of those a call is in reach only
    where its text, or the buyer's name, holds the regular expression `words`.
    """

    elsewhere: tuple[str, ...]
    words: str


@cache
def sift_for(municipality: str) -> Sift:
    """The sift for a municipality (DANE code). It lets through more than is in reach, and never less."""
    own, table = municipality[:2], town_table()
    near = {own, _AROUND_BOGOTA} if own == _BOGOTA else {own}
    written = (*table.department_names.values(), *_WRITTEN)
    named = [_spelt(form) for form, codes in sorted(table.towns.items()) if municipality in codes]
    departments = _either(_spelt(form) for form, code in sorted(table.departments.items()) if code == own)
    cues, links = _either(map(_spelt, sorted(DEPARTMENT_CUES))), _either(map(_spelt, sorted(LINKS)))
    as_such = f"{cues}(?:{_GAP}{links}){{0,{_MOST_LINKS}}}{_GAP}{departments}"
    return Sift(
        elsewhere=tuple(sorted(name for name in written if department_of(name) not in {None, *near})),
        words=f"{_UNFORESEEN}|(?:^|[^{_WORD}]){_either((*named, as_such))}(?:$|[^{_WORD}])",
    )


def _either(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _spelt(folded: str) -> str:
    """A folded name in any case and with any accents."""
    return _GAP.join("".join(map(_letter, word)) for word in folded.split())


@cache
def _letter(letter: str) -> str:
    return f"[{''.join(sign for sign in _LATIN if fold(sign) == letter)}]"
