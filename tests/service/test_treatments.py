"""The register of treatments: nothing of people lies in a table that it does not name."""

from service.treatments import treatments
from store.retention import retention
from store.schema import metadata

# Columns by which a table holds what is of somebody, or was written by somebody.
_OF_PEOPLE = {"sealed", "digest", "president", "supplier_name", "password", "actor", "account"}


def test_each_table_that_holds_what_is_of_people_is_of_one_treatment() -> None:
    named = [table for one in treatments() for table in one.tables]
    assert len(named) == len(set(named))
    holding = {table.name for table in metadata.sorted_tables if _OF_PEOPLE & set(table.columns.keys())}
    assert holding <= set(named)
    assert set(named) <= metadata.tables.keys()


def test_no_table_has_room_for_the_age_of_anybody() -> None:
    for table in metadata.sorted_tables:
        for column in table.columns:
            assert not {"age", "birth", "born", "minor"} & set(column.name.split("_")), column


def test_what_is_told_of_each_rule_of_people_is_in_the_register() -> None:
    of_people = {table for one in treatments() for table in one.tables}
    technical = {rule.table for rule in retention().rules} - of_people
    assert technical == {"hook_calls", "canary_runs"}
