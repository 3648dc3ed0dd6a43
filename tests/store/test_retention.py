"""What is kept for how long: each rule up to its last moment, and every table in one."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Date, select, update

from domain.days import day_of
from readiness.words import MARKS
from store.retention import Does, Rule, apply, retention
from store.schema import metadata
from tests.examples import NOW
from tests.filled import fill


def test_every_table_is_in_a_rule_or_kept_for_a_reason() -> None:
    found = retention()
    named = [*(rule.table for rule in found.rules), *(own.table for own in found.own), *found.kept]
    assert sorted(named) == sorted(metadata.tables)
    assert all(found.kept.values())
    assert found.verified in {mark.value for mark in MARKS}


@pytest.fixture
def filled(unsaved: Connection) -> Connection:
    fill(unsaved)
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


def test_a_call_that_waits_is_kept_however_old(filled: Connection) -> None:
    (rule,) = (rule for rule in retention().rules if rule.ended)
    table = metadata.tables[rule.table]
    _aged(filled, rule)
    filled.execute(update(table).values(dict.fromkeys(rule.ended)))
    assert apply(filled, rule, NOW) == 0


def _rows(db: Connection, rule: Rule) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    table = metadata.tables[rule.table]
    for row in db.execute(select(table)).mappings():
        yield tuple(row[key.name] for key in table.primary_key), dict(row)


def _aged(db: Connection, rule: Rule) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Make one row as old as the rule says, another a moment younger, and the rest of today."""
    table = metadata.tables[rule.table]
    is_day = isinstance(table.c[rule.since].type, Date)
    today = day_of(NOW) if is_day else NOW
    tick = timedelta(days=1) if is_day else timedelta(microseconds=1)
    db.execute(update(table).values({rule.since: today}))
    old, young = [key for key, _ in _rows(db, rule)][:2]
    for key, age in ((old, timedelta(days=rule.days)), (young, timedelta(days=rule.days) - tick)):
        named = [column == value for column, value in zip(table.primary_key, key, strict=True)]
        db.execute(update(table).where(*named).values({rule.since: today - age}))
    return old, young
