"""Guarantees and policies, each with what it covers and up to how much."""

import re
from collections.abc import Iterator

from domain.finding import Finding, FindingKind
from harvesters.documents.passages import Passage
from harvesters.documents.rules.figures import share_of, with_reach
from harvesters.documents.rules.quote import finding
from harvesters.documents.sense import is_conditional, sense_of

_FARTHEST = 150  # letters between what is covered and its share
_NEAR = 60

_GUARANTEE = re.compile(r"\b(?:garant[il1]as?|polizas?|amparos?|coberturas?)\b")
_ANOTHER_KIND = re.compile(
    r"\bley de garant|\bgarantias? electoral|\bgarantia (?:comercial|del fabricante|minima)"
)
_COVERS = {
    "seriedad": r"seriedad(?: de la| del)?(?: oferta| propuesta| ofrecimiento)?",
    "anticipo": r"(?:buen )?manejo (?:y|e) (?:la )?(?:correcta )?inversion(?: del anticipo)?",
    "pago anticipado": r"devolucion del pago anticipado",
    "salarios": r"(?:pago de )?salarios,? (?:y )?prestaciones",
    "estabilidad": r"estabilidad(?: y calidad)?(?: de la obra)?",
    "calidad": r"calidad(?: y correcto funcionamiento)?(?: del?| de los)? (?:servicios?|bien\w*|elementos?)",
    "responsabilidad civil": r"responsabilidad civil(?: extracontractual)?",
    "cumplimiento": r"cumplimiento\b(?! de (?:los |las )?(?:requisit|met|especif|norm|activid))",
}
_COVER = re.compile("|".join(rf"(?P<_{number}>\b{cover})" for number, cover in enumerate(_COVERS.values())))
_NAMES = {f"_{number}": name for number, name in enumerate(_COVERS)}


def guarantees(passage: Passage, before: str) -> Iterator[Finding]:
    plain = passage.plain
    if _ANOTHER_KIND.search(plain) or not (_GUARANTEE.search(plain) or _GUARANTEE.search(before)):
        return
    if not _COVER.search(plain):
        yield from _as_such(passage)
    for cover, reach in with_reach(_COVER, plain, _FARTHEST):
        name = _NAMES[cover.lastgroup or ""]
        sense = sense_of(plain, *cover.span())
        share = share_of(plain, cover.end(), reach)
        if sense and not sense.affirmed:
            yield _guarantee(passage, cover, name, affirmed=False, sure=sense.sure)
        elif share:
            yield _guarantee(passage, cover, f"{name} {share}", sure=not is_conditional(plain))
        elif sense and _GUARANTEE.search(plain, max(0, cover.start() - _NEAR), cover.start()):
            yield _guarantee(passage, cover, name, sure=sense.sure)


def _as_such(passage: Passage) -> Iterator[Finding]:
    """Guarantees without a word of what they cover: only a verb close by speaks of them."""
    for found in _GUARANTEE.finditer(passage.plain):
        away = max(0, found.start() - _NEAR)
        if sense := sense_of(passage.plain[away:], found.start() - away, found.end() - away):
            yield _guarantee(passage, found, "", affirmed=sense.affirmed, sure=sense.sure)


def _guarantee(
    passage: Passage, found: re.Match[str], value: str, *, affirmed: bool = True, sure: bool
) -> Finding:
    return finding(FindingKind.GUARANTEE, passage, found.span(), value, affirmed=affirmed, sure=sure)
