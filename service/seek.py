"""Which boards suit a process, for the office that accompanies them: also what each of them lacks."""

from typing import Any

from api.seek import Candidate, read_boards_for
from service.context import Context
from service.shell import WrongUsage
from store.engine import reading


def run(context: Context, portfolio_id: str) -> dict[str, Any]:
    """The boards, the best first. Raises WrongUsage for a process that is not known."""
    with reading(context.engine) as db:
        found = read_boards_for(db, portfolio_id, context.today, context.settings.municipality)
    if found is None:
        raise WrongUsage(f"no process has the portfolio {portfolio_id}")
    return {
        "process": portfolio_id,
        "judged_on": found.on.isoformat(),
        "total": found.total,
        "refused": found.refused,
        "boards": [_row(one) for one in found.candidates],
    }


def _row(one: Candidate) -> dict[str, Any]:
    return {
        "code": one.board.code,
        "name": one.board.name,
        "place": one.board.barrio or one.board.locality,
        "score": one.match.score,
        "route": one.match.route,
        "verdict": one.match.verdict.value,
        "level": one.level,
        "missing": [requirement.id for requirement in one.missing],
        "together_with": [board.code for board in one.group.others] if one.group else [],
        "why": [reason.words for reason in one.match.reasons],
    }
