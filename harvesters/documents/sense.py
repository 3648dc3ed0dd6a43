"""Whether a passage asks for a thing that it names, or says that it does not.

The verb nearest to the thing decides: `no se exigirá RUP` denies it, `se rechaza a quien no tenga RUP` asks
for it, `podrá exigirse` does neither for sure.
"""

import re
from typing import NamedTuple

_BEFORE, _AFTER = 110, 60  # letters between a thing and the verb that governs it
_AROUND = 350  # letters on either side that may hold its condition

_DENIES = (
    r"\b(?:no|tampoco|nunca) (?:se )?(?:le |les |han? |fue(?:ron)? )?"
    r"(?:requ|exig|solicit|ped|pid|realiz|efectu|llev|program|contempl|previ|prev|tiene|tendra|otorg"
    r"|entreg|pact"
    r"|conced|gir|pag|limit|necesit|constitu|aplic|habra|hay\b|proced|exist|incluy|consider|hara)\w*"
    r"|\bno (?:sera|es|son|seran|resulta|esta|estan|estara|fue)\w* (?:una? |de caracter )?"
    r"(?:necesari|obligatori|obligad|exigi|requeri|requisito|indispensable|limitad|previst|susceptible"
    r"|programad"
    r"|proceden|aplicable)\w*"
    r"|\bno (?:deb|tienen? que|tendran? que)\w*"
    r"|\bno obligatori\w*|\bsin (?:exig|necesidad|requer|limit|obligaci|lugar a)\w*|\bsin (?=anticipo|pago)"
    r"|\b(?:exent|exceptu|exoner|eximi)\w*|\bn\s?/\s?a\b|\bninguna? "
)
_ASKS = (
    r"\bdeb(?:e|en|era|eran|eres)\b|\brequ[ie]\w+|\bexi[gj]\w+|\bobligatori\w+|\bobligad\w+"
    r"|\bindispensable\w*"
    r"|\bnecesari\w+|\bhabilitante\w*|\b(?:se )?inscribir\w*"
    r"|\b(?:aport|acredit|adjunt|anex|alleg|present|constitu|otorg|demostr|certific|verific|entreg|gir|pact"
    r"|desembols|conced|suscrib|cubrir|tendr|garantizar)\w*"
    r"|\bcontar con|\bvigentes? y en firme"
)
_GOVERNS = re.compile(f"(?P<denies>{_DENIES})|(?P<asks>{_ASKS})")
_LACKS = re.compile(
    r"\b(?:no (?:est|se encuentr|encontr|cuent|cont|acredit|present|aport|adjunt|alleg|teng|ten|posea)\w*"
    r"|(?:la |su )?no (?:presentacion|acreditacion|inscripcion)|falta de|ausencia de|sin (?:el |la )?)"
)
_REJECTS = re.compile(
    r"(?<!causal de )(?<!motivo de )\brechaz\w+|(?<!no sera )(?<!no es )(?<!no constituye )(?<!no genera )"
    r"(?:causal|motivo) de rechazo|inhabilitad\w+|\bno (?:sera|seran) (?:tenid|habilitad|evaluad"
    r"|aceptad)\w+"
    r"|\bno podra\w* (?:participar|presentar)|\bno se acept\w+|descalificad\w+|dara lugar al rechazo"
)
_CONDITION = re.compile(
    r"\ben (?:el )?(?:caso|evento) (?:de|en|que)|\bcuando\b|\bsi (?:el|la|los|las|se|es|hay)\b"
    r"|(?<!no )\bpodra\w*|(?<!no )\bpued\w+"
    r"|\bsalvo\b|\bexcepto\b|\bde ser (?:el caso|necesario)|\ba menos que|\bsiempre (?:que|y cuando)"
    r"|\bextranjer\w+"
    r"|\btodas las personas\b"
)
_TURN = re.compile(r";|\bpero\b|\bsin embargo\b|\bno obstante\b|\bmientras que\b|\baunque\b")


class Sense(NamedTuple):
    """`affirmed`: it is asked for. `sure` is False under a condition."""

    affirmed: bool
    sure: bool


def sense_of(passage: str, start: int, end: int) -> Sense | None:
    """What a passage (plain) says of the thing at `start`:`end`; None where it merely names it."""
    away = max(0, start - _AROUND)
    passage, start, end = _between_turns(passage[away : end + _AROUND], start - away, end - away)
    sure = not _CONDITION.search(passage)
    if _REJECTS.search(passage) and _LACKS.search(passage):
        return Sense(True, sure)
    before, after = _governors(passage, start, end)
    if "denies" in (before, after):
        return Sense(False, sure)
    return Sense(True, sure) if "asks" in (before, after) else None


def is_conditional(passage: str) -> bool:
    return bool(_CONDITION.search(passage))


def is_rejected(passage: str) -> bool:
    """Whether an offer is thrown out for something."""
    return bool(_REJECTS.search(passage))


def _between_turns(passage: str, start: int, end: int) -> tuple[str, int, int]:
    """The part of the passage around the thing that no `pero` cuts off."""
    first, last = 0, len(passage)
    for turn in _TURN.finditer(passage):
        if turn.end() <= start:
            first = turn.end()
        elif turn.start() >= end:
            last = turn.start()
            break
    return passage[first:last], start - first, end - first


def _governors(passage: str, start: int, end: int) -> tuple[str | None, str | None]:
    """The kinds of the nearest verbs before the thing and behind it."""
    before = after = None
    for found in _GOVERNS.finditer(passage, max(0, start - _BEFORE), min(len(passage), end + _AFTER)):
        if found.end() <= start:
            before = found.lastgroup
        elif found.start() >= end:
            after = found.lastgroup
            break
        elif found.lastgroup == "denies":  # it reaches into the thing: `no se limita`
            before = found.lastgroup
    return before, after
