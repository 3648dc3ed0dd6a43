"""When boards want to hear from us."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, select

from domain.contact import Preferences, Rhythm
from store.telling_tables import preferences
from store.upsert import upsert

_FIELDS = tuple(Preferences.__dataclass_fields__)


def of_boards(db: Connection, codes: Collection[str]) -> dict[str, Preferences]:
    """What each of these boards prefers; one that never said has the usual."""
    columns = (preferences.c[name] for name in _FIELDS)
    query = select(preferences.c.board_code, *columns).where(preferences.c.board_code.in_(codes))
    said = {}
    for code, rhythm, *others in db.execute(query):
        said[code] = Preferences(Rhythm(rhythm), *others)
    return {code: said.get(code) or Preferences() for code in codes}


def save(db: Connection, code: str, wanted: Preferences, at: datetime) -> None:
    """What a board prefers from now on."""
    upsert(db, preferences, [{"board_code": code, **asdict(wanted), "changed_at": at}])
