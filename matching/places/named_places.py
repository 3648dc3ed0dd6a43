"""Names of places in any text of Colombia: what follows "vereda", "barrio", "corregimiento" and the like.

No gazetteer is needed, and none of the municipality's own name is given: `gazetteer.py` knows one town well,
this knows all of them a little.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.text import fold
from matching.places import place_words as words
from matching.places.town_table import town_table

_LONGEST = 60
_LONGEST_LIST = 300
_WORDS_OF_A_NAME = 5  # a longer piece of a list is no name


class NamedPlace(NamedTuple):
    """A name as written, and the kind of place in one word: vereda, barrio, localidad, comuna, …"""

    name: str
    kind: str


def named_places(text: str) -> list[str]:
    """The names, as written, in the order of the text, each once: `["EL ALTO", "La Florida"]`."""
    return [place.name for place in places_with_kinds(text)]


def places_with_kinds(text: str) -> list[NamedPlace]:
    """The places in the order of the text, each name once, with the kind that it is first called."""
    flat = " ".join(text.replace("İ", "I").split())  # the one letter whose small form is longer
    small = flat.lower()
    placed = [
        (intro.end(), NamedPlace(name, _kind(intro)))
        for intro in words.INTRO.finditer(small)
        for name in _introduced(flat, small, intro)
    ]
    for road in words.ROAD.finditer(flat):
        placed += [(road.start(), NamedPlace(name, "lugar")) for name in _road_ends(road["ends"])]
    found: dict[str, NamedPlace] = {}
    for _, place in sorted(placed, key=lambda at: at[0]):
        found.setdefault(place.name.casefold(), place)
    return list(found.values())


def _kind(intro: re.Match[str]) -> str:
    return next((kind for start, kind in words.KINDS.items() if _called(intro).startswith(start)), "lugar")


def _called(intro: re.Match[str]) -> str:
    called: str = intro["many"] or intro["one"]
    return called


def _introduced(flat: str, small: str, intro: re.Match[str]) -> Iterator[str]:
    """What a word like "vereda" names, or each name of the list after "veredas"."""
    if intro["many"]:
        end = _end(small, intro.end(), _LONGEST_LIST, words.END_OF_MANY)
        names = list(_listed(flat[intro.end() : end]))
    else:
        end = _end(small, intro.end(), _LONGEST, words.END_OF_ONE)
        names = [_clean(flat[intro.end() : end])]
    called = _called(intro)
    for name in names:
        is_group = words.AMBIGUOUS.match(called) and words.GROUP.match(name)
        if name and not is_group and not (words.FACILITY.match(called) and _is_town(name)):
            yield name


def _end(small: str, at: int, longest: int, end: re.Pattern[str]) -> int:
    """Where the name that begins here ends, at the latest before the word that would make it too long."""
    if stop := end.search(small, at, at + longest):
        return stop.start()
    return small.rfind(" ", at, at + longest) if len(small) > at + longest else len(small)


def _listed(rest: str) -> Iterator[str]:
    """The names of a list, up to the first piece that is none."""
    pieces = words.BETWEEN.split(rest.rstrip())
    for at, piece in enumerate(pieces):
        name = _clean(piece)
        if not name or (at and _is_work(name, pieces[0])):
            return
        yield name


def _is_work(name: str, first: str) -> bool:
    """Whether a list of names has gone over into what is to be done."""
    return len(name.split()) > _WORDS_OF_A_NAME or bool(words.WORK.match(name)) or _fell_to_lower(first, name)


def _fell_to_lower(first: str, name: str) -> bool:
    """Whether the list began with capitals and this piece has none: it is no name any more."""
    return first[:1].isupper() and not any(word[:1].isupper() or word[:1].isdigit() for word in name.split())


def _road_ends(ends: str) -> Iterator[str]:
    """The places that a road joins, without the municipalities among them."""
    for piece in re.split(r"[-–]", ends):
        name = _clean(piece)
        if name and not words.STREET.search(name) and not _is_town(name):
            yield name


def _clean(name: str) -> str:
    name = words.TRAILING.sub("", name.strip(" -*'«»"))
    return "" if words.NO_NAME.match(name) else name


def _is_town(name: str) -> bool:
    """Whether a name begins with a municipality's or department's: "Providencia y Santa Catalina"."""
    parts, known = fold(name).split(), town_table()
    begins = (" ".join(parts[:n]) for n in range(1, min(5, len(parts)) + 1))
    return any(form in known.towns or form in known.departments for form in begins)
