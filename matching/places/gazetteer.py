"""Places of a municipality: which barrio, unidad comunera or locality a text names.

A municipality is one table, `places/<DANE code>.csv`. For Cartagena (13001) names, localities and units are
those of the district's official layer of barrios and its table of population (2018). The mark "UCG 20" is
left out: it stands for all the rural land from Bayunca to Isla Fuerte and makes no two places neighbours.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rapidfuzz import process as rapid
from rapidfuzz.distance import OSA

from domain.territory import Place
from domain.text import fold

_MANY = {"barrios", "sectores", "urbanizaciones", "corregimientos", "veredas", "comunidades"}
_CUES = _MANY | {
    "barrio",
    "sector",
    "urbanizacion",
    "urb",
    "ciudadela",
    "corregimiento",
    "vereda",
    "comunidad",
}
_BETWEEN = {"de", "del", "la", "el", "los", "las", "y", "e"}
_OTHER_TOWN = re.compile(r"\bmunicipios? de (?:la |el |los |las )?[a-z]{4,}")
_LONGEST_SLIP = 4  # words of a name that is looked for in spite of a typing error


@dataclass(frozen=True)
class Gazetteer:
    """The places of one municipality by every folded form of their names.

    `sure` forms name a place wherever they stand. `cued` forms are common words too (Centro, La Paz, Manga)
    and count only after "barrio", "sector" and the like. `elsewhere` are towns that bear the same name.
    """

    municipality: str
    name: str
    sure: dict[str, Place]
    cued: dict[str, Place]
    elsewhere: tuple[str, ...]

    @classmethod
    def load(cls, municipality: str) -> "Gazetteer":
        """The gazetteer of a DANE code. One without a table knows no place."""
        return _load(municipality)

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(dict.fromkeys((*self.sure.values(), *self.cued.values())))

    def find(self, name: str) -> Place | None:
        """The place that a field of its own names, where no cue is needed: `find("Barrio La Paz")`."""
        words = fold(name).split()
        while words:
            folded = " ".join(words)
            if place := self.sure.get(folded) or self.cued.get(folded) or self._nearly(folded):
                return place
            if words[0] not in _CUES:
                return None
            words = words[1:]
        return None

    def recognise(self, text: str) -> tuple[Place, ...]:
        """The places that a free text names, in its order, each once; none if it is about another town."""
        folded = fold(text)
        return () if self._is_elsewhere(folded) else tuple(dict.fromkeys(self._walk(folded.split())))

    def is_elsewhere(self, text: str) -> bool:
        """Whether the text is about another town: Cartagena del Chairá, or a "municipio de" and not ours."""
        return self._is_elsewhere(fold(text))

    def _is_elsewhere(self, folded: str) -> bool:
        padded = f" {folded} "
        if any(f" {other} " in padded for other in self.elsewhere):
            return True
        return bool(self.name) and self.name not in folded and bool(_OTHER_TOWN.search(folded))

    def _walk(self, words: list[str]) -> Iterator[Place]:
        at, cued, many = 0, False, False
        while at < len(words):
            word = words[at]
            length, place = self._at(words, at, cued)
            if place is not None:
                yield place
                cued = many
            elif word in _CUES:
                cued, many = True, word in _MANY
            elif word not in _BETWEEN:
                cued = many = False
            at += length

    def _at(self, words: list[str], at: int, cued: bool) -> tuple[int, Place | None]:
        """The longest place that begins at this word, and how many words to go on."""
        for length in range(min(_longest(self.municipality).get(words[at], 0), len(words) - at), 0, -1):
            window = " ".join(words[at : at + length])
            place = self.sure.get(window) or (self.cued.get(window) if cued else None)
            if place is not None:
                return length, place
        if cued and words[at] not in _CUES:
            for length in range(min(_LONGEST_SLIP, len(words) - at), 0, -1):
                if place := self._nearly(" ".join(words[at : at + length])):
                    return length, place
        return 1, None

    def _nearly(self, folded: str) -> Place | None:
        """The place whose distinctive name is a slip of the keys away. Common words allow none: Santa M*."""
        return _nearly(self.municipality, folded)


@lru_cache(maxsize=16_384)
def place_names(municipality: str, text: str) -> tuple[str, ...]:
    """The places that a text names, in its order: the same text is asked of for each board that sees it."""
    return tuple(place.name for place in Gazetteer.load(municipality).recognise(text))


@lru_cache(maxsize=2048)  # more than there are municipalities; most have no table and take no room
def _load(municipality: str) -> Gazetteer:
    table = files(__package__).joinpath(f"{municipality}.csv")
    sure: dict[str, Place] = {}
    cued: dict[str, Place] = {}
    name, elsewhere = "", []
    rows = table.read_text(encoding="utf-8").splitlines() if table.is_file() else []
    for row in csv.DictReader(rows):
        sure_forms, cued_forms = _forms(row["aliases"]), _forms(row["cued"])
        if row["kind"] == "municipio":
            name = fold(row["aliases"])
        elif row["kind"] == "elsewhere":
            elsewhere += [fold(form) for form in (row["name"], *sure_forms)]
        else:
            place = _place(row, municipality, sure_forms)
            own = () if row["name"] in cued_forms else (row["name"],)
            for form in (*own, *sure_forms):
                sure.setdefault(fold(form), place)
            for form in cued_forms:
                cued.setdefault(fold(form), place)
    return Gazetteer(municipality, name, sure, cued, tuple(elsewhere))


def _forms(cell: str) -> tuple[str, ...]:
    return tuple(form for form in cell.split(";") if form)


def _place(row: dict[str, str], municipality: str, aliases: tuple[str, ...]) -> Place:
    return Place(
        row["name"], municipality, row["locality"] or None, row["unit"] or None, row["kind"], aliases
    )


@lru_cache(maxsize=2048)
def _longest(municipality: str) -> dict[str, int]:
    """For a word that begins a name, the most words of a name that begins so."""
    gazetteer, longest = _load(municipality), dict[str, int]()
    for form in (*gazetteer.sure, *gazetteer.cued):
        words = form.split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


@lru_cache(maxsize=65536)
def _nearly(municipality: str, folded: str) -> Place | None:
    slips = 2 if len(folded) >= 10 else 1
    if len(folded) < 6:
        return None
    sure = _load(municipality).sure
    found = rapid.extractOne(folded, sure.keys(), scorer=OSA.distance, score_cutoff=slips)
    return sure[found[0]] if found else None
