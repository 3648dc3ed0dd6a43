"""Where a board's own name begins: after "junta de acción comunal", however that was written.

Registers write `J.A.C.`, `JTA DE ACCION COMUNLA`, `JUNTADE ACCION COMJUNAL`, `ASOJUNTAS`, and lose, double
and swap letters.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

_INITIALS = re.compile(r"\bj ?[av] ?c(?=(?:vereda|vda|v|barrio|brr|b|urb|corregimiento|sector|del?)?\b)")
_INITIAL_WORDS = {"j", "ja", "jv", "aso"}  # what initials and unions may begin with, as words
_UNITED = re.compile(r"\baso ?(?:juntas?(?: de accion comunal)?|jac|accion comunal|comunal(?:es)?)\b")
_BEGINS = re.compile(r"j[untas]{2}|aso(?:junta|jac|accion|comunal)")
_GLUED = re.compile(
    r"(juntas?|jta)?(de)?(accion)?(comunal)?(del?)?(la)?(vereda|barrio|corregimiento|urbanizacion|municipio)?(de)?"
)
_GLUED_TO_NAME = re.compile(r"(comunal|vereda|barrio|corregimiento|urbanizacion)(?!es$)(\w{3,}|el|la|de)")
_DIGITS = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_UNIONS = {"asociacion": "association", "federacion": "federation", "confederacion": "confederation"}
_BOARD_WORDS = ("junta", "accion", "comunal", "civica", "vivienda", "comunitaria")
_OTHER_BOARD_WORDS = {"juntas": "junta", "jta": "junta", "comunales": "comunal"}
_PROOF = {"junta", "accion", "comunal"}  # two of these make a board
_LONGEST_PREFIX = 9
_SHORT_SLIP = 3  # letters of "de" with a slip, as long as "comunal" is still to come
# Spaces left out, and how many slips still leave it what it is.
_WHOLE = {"juntadeaccioncomunal": 3, "juntaaccioncomunal": 3, "jtadeaccioncomunal": 3, "juntacomunal": 2}

SMALL = {"de", "del", "la", "el", "los", "las", "lo", "y", "d", "e"}


class Prefixed(NamedTuple):
    """What kind of organisation (board, association, federation, confederation), and the words of its own
    name; `said` are all words.
    """

    level: str
    own: list[str]
    said: list[str]


def after_prefix(folded: str) -> Prefixed | None:
    """A folded name taken apart, None for one that is no board's."""
    spaced = _INITIALS.sub("junta accion comunal ", _UNITED.sub("asociacion juntas accion comunal ", folded))
    words = [part for word in _DIGITS.sub(" ", spaced).split() for part in _unglued(word)]
    level = next((found for word in words[:2] if (found := _union(word))), "board")
    own = _after_words(words)
    rest = words[own:] if own is not None else _after_letters(words)
    return None if rest is None else Prefixed(level, rest, words)


@lru_cache(maxsize=1 << 18)  # a million names are made of a few words
def may_say_board(word: str) -> bool:
    """Whether a name with this folded word may be a board's: without such a word it is none."""
    parts = [part for run in _DIGITS.sub(" ", word).split() for part in _unglued(run)]
    return any(
        part in _INITIAL_WORDS or _INITIALS.match(part) or _BEGINS.match(part) or _board_word(part) in _PROOF
        for part in parts
    )


def is_slip_of(word: str, meant: str) -> bool:
    """One slip of the keys, two in a long word."""
    allowed = 2 if len(meant) >= 9 or meant == "comunal" else 1
    if abs(len(word) - len(meant)) > allowed:
        return False
    return OSA.distance(word, meant, score_cutoff=allowed) <= allowed


def _after_words(words: Sequence[str]) -> int | None:
    """Where the own name begins by the words that say "board", None if they are not there."""
    last = -1
    heard: set[str] = set()
    for i, word in enumerate(words[:_LONGEST_PREFIX]):
        if (meant := _board_word(word)) is not None:
            last = i
            heard.add(meant)
        elif heard and not _may_stand_between(word, heard):
            break
    united = "comunal" in heard and _union(words[0])
    return last + 1 if united or len(heard & _PROOF) >= 2 else None


def _may_stand_between(word: str, heard: Collection[str]) -> bool:
    """Articles and unions; before "comunal" also what may be a slip of an article."""
    short = len(word) <= _SHORT_SLIP and "comunal" not in heard
    return word in SMALL or short or _union(word) is not None


def _after_letters(words: Sequence[str]) -> list[str] | None:
    """The words after letters that are "juntadeaccioncomunal" but for slips, wherever its spaces are."""
    if not words or not _BEGINS.match(words[0]):
        return None
    solid = "".join(words)
    held = [
        (slips, length)
        for whole, allowed in _WHOLE.items()
        for length in range(len(whole) - allowed, len(whole) + allowed + 1)
        if (slips := OSA.distance(solid[:length], whole, score_cutoff=allowed)) <= allowed
    ]
    return _without_letters(words, min(held)[1]) if held else None


def _without_letters(words: Sequence[str], count: int) -> list[str]:
    rest = []
    for word in words:
        rest.append(word[count:])
        count = max(0, count - len(word))
    return [word for word in rest if word]


@lru_cache(maxsize=1 << 18)
def _unglued(word: str) -> tuple[str, ...]:
    """`"juntadeaccion"` in its words, `"veredapetaluma"` in two; any other as it is."""
    if parts := _GLUED.fullmatch(word) or _GLUED_TO_NAME.fullmatch(word):
        return tuple(filter(None, parts.groups()))
    return (word,)


@lru_cache(maxsize=1 << 16)
def _union(word: str) -> str | None:
    return next((level for meant, level in _UNIONS.items() if is_slip_of(word, meant)), None)


@lru_cache(maxsize=1 << 18)
def _board_word(word: str) -> str | None:
    """Which word of "junta de acción comunal" this is, slips of the keys allowed."""
    if word in _OTHER_BOARD_WORDS:
        return _OTHER_BOARD_WORDS[word]
    for meant in _BOARD_WORDS:
        if word == meant or (len(word) > 3 and is_slip_of(word, meant)):
            return meant
    # Words glued to it ("comunade"), and cut short ("comun").
    return "comunal" if word == "comun" or (word.startswith("comuna") and len(word) <= 9) else None
