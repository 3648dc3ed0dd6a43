"""The words around names of places: what introduces a name, what ends it, and what is none.

Patterns of small letters are for a text in small letters, the others for names as they are written.
"""

import re

_ONE = (
    r"barrio|vereda|verea|vda\.?|corregu?imi+ento|corregimeinto|sector|comuna|localidad|urbanizaci[oó]n|"
    r"resguardo(?: ind[ií]gena)?|cabildo(?: ind[ií]gena)?|consejo comunitario|parcialidad(?: ind[ií]gena)?|"
    r"centro poblado|caser[ií]o|comunidad(?: ind[ií]gena)?|ciudadela|(?:re)?asentamiento|isla|cayo|"
    r"inspecci[oó]n(?: de polic[ií]a| (?=del? ))|fondo de desarrollo local|alcald[ií]a local|"
    r"(?:puesto|centro) de salud(?= del? )|acueducto(?: veredal)?(?= del? )|"
    r"centro educativo rural|escuela rural(?: mixta)?|"
    r"j\.? ?a\.? ?c\.?|o\.a\.c\.?|oac|juntas? de acci[oó]n comunal"
)
_MANY = (
    r"barrios|veredas|corregu?imi+entos|sectores|comunas|localidades|urbanizaciones|"
    r"resguardos(?: ind[ií]genas)?|cabildos(?: ind[ií]genas)?|consejos comunitarios|centros poblados|"
    r"caser[ií]os|comunidades(?: ind[ií]genas)?|ciudadelas|(?:re)?asentamientos|islas|cayos"
)
_KIND = rf"(?:{_MANY}|{_ONE})"

# What a place is, by what the word begins with. A junta, an acueducto or a road stands where people live.
KINDS = {
    "vere": "vereda",
    "vda": "vereda",
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

# Typing glues the article to the word: "ELCORREGIMIENTO".
INTRO = re.compile(
    rf"(?<!\w)(?:el|la|los|las|del)?(?:(?P<many>{_MANY})|(?P<one>{_ONE}))\b(?:\s+(?:de|del)\b)?"
    rf"(?:\s+(?:la|el|los|las)\s+(?={_KIND}\b))?\s*"
)
# Many of these bear the name of their municipality, not that of a vereda.
FACILITY = re.compile(r"puesto|centro de|acueducto|isla")
# These words have other senses: "el sector salud", "la comunidad académica".
AMBIGUOUS = re.compile(r"sector|comunidad|localidad|inspecci|j|oac|o\.a")

_STOP = (
    r"mun\w*pi?os?|departamento|distrito|jurisdicci[oó]n|ciudad(?! bol[ií]var)|zona|[aá]rea|para|mediante|"
    r"con el|con la|con|que|cual|cuya?|en|por|seg[uú]n|a todo|ubicad[oa]s?|pertenecientes?|vigencia|durante|"
    r"dentro|hacia|desde|hasta|entre|sobre|como|etapa|fase|mpio|dpto|convenio|conformidad|acuerdo|casco|"
    r"as[ií]|conduce|comunica|a"
)
_END = (
    rf"[.:()\"“”»|]|\b(?:del?|en el|en la|y el|y la)?\s*\b(?:{_STOP})\b"
    rf"|\s+(?:[ye]\s+)?(?:de(?:l?\s+|\s+la\s+))?(?:(?:la|el|los|las)\s+)?{_KIND}\b"
)
END_OF_ONE = re.compile(rf"[;,]|\s-\s|{_END}")
END_OF_MANY = re.compile(_END)
BETWEEN = re.compile(r"\s*[,;]\s*(?:[ye]\s+)?|\s+[ye]\s+|\s+[-–]\s+", re.IGNORECASE)
TRAILING = re.compile(r"\s+(?:[ye]|del?|la|el)$", re.IGNORECASE)

# A kind of place that is no name, since the next match has it, and words that say no more than "some".
NO_NAME = re.compile(
    rf"{_KIND}(?:$|\s+del?\b)|(?:veredas?|barrios?|corregimientos?|sector|comunidad|comuna|localidad)\b|\D$|[ivx]+$|"
    r"(?:(?:de|del|la|el|los|las|y|e|o|en|con|sus|su|otros?|otras?|diferentes|varios|varias|no|rurales?|"
    r"urban[oa]s?|vulnerables?|beneficiad[oa]s?|municipal(?:es)?|cabecera|comunal(?:es)?|general(?:es)?|"
    r"[eé]tnicas?|priorizad[oa]s?|ind[ií]genas?|campesinas?|afro\w*)\b\s*)*$|"
    r"(?:de\s+la\s+|de\s+|la\s+)?(?:asocomunal|asignad|responsable|subnormal|ocupad|cualquier|y\s|naval\b|"
    r"sin\s)",
    re.IGNORECASE,
)
# A branch of the economy, a group of people or a stretch of a street, whatever follows.
GROUP = re.compile(
    r"(?:(?:de|del|la|el|los|las|no)\s+)*(?:agroindustri|educativ|p[uú]blic|privad|salud|agua\b|agropecuari|"
    r"agr[ií]col|ap[ií]col|pecuari|productiv|turismo|tur[ií]stic|transporte|vial\b|estudiantil|[eé]tnic|"
    r"administrativ|deporte|cultur|econ[oó]mic|ambiental|comerci|oficial|infraestructura|acad[eé]mic|"
    r"institucional|universitari|afectad|damnificad|industri|financier|energ[ií]|el[eé]ctric|minero|rural\b|"
    r"urban|empresari|vivienda|social|solidari|religios|lgtb|infantil|interesad|internacional|defensa|"
    r"justicia|gobierno|hidrocarburo|tecnol|artesanal|calle|carrera|entrada\b|todos?\b|redes\b|m[aá]s\b)",
    re.IGNORECASE,
)
# Where a list of names has gone over into what is to be done.
WORK = re.compile(
    r"del?\s|construcci|mejoramiento|mantenimiento|limpieza|adecuaci|suministro|instalaci|rehabilitaci|"
    r"contrat|prestaci|obras?\b|pavimentaci|interventor|adquisici|dotaci|incluye|realizar|ejecuci",
    re.IGNORECASE,
)

# "Vía A - B - C": what a road joins. A piece holds no dash and takes the space before one: there is one
# way only to read it, and no text takes long.
ROAD = re.compile(
    r"\b(?i:v[ií]as?|ejes? vial(?:es)?|corredor(?:es)? vial(?:es)?|carreteras?|trayecto)"
    r"(?: (?i:del?|secundaria|terciaria|rural|veredal|vial))*:? "
    r"(?P<ends>[^\W\d_a-z][\w ']{2,40}?(?:[-–] ?[^\W\d_a-z][\w ']{2,40}?){1,8})"
    r"(?=[;,.:()]|[ –-]+(?i:(?:mun\w*pio|departamento|en|con|para|mediante)\b|\d)| ?$)"
)
STREET = re.compile(
    r"\d|\b(?:calle|carrera|avenida|diagonal|transversal|kil[oó]metro|tramo|ruta|mun\w*pio)\b", re.I
)
