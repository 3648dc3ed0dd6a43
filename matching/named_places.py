"""Names of places in any text of Colombia: what follows "vereda", "barrio", "corregimiento" and the like.

No gazetteer is needed, and none of the municipality's own name is given: `gazetteer.py` knows one town well,
this knows all of them a little.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.text import fold
from matching.town_table import town_table

_ONE = (
    r"barrio|vereda|verea|vda\.?|corregu?imi+ento|corregimeinto|sector|comuna|localidad|urbanizaci[oó]n|"
    r"resguardo(?: ind[ií]gena)?|cabildo(?: ind[ií]gena)?|consejo comunitario|parcialidad(?: ind[ií]gena)?|"
    r"centro poblado|caser[ií]o|comunidad(?: ind[ií]gena)?|ciudadela|(?:re)?asentamiento|isla|cayo|"
    r"inspecci[oó]n(?: de polic[ií]a| (?=del? ))|fondo de desarrollo local|alcald[ií]a local|"
    r"(?:puesto|centro) de salud(?= del? )|acueducto(?: veredal)?(?= del? )|aeropuerto(?= de )|"
    r"j\.? ?a\.? ?c\.?|o\.a\.c\.?|oac|juntas? de acci[oó]n comunal"
)
_MANY = (
    r"barrios|veredas|corregu?imi+entos|sectores|comunas|localidades|urbanizaciones|"
    r"resguardos(?: ind[ií]genas)?|cabildos(?: ind[ií]genas)?|consejos comunitarios|centros poblados|"
    r"caser[ií]os|comunidades(?: ind[ií]genas)?|ciudadelas|(?:re)?asentamientos|islas|cayos"
)
_KIND = rf"(?:{_MANY}|{_ONE})"
# Typing glues the article to the word: "ELCORREGIMIENTO".
_INTRO = re.compile(
    rf"(?<!\w)(?:el|la|los|las|del)?(?:(?P<many>{_MANY})|(?P<one>{_ONE}))\b(?:\s+(?:de|del)\b)?"
    rf"(?:\s+(?:la|el|los|las)\s+(?={_KIND}\b))?\s*"
)
_STOP_WORDS = (
    r"mun\w*pi?os?|departamento|distrito|jurisdicci[oó]n|ciudad(?! bol[ií]var)|zona|[aá]rea|para|mediante|"
    r"con el|con la|con|que|cual|cuya?|en|por|seg[uú]n|a todo|ubicad[oa]s?|pertenecientes?|vigencia|durante|"
    r"dentro|hacia|desde|hasta|entre|sobre|como|etapa|fase|mpio|dpto|convenio|conformidad|acuerdo|casco|as[ií]|conduce|comunica|a"
)
_END = (
    rf"[.:()\"“”»|]|\b(?:del?|en el|en la|y el|y la)?\s*\b(?:{_STOP_WORDS})\b"
    rf"|\s+(?:[ye]\s+)?(?:de(?:l?\s+|\s+la\s+))?(?:(?:la|el|los|las)\s+)?{_KIND}\b"
)
_END_OF_ONE = re.compile(rf"[;,]|\s-\s|{_END}")
_END_OF_MANY = re.compile(_END)
_BETWEEN = re.compile(r"\s*[,;]\s*(?:[ye]\s+)?|\s+[ye]\s+|\s+[-–]\s+", re.IGNORECASE)
_KIND_ALONE = re.compile(
    rf"{_KIND}(?:$|\s+del?\b)|(?:vereda|barrio|corregimiento|sector|comunidad|comuna|localidad)\b|\D$",
    re.IGNORECASE,
)  # the next match names it
_TRAILING = re.compile(r"\s+(?:[ye]|del?|la|el)$", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?:(?:de|del|la|el|los|las|y|e|o|en|con|sus|su|otros?|otras?|diferentes|varios|varias|no|rurales?|"
    r"urban[oa]s?|vulnerables?|beneficiadas?|municipal(?:es)?|cabecera|comunal(?:es)?|asocomunal)\b\s*)*$",
    re.IGNORECASE,
)
# "El sector salud", "la comunidad académica": a branch of the economy or a group, whatever follows.
_GROUP = re.compile(
    r"(?:(?:de|del|la|el|los|las|no)\s+)*(?:asocomunal|asignad|responsable|agroindustri|educativ|p[uú]blic|privad|salud|agua\b|agropecuari|agr[ií]col|"
    r"ap[ií]col|pecuari|productiv|turismo|tur[ií]stic|transporte|general\b|vial\b|estudiantil|[eé]tnic|afro|"
    r"ind[ií]gena|administrativ|deporte|cultur|econ[oó]mic|ambiental|comerci|oficial|infraestructura|"
    r"acad[eé]mic|institucional|universitari|afectad|damnificad|subnormal|industri|financier|energ[ií]|"
    r"el[eé]ctric|minero|rural\b|urban|campesin|empresari|vivienda|social|solidari|religios|lgtb|infantil|"
    r"cualquier|y\b|interesad|internacional|defensa|justicia|gobierno|hidrocarburo|tecnol|artesanal|naval|"
    r"calle|carrera|entrada\b|sin\b|m[aá]s\b|todos?\b|redes\b|pozos?\b)",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"(?:del?\s|construcci|mejoramiento|mantenimiento|limpieza|adecuaci|suministro|instalaci|rehabilitaci|contrat|"
    r"prestaci|obras?\b|pavimentaci|interventor|adquisici|dotaci|incluye|realizar|ejecuci)",
    re.IGNORECASE,
)
_ROAD = re.compile(
    r"\b(?i:v[ií]as?|ejes? vial(?:es)?|corredor(?:es)? vial(?:es)?|carreteras?|trayecto)"
    r"(?: (?i:del?|secundaria|terciaria|rural|veredal|vial))*:? "
    r"(?P<ends>[^\W\d_a-z][\w ']{2,40}?(?: ?[-–] ?[^\W\d_a-z][\w ']{2,40}?)+)"
    r"(?=[;,.:()]|[ –-]+(?i:(?:mun\w*pio|departamento|en|con|para|mediante)\b|\d)| ?$)"
)
# Many of these bear the name of their municipality, not that of a vereda.
_FACILITY = re.compile(r"puesto|centro de|acueducto|aeropuerto|isla", re.IGNORECASE)
_STREET = re.compile(
    r"\d|\b(?:calle|carrera|avenida|diagonal|transversal|kil[oó]metro|tramo|ruta|mun\w*pio)\b", re.I
)
# By what the word begins with. A junta, an acueducto or a road without kind stands where people live.
_KINDS = {
    "barrio": "barrio",
    "urbaniz": "barrio",
    "ciudadela": "barrio",
    "sector": "barrio",
    "correg": "corregimiento",
    "comuna": "comuna",
    "localidad": "localidad",
    "fondo de desarrollo": "localidad",
    "alcald": "localidad",
}
_LONGEST = 60
_LONGEST_LIST = 300


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
        for intro in _INTRO.finditer(small)
        for name in _introduced(flat, small, intro)
    ]
    for road in _ROAD.finditer(flat):
        placed += [(road.start(), NamedPlace(name, "vereda")) for name in _road_ends(road["ends"])]
    found: dict[str, NamedPlace] = {}
    for _, place in sorted(placed, key=lambda at: at[0]):
        found.setdefault(place.name.casefold(), place)
    return list(found.values())


def _kind(intro: re.Match[str]) -> str:
    written = intro["many"] or intro["one"]
    return next((kind for start, kind in _KINDS.items() if written.startswith(start)), "vereda")


def _introduced(flat: str, small: str, intro: re.Match[str]) -> Iterator[str]:
    """What a word like "vereda" names, or each name of the list after "veredas"."""
    many = intro["many"] is not None
    end = _cut(small, intro.end(), _LONGEST_LIST if many else _LONGEST, _END_OF_MANY if many else _END_OF_ONE)
    named = flat[intro.end() : end]
    if many:
        yield from _listed(named)
    elif (name := _clean(named)) and not (_FACILITY.match(intro["one"]) and _is_town(name)):
        yield name


def _is_town(name: str) -> bool:
    """Whether a name begins with a municipality's: "Providencia y Santa Catalina"."""
    words, table = fold(name).split(), town_table()
    return any(" ".join(words[:n]) in table.towns for n in range(1, min(5, len(words)) + 1))


def _cut(small: str, at: int, longest: int, end: re.Pattern[str]) -> int:
    """Where the name that begins here ends, at the latest before the word that would make it too long."""
    if stop := end.search(small, at, at + longest):
        return stop.start()
    return small.rfind(" ", at, at + longest) if len(small) > at + longest else len(small)


def _listed(rest: str) -> Iterator[str]:
    """The names of a list, up to the first piece that is none."""
    names = _BETWEEN.split(rest.rstrip())
    for at, piece in enumerate(names):
        name = _clean(piece)
        if not name or (
            at and (len(name.split()) > 5 or _WORK.match(name) or _fell_to_lower(names[0], name))
        ):
            return
        yield name


def _fell_to_lower(first: str, name: str) -> bool:
    """Whether the list began with capitals and this piece has none: it is no name any more."""
    return first[:1].isupper() and not any(word[:1].isupper() or word[:1].isdigit() for word in name.split())


def _road_ends(ends: str) -> Iterator[str]:
    """The places that a road joins, without the municipalities among them."""
    for piece in re.split(r"[-–]", ends):
        name = _clean(piece)
        if name and not _STREET.search(name) and not _is_town(name):
            yield name


def _clean(name: str) -> str:
    name = _TRAILING.sub("", name.strip(" -*'«»"))
    return "" if _NO_NAME.match(name) or _GROUP.match(name) or _KIND_ALONE.match(name) else name
