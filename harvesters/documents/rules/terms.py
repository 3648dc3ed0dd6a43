"""Terms of a call: the register of proponents, to whom it is limited, advances, community boards."""

import re
from collections.abc import Iterator

from domain.finding import Finding, FindingKind
from harvesters.documents.passages import Passage
from harvesters.documents.rules.figures import share_of
from harvesters.documents.rules.quote import finding
from harvesters.documents.sense import is_conditional, sense_of

_RUP = re.compile(r"\br\.? ?u\.? ?p\b\.?|\bregistro unico (?:de )?(?:los )?proponentes?")

_MIPYME = re.compile(r"\bm[iy]p[iy]mes?\b")
_LIMIT = re.compile(r"\blimit(?!e)\w+")
_DOMICILED = re.compile(r"\bdomicili\w+|\bubicad\w+|\bterritorial\w*")
_TERRITORY = re.compile(r"\b(?:municipio|departamento|distrito)\b")

_ADVANCE = re.compile(r"\banticipos?\b|\bpago anticipado")
_ABOUT_THE_ADVANCE = re.compile(
    r"(?:inversion|manejo|amortizacion|amortizar|legalizacion|devolucion|monto|cuenta|plan)"
    r"(?: \w+){0,3}? (?:del?|el) $"
)
_BOUND_BY_LAW = re.compile(r"\bno (?:podra )?(?:exced|super)\w+")
_PAID = re.compile(r"\b(?:entreg|otorg|gir|pact|desembols|conced|pagar|cancelar)\w*")

_COMMUNAL = re.compile(
    r"\bjuntas? de accion comunal|\borganism\w+ (?:de accion )?comunal\w*|\borganizaci\w+ comunal\w*"
    r"|\basociaci\w+ de juntas|\bj\.? ?a\.? ?c\b\.?|\bjuntas? de vivienda comunitaria|\bley 2166 de 2021"
)


def rup(passage: Passage, _before: str) -> Iterator[Finding]:
    for found in _RUP.finditer(passage.plain):
        if sense := sense_of(passage.plain, *found.span()):
            yield finding(FindingKind.RUP, passage, found.span(), affirmed=sense.affirmed, sure=sense.sure)


def limits(passage: Passage, _before: str) -> Iterator[Finding]:
    """To mipymes, and to those of the place."""
    plain = passage.plain
    limit, mipyme, domiciled = (one.search(plain) for one in (_LIMIT, _MIPYME, _DOMICILED))
    named = mipyme or domiciled
    if limit is None or named is None:
        return
    span = (min(limit.start(), named.start()), max(limit.end(), named.end()))
    sense = sense_of(plain, *span)
    affirmed = sense is None or sense.affirmed
    sure = not is_conditional(plain)
    if mipyme:
        yield finding(FindingKind.MIPYME, passage, span, affirmed=affirmed, sure=sure)
    if domiciled and not affirmed:
        yield finding(FindingKind.TERRITORIAL, passage, span, affirmed=False, sure=sure)
    elif domiciled and (territory := _TERRITORY.search(plain, domiciled.start())):
        yield finding(FindingKind.TERRITORIAL, passage, domiciled.span(), territory[0], sure=sure)


def advance(passage: Passage, _before: str) -> Iterator[Finding]:
    plain = passage.plain
    if _BOUND_BY_LAW.search(plain):
        return
    for found in _ADVANCE.finditer(plain):
        if _ABOUT_THE_ADVANCE.search(plain, 0, found.start()):
            continue
        sense = sense_of(plain, *found.span())
        if sense and not sense.affirmed:
            yield finding(FindingKind.ADVANCE, passage, found.span(), affirmed=False, sure=sense.sure)
            continue
        share = share_of(plain, found.end(), found.end() + 120) or ""
        if share or _PAID.search(plain, max(0, found.start() - 60), found.start()):
            name = "pago anticipado " if found[0].startswith("pago") else ""
            sure = not is_conditional(plain)
            yield finding(FindingKind.ADVANCE, passage, found.span(), (name + share).strip(), sure=sure)


def communal(passage: Passage, _before: str) -> Iterator[Finding]:
    if found := _COMMUNAL.search(passage.plain):
        yield finding(FindingKind.COMMUNAL, passage, found.span())
