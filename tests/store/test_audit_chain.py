"""The audit: its lines hold on to one another, none is changed, and old ones go without breaking it."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from store import audit, audit_chain
from store.access_tables import audit as table
from store.access_tables import audit_cuts
from store.engine import snapshot, writing
from tests.examples import NOW

CODE = audit.of_board("JAC-0001")
LATER = NOW + audit_chain.KEPT_FOR


def add(db: Connection, detail: str, at: Any = NOW) -> None:
    audit.add(db, audit.OFFICE, audit.Action.SAW, CODE, at, detail)


def three(db: Connection) -> list[int]:
    for detail in ("una «ñ»", "dos", "tres"):
        add(db, detail)
    return list(db.execute(select(table.c.id).order_by(table.c.id)).scalars())


def behind_its_back(db: Connection, *statements: Any) -> None:
    """As the owner of the database can: without the triggers."""
    if db.dialect.name == "postgresql":
        db.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
    else:
        for name in ("audit_is_not_changed", "audit_is_not_deleted"):
            db.execute(text(f"DROP TRIGGER {name}"))
    for statement in statements:
        db.execute(statement)


def test_lines_hold_as_they_were_written(unsaved: Connection) -> None:
    assert audit_chain.check(unsaved) == audit_chain.Checked(0, 0, 0, "", None, None)
    ids = three(unsaved)
    found = audit_chain.check(unsaved)
    assert (found.lines, found.holds, found.end) == (3, True, audit_chain.told_end(unsaved))
    assert found.end.startswith(f"{ids[-1]}:")


@pytest.mark.parametrize("column", ["actor", "action", "about", "detail", "at"])
def test_a_line_that_was_changed_is_found(unsaved: Connection, column: str) -> None:
    ids = three(unsaved)
    other = NOW + timedelta(microseconds=1) if column == "at" else "other"
    behind_its_back(unsaved, update(table).where(table.c.id == ids[1]).values({column: other}))
    found = audit_chain.check(unsaved)
    assert (found.broken_at, found.lines) == (ids[1], 1)


def test_a_line_that_was_taken_out_is_missed_by_the_next(unsaved: Connection) -> None:
    ids = three(unsaved)
    behind_its_back(unsaved, delete(table).where(table.c.id == ids[0]))
    assert audit_chain.check(unsaved).broken_at == ids[1]


def test_a_chain_that_was_written_anew_does_not_go_through_what_was_told_before(unsaved: Connection) -> None:
    ids = three(unsaved)
    told = audit_chain.told_end(unsaved)
    assert audit_chain.has(unsaved, told) is True
    behind_its_back(unsaved, delete(table).where(table.c.id == ids[2]))
    assert audit_chain.check(unsaved).holds  # the end alone can be taken away unseen
    assert audit_chain.has(unsaved, told) is False
    with pytest.raises(ValueError, match="invalid literal"):
        audit_chain.has(unsaved, "nothing")


@pytest.mark.parametrize(
    "change",
    [
        update(table).values(detail="other"),
        update(table).values(hash=None),
        delete(table),
        update(audit_cuts).values(up_to=9),
        delete(audit_cuts),
    ],
)
def test_the_database_refuses_to_change_or_lose_a_line(unsaved: Connection, change: Any) -> None:
    add(unsaved, "of long ago", NOW - audit_chain.KEPT_FOR)
    three(unsaved)
    audit_chain.cut(unsaved, NOW)
    with pytest.raises(DBAPIError, match="never changed"):
        unsaved.execute(change)


def test_old_lines_go_and_the_chain_holds_from_where_it_was_cut(unsaved: Connection) -> None:
    first = three(unsaved)
    told = audit_chain.told_end(unsaved)
    for nth in range(2):
        add(unsaved, f"later {nth}", LATER)
    assert audit_chain.cut(unsaved, LATER - timedelta(microseconds=1)) == 0
    assert audit_chain.cut(unsaved, LATER) == 3
    assert audit_chain.cut(unsaved, LATER) == 0
    found = audit_chain.check(unsaved)
    assert (found.lines, found.cut, found.holds) == (2, 3, True)
    assert audit_chain.has(unsaved, told) is True
    assert audit_chain.has(unsaved, f"{first[0]}:00") is None
    assert audit_chain.cut(unsaved, LATER + audit_chain.KEPT_FOR) == 2  # and with none left it still goes on
    add(unsaved, "after all")
    assert (audit_chain.check(unsaved).lines, audit_chain.check(unsaved).holds) == (1, True)


def test_lines_of_a_version_that_had_no_chain_are_told_apart(unsaved: Connection) -> None:
    three(unsaved)
    row = {"at": NOW, "actor": "office", "action": "saw", "about": CODE, "detail": ""}
    unsaved.execute(insert(table).values(row))
    add(unsaved, "four")
    found = audit_chain.check(unsaved)
    assert (found.lines, found.without_hash, found.holds) == (4, 1, True)


def test_lines_that_are_written_at_once_come_one_after_the_other(engine: Engine) -> None:
    def write() -> None:
        for nth in range(5):
            with writing(engine) as db:
                add(db, str(nth))

    writers = [Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with snapshot(engine) as db:
        found = audit_chain.check(db)
    assert (found.lines, found.holds) == (20, True)
