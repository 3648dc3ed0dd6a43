"""Experience: whether it is asked for, in how many contracts, of what worth and of which kind."""

import re
from collections.abc import Iterator

from domain.finding import Finding, FindingKind
from harvesters.documents.passages import Passage
from harvesters.documents.rules.figures import PERCENT, WAGES, figure
from harvesters.documents.rules.quote import finding
from harvesters.documents.sense import sense_of

_EXPERIENCE = re.compile(r"\bexperiencia\b")
# That of a person who will work, and that which earns points, is not asked of the board.
_STAFF = re.compile(
    r"\b(?:directore?s?|residentes?|profesional(?:es)?|ingenier\w+|arquitect\w+|maestros?|personal|matricula"
    r"|equipo de trabajo|equipo minimo|coordinador\w*|interventor\w*|operari\w+)\b"
)
_POINTS = re.compile(r"\bpunt(?:aje|os?)\b|\bponderable|\bcalificable")

_NAMES = (
    *("un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
    *("once", "doce", "trece", "catorce", "quince"),
)
_NUMBERS = {name: number for number, name in enumerate(_NAMES, 1)} | {"uno": 1, "una": 1}
_MOST = r"(?P<most>(?:como )?maximo|hasta|no mas de|no superior a|entre \S+ (?:\(\d+\) )?y)"
_LEAST = r"(?P<least>(?:como )?minimo|al menos|por lo menos|no menos de)"
_CONTRACTS = re.compile(
    rf"(?:(?:{_MOST}|{_LEAST}) (?:de |en |con )?)?"
    rf"(?:\b(?P<word>{'|'.join(_NUMBERS)})\b ?)?(?:\(? ?0?(?P<digits>\d{{1,2}}) ?\)? )?"
    r"(?:\w+ )?(?:contratos?|certificaciones|certificados? de contratos?|ordenes de)\b"
)
_BUDGET = re.compile(
    rf"{PERCENT} ?\)?,?(?: \w+){{0,4}}? (?:presupuesto|p\. ?o\b|poe\b|valor (?:total )?del proceso)"
)
_CODED = re.compile(r"\bunspsc\b|\bclasificador de bienes|\bcodigos?\b")
_CODE = re.compile(
    r"(?<![\d.,$/-])(?P<code>[1-9]\d[ .-]?\d{2}[ .-]?\d{2}(?:[ .-]?\d{2})?)"
    r"(?![\d%/]|[.,]\d| ?%| de \w+ de 20)"
)

_Part = tuple[FindingKind, str, tuple[int, int]]


def experience(passage: Passage, _before: str) -> Iterator[Finding]:
    plain = passage.plain
    found = _EXPERIENCE.search(plain)
    if found is None or _STAFF.search(plain) or _POINTS.search(plain):
        return
    sense = sense_of(plain, *found.span())
    if sense is None:
        return
    yield finding(FindingKind.EXPERIENCE, passage, found.span(), affirmed=sense.affirmed, sure=sense.sure)
    if sense.affirmed:
        for kind, value, span in (*_contracts(plain), *_worth(plain), *_codes(plain)):
            yield finding(kind, passage, span, value, sure=sense.sure)


def _contracts(plain: str) -> Iterator[_Part]:
    for found in _CONTRACTS.finditer(plain):
        number = int(found["digits"]) if found["digits"] else _NUMBERS.get(found["word"] or "")
        is_article = not found["digits"] and number == 1  # `un contrato` counts nothing
        bound = "máximo " if found["most"] else "mínimo " if found["least"] else ""
        if number and (bound or not is_article):
            yield FindingKind.EXPERIENCE_CONTRACTS, f"{bound}{number}", found.span()


def _worth(plain: str) -> Iterator[_Part]:
    for found in _BUDGET.finditer(plain):
        yield FindingKind.EXPERIENCE_VALUE, f"{figure(found['percent'])} % del presupuesto", found.span()
    for found in WAGES.finditer(plain):
        yield FindingKind.EXPERIENCE_VALUE, f"{figure(found['figure'])} SMMLV", found.span()


def _codes(plain: str) -> Iterator[_Part]:
    coded = _CODED.search(plain)
    for found in _CODE.finditer(plain, coded.end()) if coded else ():
        yield FindingKind.EXPERIENCE_UNSPSC, re.sub(r"\D", "", found["code"]), found.span()
