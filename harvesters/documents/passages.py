"""Pages cut into passages: what people wrote as one thing, freed of what the layout did to it.

Line breaks in words are mended; headers, footers and tables of contents are left out, for they name what the
document speaks of and say nothing of it.
"""

import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from harvesters.documents.pages import Page

_LONGEST = 2_000  # a text without an end is cut, so that the rules take time in proportion to it
_REPEATED_ON = 3  # a line at the edge of this many pages is a header or a footer
_EDGE_LINES = 3

_SOFT_HYPHEN = re.compile("[\u00ad\ufffe\x02]\\s*")  # as PDF readers give it
_HYPHENATED = re.compile(r"\b([^\W\d_]{2,30})-[ \t]*\n\s*([^\W\d_]{2,30})")
_BROKEN = re.compile(r"\b([^\W\d_]{2,30})[ \t]*\n[ \t]*([^\W\d_]{2,30})\b")
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|(?:\. ){4,}|_{6,})\s*\d{0,3}\s*$")
_NUMBERED = re.compile(r"\S.*\s\d{1,3}\s*$")
_CONTENTS = re.compile(r"^\s*(?:tabla de )?contenido|^\s*indice", re.MULTILINE)
_DIGITS = re.compile(r"\d+")
_BULLET = re.compile(r"\s*(?:[•●▪■◦\-–*]|\d{1,2}(?:\.\d{1,2}){0,4}[.)]|[a-zA-Z][.)]|[ivxIVX]{1,4}[.)])\s+\S")
_SENTENCE_END = re.compile(r"[.?!]\s+(?=[\"“«¿¡(]?[A-ZÁÉÍÓÚÑ0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:no|nos|num|nro|art|arts|lit|par|ley|dec|inc|dr|dra|sr|sra|ing|arq|etc|ltda|cra|cll|av|tel|cel|pag|"
    r"p|a|m|s|o|e|c|d|u|r|j)|\.[a-z])\.$"
)
_OCR_DIGIT = re.compile(r"(?<=[a-z])[0156](?=[a-z])")
_OCR_LETTERS = {"0": "o", "1": "i", "5": "s", "6": "o"}

# Words that a line break without a hyphen may cut; other pairs of pieces are two words.
_WORDS = frozenset(
    (
        *(
            "proponente",
            "proponentes",
            "oferente",
            "oferentes",
            "registro",
            "experiencia",
            "contrato",
            "contratos",
        ),
        *(
            "garantia",
            "garantias",
            "poliza",
            "polizas",
            "seriedad",
            "cumplimiento",
            "presupuesto",
            "anticipo",
        ),
        *("propuesta", "propuestas", "oferta", "ofertas", "observaciones", "manifestacion", "presentacion"),
        *(
            "liquidez",
            "endeudamiento",
            "requiere",
            "exigira",
            "limitada",
            "comunal",
            "acreditar",
            "certificado",
        ),
        *("inscripcion", "inscrito", "visita", "cierre", "obligatoria"),
    )
)


class Passage(NamedTuple):
    """A passage with single blanks, and `plain`: the same letter by letter, small and without accents."""

    text: str
    plain: str
    page: int | None
    part: str | None


def passages(pages: Sequence[Page]) -> Iterator[Passage]:
    """The passages of a document in their order."""
    edges = _edges(pages)
    for page in pages:
        kept = _mended("\n".join(_lines(page.text, edges)))
        for piece in _pieces(kept):
            for text in textwrap.wrap(" ".join(piece.split()), _LONGEST, break_on_hyphens=False):
                yield Passage(text, plain(text), page.number, page.part)


def plain(text: str) -> str:
    """The text small and without accents, of the same length; digits that a scan put into words mended."""
    return _OCR_DIGIT.sub(lambda found: _OCR_LETTERS[found[0]], text.translate(_FOLDED))


class _Fold(dict[int, str]):
    def __missing__(self, code: int) -> str:
        letter = unicodedata.normalize("NFD", chr(code))[0].lower()
        self[code] = letter if len(letter) == 1 else chr(code)
        return self[code]


_FOLDED = _Fold()


def _edges(pages: Sequence[Page]) -> frozenset[str]:
    """Lines that stand at the top or foot of many pages, whatever their numbers."""
    counted: Counter[str] = Counter()
    for page in pages:
        lines = [line for line in page.text.splitlines() if line.strip()]
        counted.update({_shape(line) for line in (*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:])})
    return frozenset(shape for shape, times in counted.items() if times >= max(_REPEATED_ON, len(pages) // 2))


def _shape(line: str) -> str:
    return _DIGITS.sub("#", " ".join(plain(line).split()))


def _lines(text: str, edges: frozenset[str]) -> Iterator[str]:
    lines = text.splitlines()
    numbered = sum(bool(_NUMBERED.fullmatch(line)) for line in lines)
    is_contents = numbered >= 3 and bool(_CONTENTS.search(plain(text[:400])))
    for line in lines:
        if _LEADERS.search(line) or (is_contents and _NUMBERED.fullmatch(line)):
            continue
        if not line.strip() or _shape(line) not in edges:
            yield line


def _mended(text: str) -> str:
    text = unicodedata.normalize("NFKC", _SOFT_HYPHEN.sub("", text))
    text = _HYPHENATED.sub(_joined, text)
    return _BROKEN.sub(lambda found: found[1] + found[2] if _is_word(found) else found[0], text)


def _joined(found: re.Match[str]) -> str:
    same_case = found[1].isupper() == found[2].isupper()
    return found[1] + found[2] if same_case and not found[2].istitle() else found[0]


def _is_word(found: re.Match[str]) -> bool:
    return plain(found[1] + found[2]) in _WORDS and plain(found[2]) not in _WORDS


def _pieces(text: str) -> Iterator[str]:
    """Sentences; a heading stays with what it heads, a line of a list stands for itself."""
    piece: list[str] = []
    for line in text.split("\n"):
        if not line.strip() or _BULLET.match(line) or sum(map(len, piece)) > _LONGEST:
            yield from _sentences(" ".join(piece))
            piece = []
        piece.append(line)
    yield from _sentences(" ".join(piece))


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(text):
        said = text[start : end.start() + 1]
        if _ABBREVIATED.search(plain(said[-12:])) or _is_heading(said):
            continue
        yield said
        start = end.end()
    yield text[start:]


def _is_heading(said: str) -> bool:
    """`CAPACIDAD JURÍDICA.` and `2.4. ` are no sentences of their own."""
    letters = [letter for letter in said if letter.isalpha()]
    return len(said) < 90 and sum(letter.isupper() for letter in letters) >= 0.8 * len(letters)
