"""Why calls did not reach a board, for the command line: the same answer as its page gives."""

from typing import Any

from api.why import read_why
from api.why_models import WhyOut
from service.context import Context
from service.shell import WrongUsage
from store.engine import reading


def run(context: Context, code: str, days: int) -> dict[str, Any]:
    """Why, over so many days to today. Raises WrongUsage for a board that is not known."""
    with reading(context.engine) as db:
        found = read_why(db, code, days, context.today, context.settings.municipality)
    if found is None:
        raise WrongUsage(f"no board has the code {code}")
    return WhyOut.of(found).model_dump(mode="json")
