"""What a board would hear of with other settings, counted over the last weeks by the same judging."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from api.why import read_offered
from domain.board import Trade
from matching.preview import WEEKS, Weekly, days_of_matches, phrase, weekly, with_settings
from store import boards


@dataclass(frozen=True)
class Preview:
    """Calls a week as the board is (`now`) and with the settings that were asked for (`then`)."""

    trades: tuple[Trade, ...]
    whole_town: bool
    now: Weekly | None
    then: Weekly | None

    @property
    def words(self) -> str:
        where = " y trabajando en todo el municipio" if self.whole_town else ""
        what = "Con estos oficios" if self.trades else "Sin decir oficios"
        return f"{what}{where} {phrase(self.then)}. Como está hoy su junta, {phrase(self.now)}."


def read_preview(
    db: Connection, code: str, trades: Sequence[Trade], *, whole_town: bool, today: date, home: str
) -> Preview | None:
    """The preview, or None if there is no such board. `home`: see `matching.prepare`."""
    board = boards.get(db, code)
    if board is None:
        return None
    changed = with_settings(board, trades, whole_town=whole_town)
    found = read_offered(db, [board, changed], today - timedelta(weeks=WEEKS) + timedelta(1), today, home)
    now, then = (
        weekly(days_of_matches(profile, found.asked, found.eligible), found.first_day or today, today)
        for profile in found.known.profiles
    )
    return Preview(changed.trades, whole_town, now, then)
