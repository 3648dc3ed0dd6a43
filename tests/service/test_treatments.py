"""The register of treatments: nothing of people lies in a table that it does not name."""

from notifications.notice import source, versions
from service.treatments import treatments, without
from store.retention import retention
from store.schema import metadata

# Columns by which a table holds what is of somebody, or was written by a person of somebody.
_OF_PEOPLE = {
    *("sealed", "digest", "president", "supplier_name", "password", "actor", "account", "checked_by"),
    *("words", "note", "proof", "quote", "cannot_why", "closed_why", "hidden_why"),
}


def test_every_table_is_of_one_treatment_or_said_to_have_nothing_of_people() -> None:
    treated = [table for one in treatments() for table in one.tables]
    named = [*treated, *(table for one in without() for table in one.tables)]
    assert sorted(named) == sorted(metadata.tables)


def test_no_table_that_is_said_to_have_nothing_of_people_has_room_for_it() -> None:
    for name in (table for one in without() for table in one.tables):
        table = metadata.tables[name]
        assert not _OF_PEOPLE & set(table.columns.keys()), name
        assert "staff" not in {key.column.table.name for key in table.foreign_keys}, name


def test_no_table_has_room_for_the_age_of_anybody() -> None:
    for table in metadata.sorted_tables:
        for column in table.columns:
            assert not {"age", "birth", "born", "minor"} & set(column.name.split("_")), column


def test_what_is_told_of_each_rule_of_people_is_in_the_register() -> None:
    of_people = {table for one in treatments() for table in one.tables}
    technical = {rule.table for rule in retention().rules} - of_people
    assert technical == {"hook_calls", "canary_runs", "matches", "plan_matches", "harvests"}


def test_the_notice_tells_the_times_that_are_applied() -> None:
    days = {rule.table: rule.days for rule in retention().rules}
    assert (days["attempts"], days["replies"], days["dignitaries"]) == (180, 365, 4 * 365 + 1)
    told = source(versions()[-1])
    for said in ("se borra a los seis meses", "nadie leyó, al año", "a los cuatro años de dejar el cargo"):
        assert said in told
