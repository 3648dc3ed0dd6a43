"""New matches: calls that suit a board, which it neither was told of nor has answered."""

from collections.abc import Iterable
from datetime import date

from domain.alert import Alert, AlertKind
from service.alert.telling import ToTell, priority_of
from store.untold import UntoldMatch


def new(untold: Iterable[UntoldMatch], today: date) -> list[ToTell]:
    """Each once for ever; urgent where it closes soon. One that closed since the match is no news."""
    return [
        ToTell(
            Alert(one.board_code, one.portfolio_id, AlertKind.NEW_MATCH),
            priority_of(one.closes_on, today),
            one.closes_on,
        )
        for one in untold
        if one.closes_on is None or one.closes_on >= today
    ]
