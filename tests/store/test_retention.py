"""What is kept for how long: each rule up to its last moment, and for every table what bounds it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Date, Engine, Table, delete, insert, select, text, update
from sqlalchemy.sql.visitors import iterate

from domain.days import day_of
from domain.event import KEPT
from readiness.words import MARKS
from store import canary
from store.engine import writing
from store.event_rows import ROWS
from store.help_tables import help_cases
from store.retention import Does, Rule, Unless, apply, due, retention
from store.schema import metadata
from store.tables import documents, harvests, matches, outcomes
from store.telling_tables import canary_runs
from tests.examples import NOW
from tests.filled import fill

LONG_AGO = NOW - timedelta(days=4_000)


def test_every_table_has_a_rule_that_deletes_or_says_what_bounds_it_and_why_it_is_kept() -> None:
    found = retention()
    deleted = {name for rule in found.rules if rule.does is Does.DELETE for name in (rule.table, *rule.along)}
    named = [*deleted, *(own.table for own in found.own), *found.kept]
    assert sorted(named) == sorted(metadata.tables)
    assert all(found.kept.values())
    assert all(one.bound and one.tables for one in found.bounds)
    assert found.verified in {mark.value for mark in MARKS}


def test_what_goes_along_goes_with_the_row_that_it_is_of() -> None:
    for rule in retention().rules:
        for table in rule.along:
            (key,) = metadata.tables[table].foreign_keys
            assert (key.column.table.name, key.ondelete) == (rule.table, "CASCADE")


def test_no_rule_deletes_what_a_past_day_is_told_from() -> None:
    """An event that may be taken back is, once its row is gone."""
    deleted = {rule.table for rule in retention().rules if rule.does is Does.DELETE}
    read = {
        kind: {one.name for one in iterate(rows) if isinstance(one, Table)} for kind, rows in ROWS.items()
    }
    assert "outcomes" in set().union(*read.values())
    assert not [kind for kind, tables in read.items() if kind not in KEPT and tables & deleted]


@pytest.fixture
def filled(unsaved: Connection) -> Connection:
    """Every table with rows, of which nothing is kept for more than its time."""
    fill(unsaved)
    for table in (outcomes, help_cases):
        unsaved.execute(delete(table))
    unsaved.execute(update(matches).values(withdrawn_at=NOW))
    unsaved.execute(update(harvests).values(dataset="p6dx-8zbt", complete=False))
    return unsaved


def test_each_rule_takes_what_is_as_old_as_it_says_and_nothing_younger(filled: Connection) -> None:
    for rule in retention().rules:
        old, young = _aged(filled, rule)
        before = dict(_rows(filled, rule))
        assert apply(filled, rule, NOW) == 1, rule.table
        after = dict(_rows(filled, rule))
        assert after[young] == before[young], rule.table
        if rule.does is Does.DELETE:
            assert after.keys() == before.keys() - {old}, rule.table
        else:
            row = after[old]
            assert not any(row[name] for name in rule.columns), rule.table
            left = before[old].keys() - set(rule.columns)
            assert all(row[name] == before[old][name] for name in left), rule.table
        assert apply(filled, rule, NOW) == 0, rule.table


def test_it_goes_by_small_steps_until_nothing_is_left(filled: Connection) -> None:
    for name in ("plan_matches", "replies"):
        rule, table = _rule(name), metadata.tables[name]
        filled.execute(update(table).values({rule.since: LONG_AGO, **dict.fromkeys(rule.columns, b"1")}))
        assert [apply(filled, rule, NOW, most=2) for _ in range(3)] == [2, 1, 0]


def test_a_match_of_which_a_board_said_something_is_kept(filled: Connection) -> None:
    answered, helped, neither = _keys(filled, matches)
    filled.execute(update(matches).values(withdrawn_at=LONG_AGO))
    said = {
        "board_code": answered[0],
        "portfolio_id": answered[1],
        "kind": "opened",
        "at": NOW,
        "source": "page",
    }
    filled.execute(insert(outcomes), [said, {**said, "board_code": neither[0]}])
    asked = {"board_code": helped[0], "about": helped[1], "asked_at": NOW, "source": "page"}
    filled.execute(insert(help_cases), [asked, {**asked, "about": neither[1]}])
    assert _rule("matches").unless == (Unless.ANSWERED, Unless.HELPED)
    assert apply(filled, _rule("matches"), NOW) == 1
    assert _keys(filled, matches) == sorted([answered, helped])


def test_a_match_that_stands_is_kept_however_old(filled: Connection) -> None:
    filled.execute(update(matches).values(withdrawn_at=None, matched_at=LONG_AGO))
    assert apply(filled, _rule("matches"), NOW) == 0


def test_documents_are_kept_while_their_call_suits_a_board(filled: Connection) -> None:
    calls = [call for _, call in _keys(filled, matches)]
    filled.execute(update(documents).values(first_seen_at=LONG_AGO, portfolio_id=calls[0]))
    filled.execute(update(matches).where(matches.c.portfolio_id == calls[0]).values(withdrawn_at=None))
    assert apply(filled, _rule("documents"), NOW) == 0
    filled.execute(update(documents).values(portfolio_id=calls[1]))
    assert apply(filled, _rule("documents"), NOW) == len(calls)
    for table in _rule("documents").along:
        assert not filled.execute(select(metadata.tables[table])).all()


def test_the_reports_from_which_the_next_harvest_goes_on_are_kept(filled: Connection) -> None:
    """The newest of all, the newest that was complete, and the newest complete one of all rows."""
    filled.execute(delete(harvests))
    counts: dict[str, Any] = dict.fromkeys(("rows", "new", "changed", "unchanged", "rejected"), 0)
    common = {**counts, "dataset": "p6dx-8zbt", "started_at": LONG_AGO, "seconds": 1.0, "notes": []}
    flags = "complete", "whole", "full"
    told = [
        (True, True, True),
        (True, True, True),
        (True, True, False),
        (True, False, False),
        (False, True, True),
    ]
    rows = [{**common, **dict(zip(flags, one, strict=True)), "id": id_} for id_, one in enumerate(told, 1)]
    filled.execute(insert(harvests), [*rows, {**rows[0], "id": 9, "dataset": "jbjy-vk9h"}])
    assert apply(filled, _rule("harvests"), NOW) == 2
    assert _keys(filled, harvests) == [(2,), (3,), (5,), (9,)]


def test_what_is_over_in_the_largest_tables_is_found_by_an_index(unsaved: Connection) -> None:
    """Of millions of rows some hundreds are over each night."""
    explain = "EXPLAIN QUERY PLAN" if unsaved.dialect.name == "sqlite" else "EXPLAIN"
    if unsaved.dialect.name == "postgresql":  # a table that is empty it would rather read
        unsaved.execute(text("SET LOCAL enable_seqscan = off"))
    for table, index in (
        ("matches", "ix_matches_withdrawn_at"),
        ("plan_matches", "ix_plan_matches_withdrawn_at"),
        ("attempts", "ix_attempts_answered"),
    ):
        asked = due(_rule(table), NOW).compile(unsaved)
        given = asked.construct_params()
        values: Any = tuple(given[name] for name in asked.positiontup) if asked.positiontup else given
        plan = unsaved.exec_driver_sql(f"{explain} {asked}", values).all()
        assert index in str(plan), plan


def test_what_somebody_else_is_writing_is_left_for_another_night(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("one writes at a time")
    with writing(engine) as db:
        for number in (1, 2):
            canary.begin(db, f"CO1.BDOS.{number}", LONG_AGO)
    with writing(engine) as other, writing(engine) as db:
        one = update(canary_runs).where(canary_runs.c.portfolio_id == "CO1.BDOS.1")
        other.execute(one.values(injected_at=NOW))
        assert apply(db, _rule("canary_runs"), NOW) == 1
    with writing(engine) as db:
        assert apply(db, _rule("canary_runs"), NOW) == 0
        assert _keys(db, canary_runs) == [("CO1.BDOS.1",)]


def test_a_call_that_waits_is_kept_however_old(filled: Connection) -> None:
    rule = _rule("hook_calls")
    table = metadata.tables[rule.table]
    _aged(filled, rule)
    filled.execute(update(table).values(dict.fromkeys(rule.ended)))
    assert apply(filled, rule, NOW) == 0


def _rule(table: str) -> Rule:
    (rule,) = (rule for rule in retention().rules if rule.table == table)
    return rule


def _keys(db: Connection, table: Table) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in db.execute(select(*table.primary_key)))


def _rows(db: Connection, rule: Rule) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    table = metadata.tables[rule.table]
    for row in db.execute(select(table)).mappings():
        yield tuple(row[key.name] for key in _key(table, rule)), dict(row)


def _aged(db: Connection, rule: Rule) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Make one row as old as the rule says, another a moment younger, and the rest of today."""
    table = metadata.tables[rule.table]
    is_day = isinstance(table.c[rule.since].type, Date)
    today = day_of(NOW) if is_day else NOW
    tick = timedelta(days=1) if is_day else timedelta(microseconds=1)
    db.execute(update(table).values({rule.since: today}))
    old, young = [key for key, _ in _rows(db, rule)][:2]
    for key, age in ((old, timedelta(days=rule.days)), (young, timedelta(days=rule.days) - tick)):
        named = [column == value for column, value in zip(_key(table, rule), key, strict=True)]
        db.execute(update(table).where(*named).values({rule.since: today - age}))
    return old, young


def _key(table: Table, rule: Rule) -> list[Column[Any]]:
    """What names a row whatever its age is made to be."""
    return [column for column in table.primary_key if column.name != rule.since]
