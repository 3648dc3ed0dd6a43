"""The early bell: planned purchases that suit a board, before there is a call."""

from collections.abc import Iterable
from datetime import date

from domain.alert import Alert, AlertKind, Priority
from service.alert.telling import ToTell
from store.untold import UntoldPlan


def early(untold: Iterable[UntoldPlan], today: date) -> list[ToTell]:
    """Each line of a plan once for ever, in whatever version; of a month that passed nothing is ahead."""
    this_month = today.replace(day=1)
    return [
        ToTell(Alert(one.board_code, one.line, AlertKind.EARLY_BELL), Priority.REST)
        for one in untold
        if one.expected_on is not None and one.expected_on >= this_month
    ]
