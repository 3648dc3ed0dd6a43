"""The days and hours of a call, and the visit to the place."""

import re
from collections.abc import Iterator

from domain.finding import Finding, FindingKind
from harvesters.documents.moments import steps
from harvesters.documents.passages import Passage
from harvesters.documents.rules.quote import finding
from harvesters.documents.sense import is_conditional, is_rejected, sense_of

_VISIT = re.compile(
    r"\bvisita (?:tecnica |previa )?(?:(?:no )?obligatoria )?(?:al|a la|a los|de la|de|del) "
    r"(?:sitio|lugar|predio|obra|zona|area|inmueble|terreno)\w*"
    r"|\bvisita (?:tecnica|de obra|(?:no )?obligatoria|previa)"
)
_DURING_THE_CONTRACT = re.compile(
    r"\b(?:contratista|supervisor|interventor|seguimiento|domiciliari\w+|beneficiari\w+"
    r"|durante la ejecucion)\b"
)
_OPTIONAL = re.compile(
    r"\bno (?:es|sera|tiene|tendra) (?:de )?(?:caracter )?obligatori\w+|\bno obligatoria|\bopcional"
    r"|\bvoluntari\w+|\bfacultativ\w+|\bno (?:sera|es|constituye|genera) (?:causal|motivo) de rechazo"
)
_OBLIGATORY = re.compile(r"\bobligatori\w+|\bindispensable|\bno podra\w* presentar")
_PLACE = re.compile(r"\b(?:lugar|punto|sitio) de (?:encuentro|reunion)\s*:?\s*(?P<place>[^.;]{5,100})")


def calendar(passage: Passage, _before: str) -> Iterator[Finding]:
    for step in steps(passage.plain):
        is_visit = step.kind is FindingKind.VISIT_DATE
        if is_visit and _DURING_THE_CONTRACT.search(passage.plain):
            continue
        span = (step.start, step.moment.end)
        yield finding(step.kind, passage, span, step.moment.value, sure=step.sure)
        if is_visit:
            yield finding(FindingKind.VISIT, passage, span, sure=step.sure)


def visit(passage: Passage, _before: str) -> Iterator[Finding]:
    plain = passage.plain
    if place := _PLACE.search(plain):
        where = passage.text[place.start("place") : place.end("place")].strip()
        yield finding(FindingKind.VISIT_PLACE, passage, place.span(), where)
    found = _VISIT.search(plain)
    if found is None or _DURING_THE_CONTRACT.search(plain):
        return
    sense = sense_of(plain, *found.span())
    if _OPTIONAL.search(plain):
        yield finding(FindingKind.VISIT, passage, found.span(), "no obligatoria")
    elif sense and not sense.affirmed:
        yield finding(FindingKind.VISIT, passage, found.span(), affirmed=False, sure=sense.sure)
    elif _OBLIGATORY.search(plain) or is_rejected(plain):
        sure = not is_conditional(plain)
        yield finding(FindingKind.VISIT, passage, found.span(), "obligatoria", sure=sure)
