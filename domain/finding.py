"""What a call says in its documents: quoted findings, each with the page that it stands on."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class FindingKind(StrEnum):
    RUP = "rup"
    EXPERIENCE = "experience"
    EXPERIENCE_CONTRACTS = "experience_contracts"  # máximo 3
    EXPERIENCE_VALUE = "experience_value"  # 100 % del presupuesto, 250 SMMLV
    EXPERIENCE_UNSPSC = "experience_unspsc"  # 72141000, or a class of six digits
    GUARANTEE = "guarantee"  # cumplimiento 10 %
    INDICATOR = "indicator"  # liquidez ≥ 1,5
    CLOSING = "closing"  # this and the other moments: 2026-06-10T10:00, or the day alone
    INTEREST = "interest"
    OBSERVATIONS = "observations"
    VISIT = "visit"  # obligatoria, no obligatoria
    VISIT_DATE = "visit_date"
    VISIT_PLACE = "visit_place"
    MIPYME = "mipyme"
    TERRITORIAL = "territorial"  # municipio, departamento
    ADVANCE = "advance"  # 30 %
    COMMUNAL = "communal"  # community boards are named


class Finding(NamedTuple):
    """One thing that a document says of its call.

    `affirmed` is False where it says the contrary: no RUP, no visit, no advance. `value` is Spanish, short
    and normalised, a moment in Bogotá's time in ISO form; empty where kind and `affirmed` say all.
    `quote` is the passage without its line breaks. `part` is the file within an archive, `page` counts from
    1, each None where there is none. `sure` is False for what is said under a condition or read with doubt.
    """

    kind: FindingKind
    affirmed: bool
    value: str
    quote: str
    page: int | None = None
    part: str | None = None
    sure: bool = True


# The requirements of the catalogue that a call asks for when a finding affirms its kind. Kinds that are not
# here ask for nothing of the catalogue: a visit, a limit to mipymes or an advance is to be read, not shown.
REQUIREMENTS = {
    FindingKind.RUP: "RUP",
    FindingKind.EXPERIENCE: "EXP",
    FindingKind.GUARANTEE: "POL",
}
_FIGURE = re.compile(r"\s*\d")


def asks(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Ids of the requirements that the documents of a call ask for, sorted: those that are sure.

    Where one passage asks for a thing and another says that it is not asked for, neither decides.
    """
    found = [finding for finding in findings if finding.kind in REQUIREMENTS]
    denied = {(finding.kind, _thing(finding)) for finding in found if not finding.affirmed}
    asked = {
        REQUIREMENTS[finding.kind]
        for finding in found
        if finding.affirmed
        and finding.sure
        and not denied & {(finding.kind, _thing(finding)), (finding.kind, "")}
    }
    return tuple(sorted(asked))


def _thing(finding: Finding) -> str:
    """What a guarantee covers, whatever the percentage."""
    return _FIGURE.split(finding.value)[0]
