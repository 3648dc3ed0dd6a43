"""A match between a board and a planned purchase: the early bell, before there is a call."""

from dataclasses import dataclass
from datetime import date

from domain.readiness import Verdict
from domain.reason import Reason


@dataclass(frozen=True, slots=True)
class PlanMatch:
    """A planned purchase that suits a board. `expected_on` is its month's first; `route` the one that would
    serve the board best, `missing` names the requirements that stand in its way today.
    """

    board_code: str
    plan_key: str
    score: float
    route: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()
    expected_on: date | None = None
