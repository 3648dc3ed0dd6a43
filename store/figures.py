"""What the service counted of its own work: one row a figure and its labels."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, select

from domain.figures import Key, Sheet
from store.tables import figures
from store.upsert import accrue, upsert


def keep(db: Connection, sheet: Sheet) -> None:
    """Write down what a run counted, in one order: runs of several processes do not wait for each other."""
    accrue(db, figures, "value", _rows(sheet.added))
    upsert(db, figures, _rows(sheet.stands))


def read(db: Connection) -> dict[Key, float]:
    """All that was ever counted."""
    query = select(figures.c.name, figures.c.labels, figures.c.value)
    return {(row.name, tuple(json.loads(row.labels))): row.value for row in db.execute(query)}


def _rows(found: Mapping[Key, float]) -> list[dict[str, object]]:
    rows = ((name, json.dumps(values), value) for (name, values), value in found.items())
    return [{"name": name, "labels": labels, "value": value} for name, labels, value in sorted(rows)]
