"""Names of places in any text of Colombia: what follows "vereda", "barrio", "corregimiento" and the like.

No gazetteer is needed, and none of the municipality's own name is given: `gazetteer.py` knows one town well,
this knows all of them a little.
"""

import re

_KIND = (
    r"barrios?|veredas?|corregu?imi+entos?|sector(?:es)?|comunas?|localidad(?:es)?|urbanizaci[oó]n(?:es)?|"
    r"resguardos?(?: ind[ií]genas?)?|centros? poblados?|caser[ií]os?|comunidad(?:es)?(?: ind[ií]genas?)?|"
    r"inspecci[oó]n(?: de polic[ií]a)?|ciudadelas?|asentamientos?|islas?|"
    r"j\.? ?a\.? ?c\.?|o\.? ?a\.? ?c\.?|juntas? de acci[oó]n comunal"
)
_INTRO = re.compile(
    rf"\b(?:{_KIND})\b(?:\s+(?:de|del)\b)?(?:\s+(?:la|el|los|las)\s+(?=(?:{_KIND})\b))?\s*", re.IGNORECASE
)
_END = re.compile(
    r"[;,.:()\"“”]|\s-\s|\b(?:del?|en el|en la|y el|y la)?\s*\b(?:municipio|departamento|distrito|"
    r"jurisdicci[oó]n|ciudad|zona|[aá]rea|para|mediante|con el|con la|con|que|cual|cuya?|en|por|seg[uú]n|"
    r"a todo|ubicad[oa]s?|pertenecientes?|vigencia|durante|dentro|hacia|desde|hasta|entre|sobre|como|etapa|"
    r"fase|mpio|dpto)\b"
    rf"|\s+(?:[ye]\s+)?(?:de(?:l?\s+|\s+la\s+))?(?:(?:la|el|los|las)\s+)?(?:{_KIND})\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:(?:de|del|la|el|los|las|y|e|o|en|con|sus|su|otros?|otras?|diferentes|varios|varias|rurales?|"
    r"urban[oa]s?|vulnerables?|educativ[oa]s?|p[uú]blic[oa]s?|privad[oa]s?|salud|agua|agropecuari[oa]s?|"
    r"productiv[oa]s?|turismo|transporte|general|vial|estudiantil|beneficiadas?|[eé]tnicas?|afro\w*|"
    r"ind[ií]genas?|administrativ[oa]s?|deportes?|cultura|econ[oó]mic[oa]s?|comunal(?:es)?|no)\s*)*",
    re.IGNORECASE,
)
_LONGEST = 60


def named_places(text: str) -> list[str]:
    """The names, as written, in the order of the text, each once: `["EL ALTO", "La Florida"]`."""
    flat = " ".join(text.split())
    found: dict[str, str] = {}
    for intro in _INTRO.finditer(flat):
        if name := _name_from(flat[intro.end() : intro.end() + _LONGEST]):
            found.setdefault(name.casefold(), name)
    return list(found.values())


def _name_from(rest: str) -> str:
    name = _END.split(rest, maxsplit=1)[0]
    if len(name) == _LONGEST:  # cut in the middle of a word
        name = name.rpartition(" ")[0]
    name = name.strip(" -*'")
    return "" if _NO_NAME.fullmatch(name) else name
