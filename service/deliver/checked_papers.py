"""What a board is told of the papers that somebody looked at: all of an hour in one message."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from domain.alert import Alert, AlertKind
from domain.board import Board
from domain.filing import Fate, Filing, span_of
from domain.text import fold
from notifications.bulletin import Letterhead, PapersChecked
from readiness.catalogue import load
from service.context import Context
from store import filings

Checked = Mapping[tuple[str, str], list[Filing]]
"""What was decided, by board and hour."""


def read_checked(db: Connection, told: Sequence[Alert]) -> Checked:
    """A question an hour; none where nothing of papers is told."""
    found: dict[tuple[str, str], list[Filing]] = {}
    checked = [alert for alert in told if alert.kind is AlertKind.PAPERS_CHECKED]
    for hour in {alert.about for alert in checked}:
        codes = {alert.board_code for alert in checked if alert.about == hour}
        for filing in filings.decided_in(db, codes, span_of(hour)):
            found.setdefault((filing.board_code, hour), []).append(filing)
    return found


def papers_checked(
    context: Context, board: Board, head: Letterhead, found: Sequence[Filing]
) -> PapersChecked:
    known = load(context.today).requirements

    def titles(fate: Fate) -> tuple[str, ...]:
        ids = {one.requirement for one in found if one.fate is fate and one.requirement in known}
        return tuple(sorted((known[id_].title for id_ in ids), key=fold))

    return PapersChecked(board, head, titles(Fate.ACCEPTED), titles(Fate.REFUSED))
