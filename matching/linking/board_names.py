"""Names of community boards as suppliers' registers write them, taken apart so that they can be compared.

`"J.A.C. DE LA VDA. PEÑA NEGRA - RL"` and `"JUNTA DE ACCION COMUNLA VEREDA PENA NEGRA"` are one name.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from domain.text import fold
from matching.linking.board_prefix import SMALL, after_prefix, is_slip_of

_TAIL = re.compile(r"\b(?:nit|rl|representante legal|de colombia)(?: \d+)*$")
_TOWN = re.compile(r"\b(?:del? )?(?:municipio|mpio|mcpio|mun) (?:de? )?(.+)$")
_ORDINALS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "primero": "1", "segundo": "2", "tercero": "3"}
_KINDS = {"vereda", "barrio", "urbanizacion", "corregimiento", "caserio", "sector"}
_SHORT_KINDS = {
    "vda": "vereda",
    "v": "vereda",
    "b": "barrio",
    "br": "barrio",
    "brr": "barrio",
    "barr": "barrio",
    "urb": "urbanizacion",
    "corr": "corregimiento",
    "corrg": "corregimiento",
    "cgto": "corregimiento",
    "ctgo": "corregimiento",
    "ver": "vereda",
    "vrda": "vereda",
    "vrd": "vereda",
    "bo": "barrio",
    "bario": "barrio",
    "sec": "sector",
}


@dataclass(frozen=True, slots=True)
class BoardName:
    """A name taken apart: what it is called (`core`), of what kind of place, of which town if it says so.

    `solid` is the core with its articles and without spaces, for words glued or split by mistake; a union
    of boards may have no name of its own ("asociación de juntas comunales"), then it is all there is.
    """

    core: str
    sorted_core: str  # in the order of the alphabet: the order of words tells no two boards apart
    solid: str
    numbers: tuple[str, ...]
    level: str  # board, association, federation, confederation
    place_kind: str | None
    town: str | None
    words: tuple[str, ...]  # those of the solid form


def board_name(name: str) -> BoardName | None:
    """The parts of a board's name, or None for a name that is no board's."""
    prefixed = after_prefix(_TAIL.sub("", fold(name)))
    if prefixed is None:
        return None
    rest = " ".join("municipio" if is_slip_of(word, "municipio") else word for word in prefixed.own)
    town = _TOWN.search(rest)
    if town and any(len(word) > 3 for word in rest[: town.start()].split()):
        rest = rest[: town.start()]  # else the town is all the name there is: asociación del municipio de X
    parts = _parts(rest.split(), prefixed.level, town.group(1) if town else None)
    if prefixed.level != "board" and not parts.solid:
        return replace(parts, solid="".join(prefixed.said))
    return parts


def first_words(name: BoardName, count: int) -> BoardName:
    """The name without what comes after its first words."""
    words = list(name.words[:count])
    while words and words[-1] in SMALL:
        words.pop()
    return _made(words, name.level, name.place_kind, name.town)


def _parts(words: list[str], level: str, town: str | None) -> BoardName:
    kinds = [kind for word in words if (kind := _place_kind(word))]
    own = [_ORDINALS.get(word, word) for word in words if not _place_kind(word)]
    return _made(own, level, kinds[0] if kinds else None, town)


def _made(words: list[str], level: str, place_kind: str | None, town: str | None) -> BoardName:
    own = [word for word in words if word not in SMALL]
    numbers = tuple(word for word in own if word.isdigit())
    core, ordered = " ".join(own), " ".join(sorted(own))
    return BoardName(core, ordered, "".join(words), numbers, level, place_kind, town, tuple(words))


@lru_cache(maxsize=1 << 16)
def _place_kind(word: str) -> str | None:
    if word in _KINDS or word in _SHORT_KINDS:
        return _SHORT_KINDS.get(word, word)
    if len(word) < 5:
        return None
    return next((kind for kind in sorted(_KINDS) if is_slip_of(word, kind)), None)
