"""Financial indicators with their bounds, or that none are asked for."""

import re
from collections.abc import Iterator

from domain.finding import Finding, FindingKind
from harvesters.documents.passages import Passage
from harvesters.documents.rules.figures import figure, with_reach
from harvesters.documents.rules.quote import finding
from harvesters.documents.sense import is_conditional, sense_of

_FARTHEST = 110  # letters between an indicator and its bound

_FINANCES = re.compile(r"\bindicador\w* (?:de capacidad )?financier\w+|\bcapacidad financiera")
_INDICATORS = {
    "liquidez": r"liquidez",
    "endeudamiento": r"endeudamiento",
    "cobertura de intereses": r"cobertura de intereses",
    "rentabilidad del patrimonio": r"rentabilidad (?:del|sobre el|de) patrimonio",
    "rentabilidad del activo": r"rentabilidad (?:del|sobre el|de|sobre) activos?",
    "capital de trabajo": r"capital de trabajo",
}
_INDICATOR = re.compile(
    "|".join(rf"(?P<_{number}>\b{pattern}\b)" for number, pattern in enumerate(_INDICATORS.values()))
)
_NAMES = {f"_{number}": name for number, name in enumerate(_INDICATORS)}
_FIGURE = re.compile(
    r"(?<![\d.,/])(?P<figure>\d{1,3}(?:[.,]\d{1,3})?)(?![\d/]|[.,]\d)"
    r"(?P<percent> ?%)?(?P<budget> ?\)? del presupuesto)?"
)
_CITES = re.compile(r"\b(?:articulo|art\.|decreto|ley|numeral|resolucion|no\.|vigencia|ano)\b[^,;]{0,12}$")
_UPWARD = re.compile(r"\b(?:mayor|superior|minim[oa]|por lo menos|al menos)\b|≥|>")
_DOWNWARD = re.compile(r"\b(?:menor|inferior|maxim[oa]|hasta)\b|≤|<")
_NOT_TO_BE = re.compile(r"\bno (?:podra|debe|debera|puede)?n? ?(?:ser|superar|exceder)")


def indicators(passage: Passage, _before: str) -> Iterator[Finding]:
    plain = passage.plain
    for found in _FINANCES.finditer(plain):
        sense = sense_of(plain, *found.span())
        if sense and not sense.affirmed:
            yield finding(FindingKind.INDICATOR, passage, found.span(), affirmed=False, sure=sense.sure)
    for name, reach in with_reach(_INDICATOR, plain, _FARTHEST):
        bound = _bound(plain, name.end(), reach)
        if bound is None:
            continue
        sign = _sign(plain[name.end() : bound.start()])
        unit = (" %" if bound["percent"] else "") + (" del presupuesto" if bound["budget"] else "")
        value = f"{_NAMES[name.lastgroup or '']} {sign}{figure(bound['figure'])}{unit}"
        sure = bool(sign) and not is_conditional(plain[name.end() : bound.end()])
        yield finding(FindingKind.INDICATOR, passage, (name.start(), bound.end()), value, sure=sure)


def _bound(plain: str, start: int, end: int) -> re.Match[str] | None:
    """The first number that belongs to no law or year."""
    found = _FIGURE.finditer(plain, start, end)
    return next((one for one in found if not _CITES.search(plain, start, one.start())), None)


def _sign(between: str) -> str:
    up, down = _UPWARD.search(between), _DOWNWARD.search(between)
    if bool(up) == bool(down):
        return ""
    return "≥ " if bool(up) != bool(_NOT_TO_BE.search(between)) else "≤ "
