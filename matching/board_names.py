"""Names of community boards as suppliers' registers write them, taken apart so that they can be compared.

`"J.A.C. DE LA VDA. PEÑA NEGRA - RL"` and `"JUNTA DE ACCION COMUNLA VEREDA PENA NEGRA"` are one name.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from domain.text import fold

_INITIALS = re.compile(r"\bj ?[av] ?c\b")
_INITIAL_WORDS = {"j", "ja", "jv", "jac", "jvc"}  # what `_INITIALS` may begin with, as a word
_GLUED = re.compile(
    r"(juntas?|jta)?(de)?(accion)?(comunal)?(del?(?: ?la)?)?(vereda|barrio|corregimiento|urbanizacion)?"
)
_TAIL = re.compile(r"\b(?:nit|rl|representante legal|de colombia)(?: \d+)*$")
_TOWN = re.compile(r"\b(?:del? )?(?:municipio|mpio|mcpio|mun) (?:de )?(.+)$")
_ORDINALS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "primero": "1", "segundo": "2", "tercero": "3"}
_UNIONS = {"asociacion": "association", "federacion": "federation", "confederacion": "confederation"}
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
_BOARD_WORDS = ("junta", "accion", "comunal", "civica", "vivienda", "comunitaria")
_OTHER_BOARD_WORDS = {"juntas": "junta", "jta": "junta", "comunales": "comunal"}
_SMALL = {"de", "del", "la", "el", "los", "las", "lo", "y", "d", "e"}
_LONGEST_PREFIX = 9


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
    spaced = _TAIL.sub("", _INITIALS.sub("junta accion comunal", fold(name))).split()
    words = [part for word in spaced for part in _unglued(word)]
    own = _after_prefix(words)
    if own is None:
        return None
    level = next((_UNIONS[word] for word in words[:2] if word in _UNIONS), "board")
    rest = " ".join(words[own:])
    town = _TOWN.search(rest)
    if town and any(len(word) > 3 for word in rest[: town.start()].split()):
        rest = rest[: town.start()]  # else the town is all the name there is: asociación del municipio de X
    name_parts = _parts(rest.split(), level, town.group(1) if town else None)
    if level != "board" and not name_parts.solid:
        return replace(name_parts, solid="".join(words))
    return name_parts


def may_say_board(word: str) -> bool:
    """Whether a name with this folded word may be a board's: without such a word it is none."""
    said = {"junta", "accion", "comunal"}
    return word in _INITIAL_WORDS or any(_board_word(part) in said for part in _unglued(word))


@lru_cache(maxsize=1 << 18)
def _unglued(word: str) -> tuple[str, ...]:
    """`"juntadeaccion"` in its words; any other as it is."""
    parts = _GLUED.fullmatch(word)
    return tuple(filter(None, parts.groups())) if parts and word else (word,)


def _after_prefix(words: list[str]) -> int | None:
    """Where the own name begins, after the words that say "board"; None if they are not there."""
    last, heard = -1, set()
    for i, word in enumerate(words[:_LONGEST_PREFIX]):
        if (meant := _board_word(word)) is not None:
            last = i
            heard.add(meant)
        elif heard and word not in _SMALL and word not in _UNIONS:
            break
    union = "comunal" in heard and words[0] in _UNIONS
    return last + 1 if union or len(heard & {"junta", "accion", "comunal"}) >= 2 else None


@lru_cache(maxsize=1 << 18)  # a million names are made of a few words
def _board_word(word: str) -> str | None:
    """Which word of "junta de acción comunal" this is, slips of the keys allowed."""
    if word in _OTHER_BOARD_WORDS:
        return _OTHER_BOARD_WORDS[word]
    for meant in _BOARD_WORDS:
        if word == meant or (len(word) > 3 and _is_slip_of(word, meant)):
            return meant
    # Words glued to it ("comunade"), and cut short ("comun").
    return "comunal" if word == "comun" or (word.startswith("comuna") and len(word) <= 9) else None


def _is_slip_of(word: str, meant: str) -> bool:
    allowed = 2 if len(meant) >= 9 or meant == "comunal" else 1
    if abs(len(word) - len(meant)) > allowed:
        return False
    return OSA.distance(word, meant, score_cutoff=allowed) <= allowed


def first_words(name: BoardName, count: int) -> BoardName:
    """The name without what comes after its first words."""
    words = list(name.words[:count])
    while words and words[-1] in _SMALL:
        words.pop()
    return _made(words, name.level, name.place_kind, name.town)


def _parts(words: list[str], level: str, town: str | None) -> BoardName:
    kinds = [kind for word in words if (kind := _place_kind(word))]
    own = [_ORDINALS.get(word, word) for word in words if not _place_kind(word)]
    return _made(own, level, kinds[0] if kinds else None, town)


def _made(words: list[str], level: str, place_kind: str | None, town: str | None) -> BoardName:
    own = [word for word in words if word not in _SMALL]
    numbers = tuple(word for word in own if word.isdigit())
    core, ordered = " ".join(own), " ".join(sorted(own))
    return BoardName(core, ordered, "".join(words), numbers, level, place_kind, town, tuple(words))


@lru_cache(maxsize=1 << 16)
def _place_kind(word: str) -> str | None:
    if word in _KINDS or word in _SHORT_KINDS:
        return _SHORT_KINDS.get(word, word)
    if len(word) < 5:
        return None
    return next((kind for kind in sorted(_KINDS) if _is_slip_of(word, kind)), None)
