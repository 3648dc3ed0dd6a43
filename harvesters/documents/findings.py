"""What the text of a call asks for, as quoted findings. No guesses: what is doubtful is marked so.

pages ─▶ passages ─▶ rules, one a kind: passage → findings ─▶ each said once
"""

from collections.abc import Callable, Iterator, Sequence

from domain.finding import Finding, FindingKind
from harvesters.documents.pages import Page
from harvesters.documents.passages import Passage, passages
from harvesters.documents.rules import terms
from harvesters.documents.rules.calendar import calendar, visit
from harvesters.documents.rules.experience import experience
from harvesters.documents.rules.guarantees import guarantees
from harvesters.documents.rules.indicators import indicators

RULES = 1  # raised with every change of what is found: documents of open calls are then read again

_MOST = 200
_BEFORE = 600  # letters that a rule is shown of what stands before: a heading, the head of a list
_ONE_IS_ENOUGH = (FindingKind.VISIT, FindingKind.ADVANCE, FindingKind.GUARANTEE)

_KINDS: tuple[Callable[[Passage, str], Iterator[Finding]], ...] = (
    *(terms.rup, experience, guarantees, indicators, calendar),
    *(visit, terms.limits, terms.advance, terms.communal),
)


def find(pages: Sequence[Page]) -> list[Finding]:
    """Every finding of a document, each said once: where it is sure, else where it stands first.

    What one passage affirms and another denies is there twice.
    """
    found: dict[tuple[FindingKind, bool, str], Finding] = {}
    before = ""
    for passage in passages(pages):
        for kind in _KINDS:
            for finding in kind(passage, before):
                key = (finding.kind, finding.affirmed, finding.value)
                if key not in found or (finding.sure and not found[key].sure):
                    found[key] = finding
        before = f"{before} {passage.plain}"[-_BEFORE:]
    return _without_vaguer(list(found.values()))[:_MOST]


def _without_vaguer(found: list[Finding]) -> list[Finding]:
    """Leave out what says less than another: that there is a visit, beside that it is obligatory."""
    fuller = {one.kind for one in found if one.affirmed and one.value and one.kind in _ONE_IS_ENOUGH}
    return [one for one in found if one.value or not one.affirmed or one.kind not in fuller]
