"""Harvested rows in the store: new, changed, unchanged, and several of one key."""

import hashlib
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from domain.process import Process
from store import processes
from store.engine import reading, writing
from store.processes import RECORDS
from store.records import Sorted
from store.tables import processes as table
from tests.examples import IN_TEN_DAYS, NOW, TODAY, TOMORROW, YESTERDAY, a_process

LATER = NOW + timedelta(days=1)


def digest(process: Process) -> bytes:
    return hashlib.blake2b(repr(process).encode(), digest_size=16).digest()


def _sort(engine: Engine, *found: Process, at: datetime = NOW) -> Sorted:
    """Save as a harvest does before it has seen the whole source."""
    with writing(engine) as db:
        return RECORDS.save(db, found, [digest(p) for p in found], at)


def _save(engine: Engine, *found: Process, at: datetime = NOW) -> tuple[int, int, int]:
    """Save as a harvest of just these does. Returns how many were new, changed and unchanged."""
    saved = _sort(engine, *found, at=at)
    differing = [found[n] for n in saved.differing]
    with writing(engine) as db:
        changed = RECORDS.change(db, differing, [digest(p) for p in differing], at)
    return saved.new, changed, sum(digest(process) in saved.unchanged for process in found)


def _settle(engine: Engine, *found: Process, at: datetime = LATER, partial: bool = False) -> tuple[int, int]:
    """Settle one key: these are all of its rows."""
    with writing(engine) as db:
        return RECORDS.settle(db, {found[0].key: {digest(p): p for p in found}}, at, partial=partial)[:2]


def _titles(engine: Engine) -> list[str]:
    with reading(engine) as db:
        return sorted(db.execute(select(table.c.title)).scalars())


def _hashes(engine: Engine) -> dict[str, bytes]:
    with reading(engine) as db:
        return {row.key: bytes(row.hash) for row in db.execute(select(table.c.key, table.c.hash))}


def _changes(engine: Engine) -> list[tuple[str, str | None, str | None]]:
    with reading(engine) as db:
        return [(c.field, c.before, c.after) for c in processes.changes_of(db, ["CO1.BDOS.1"])]


def test_a_page_is_told_apart_into_new_changed_and_unchanged(engine: Engine) -> None:
    first, second = a_process(number=1), a_process(number=2)
    assert _save(engine, first, second) == (2, 0, 0)
    assert _save(engine, first, second._replace(price_cop=1), a_process(number=3), at=LATER) == (1, 1, 1)


def test_the_same_page_twice_changes_nothing(engine: Engine) -> None:
    _save(engine, a_process())
    before = _hashes(engine)
    assert _save(engine, a_process(), at=LATER) == (0, 0, 1)
    assert _hashes(engine) == before


def test_a_row_that_differs_waits_until_the_whole_source_was_seen(engine: Engine) -> None:
    old, new = a_process(title="old"), a_process(title="new")
    _save(engine, old)
    assert _sort(engine, a_process(number=2), new, at=LATER) == Sorted(new=1, differing={1: digest(old)})
    assert "old" in _titles(engine)


def test_a_row_written_otherwise_that_says_the_same_is_unchanged_and_known_from_then_on(
    engine: Engine,
) -> None:
    _save(engine, a_process())
    with writing(engine) as db:
        saved = RECORDS.save(db, [a_process()], [b"another spelling"], LATER)
    assert saved == Sorted(unchanged=frozenset([digest(a_process()), b"another spelling"]))
    with reading(engine) as db:
        assert RECORDS.hashes(db) == b"another spelling"
        assert db.execute(select(table.c.changed_at)).scalar_one() == NOW


def test_hashes_of_rows_that_must_be_read_again_are_left_out(engine: Engine) -> None:
    with writing(engine) as db:
        RECORDS.save(db, [a_process(), a_process(number=2)], [b"s" * 16 + b"?", b"p" * 16], NOW)
        assert RECORDS.hashes(db) == b"p" * 16
        assert RECORDS.count(db) == 2


def test_a_table_without_rows_has_no_hashes(engine: Engine) -> None:
    with reading(engine) as db:
        assert RECORDS.hashes(db) == b""


@pytest.mark.parametrize("together", [True, False], ids=["in a page", "in two"])
def test_two_rows_of_one_key_are_both_kept_whatever_order_they_come_in(
    engine: Engine, together: bool
) -> None:
    one, other = a_process(title="one"), a_process(title="other")
    pages = [[other, one]] if together else [[other], [one]]
    saved = [_sort(engine, *page) for page in pages]
    assert sum(page.new for page in saved) == 1
    assert saved[-1].repeated == {one.key}
    assert _settle(engine, one, other, at=NOW) == (1, 0)
    assert _titles(engine) == ["one", "other"]
    first = min((one, other), key=digest)
    assert _hashes(engine)[one.key] == digest(first)
    assert all(key == one.key or key.startswith(f"{one.key}#") for key in _hashes(engine))
    assert _changes(engine) == []


def test_an_exact_duplicate_is_kept_once(engine: Engine) -> None:
    assert _sort(engine, a_process(), a_process()) == Sorted(new=1)
    assert _titles(engine) == [a_process().title]


def test_rows_of_one_key_that_say_the_same_are_kept_once(engine: Engine) -> None:
    with writing(engine) as db:
        RECORDS.save(db, [a_process()], [b"a" * 16], NOW)
        assert RECORDS.settle(db, {a_process().key: {b"a" * 16: a_process(), b"b" * 16: a_process()}}, NOW)
    assert len(_hashes(engine)) == 1


def test_a_row_that_joins_another_of_its_key_is_new_and_no_change(engine: Engine) -> None:
    one, other = a_process(price_cop=1), a_process(price_cop=2)
    _save(engine, one)
    assert _settle(engine, one, other) == (1, 0)
    assert len(_hashes(engine)) == 2
    assert _changes(engine) == []


def test_a_row_among_several_of_its_key_that_changes_is_a_change(engine: Engine) -> None:
    one, other = a_process(price_cop=1), a_process(price_cop=2, title="other")
    _save(engine, one)
    _settle(engine, one, other)
    late = LATER + timedelta(days=1)
    saved = _sort(engine, a_process(price_cop=1), other._replace(price_cop=3), at=late)
    assert saved.repeated == {one.key}
    assert _settle(engine, one, other._replace(price_cop=3), at=late) == (0, 1)
    assert _changes(engine) == [("price_cop", "2", "3")]
    assert len(_hashes(engine)) == 2


def test_where_all_rows_of_a_key_change_what_they_agree_on_is_the_change(engine: Engine) -> None:
    one, other = a_process(price_cop=1, closes_on=TODAY), a_process(price_cop=2, closes_on=TODAY)
    _save(engine, one)
    _settle(engine, one, other)
    moved = [process._replace(closes_on=TOMORROW) for process in (one, other)]
    assert _settle(engine, *moved, at=LATER + timedelta(days=1)) == (0, 2)
    assert _changes(engine) == [("closes_on", TODAY.isoformat(), TOMORROW.isoformat())]


def test_a_row_that_stands_alone_again_has_its_key_and_no_sibling(engine: Engine) -> None:
    one, other = a_process(title="one"), a_process(title="other")
    _save(engine, one)
    _settle(engine, one, other)
    _settle(engine, other, at=LATER + timedelta(days=1))
    assert _hashes(engine) == {one.key: digest(other)}
    assert _sort(engine, one, at=LATER + timedelta(days=2)).repeated == frozenset()


def test_a_row_whose_hash_alone_is_another_one_has_it_and_did_not_change(engine: Engine) -> None:
    one, other = a_process(title="one"), a_process(title="other")
    _save(engine, one)
    _settle(engine, one, other)
    with writing(engine) as db:
        renewed = {b"a" * 16: one, b"b" * 16: other}
        settled = RECORDS.settle(db, {one.key: renewed}, LATER + timedelta(days=1))
    assert settled == (0, 0, frozenset(renewed))
    assert {*_hashes(engine).values()} == renewed.keys()
    with reading(engine) as db:
        assert db.execute(select(table.c.changed_at).where(table.c.key == one.key)).scalar_one() == NOW


def _references(engine: Engine) -> list[tuple[int | None, str | None]]:
    with reading(engine) as db:
        found = db.execute(select(table.c.price_cop, table.c.reference))
        return sorted((price, reference) for price, reference in found)


def test_rows_of_a_key_that_lack_a_column_keep_what_it_said(engine: Engine) -> None:
    one, other = a_process(price_cop=1, reference="A"), a_process(price_cop=2, reference="B")
    _save(engine, one)
    _settle(engine, one, other)
    nameless = [process._replace(reference=None) for process in (one, other, a_process(price_cop=3))]
    late = LATER + timedelta(days=1)
    assert _settle(engine, *nameless, at=late, partial=True) == (1, 0)
    assert _references(engine) == [(1, "A"), (2, "B"), (3, None)]
    assert _changes(engine) == []


def test_rows_that_only_the_missing_column_tells_apart_both_stay(engine: Engine) -> None:
    one, other = a_process(reference="A"), a_process(reference="B")
    _save(engine, one)
    _settle(engine, one, other)
    for day in (1, 2):
        nameless, late = a_process(reference=None), LATER + timedelta(days=day)
        assert _settle(engine, nameless, at=late, partial=True) == (0, 0)
        assert [reference for _, reference in _references(engine)] == ["A", "B"]


def test_the_one_row_of_a_key_that_changed_while_a_column_is_missing_keeps_what_it_said(
    engine: Engine,
) -> None:
    one, other = a_process(price_cop=1, reference="A"), a_process(price_cop=2, reference="B")
    _save(engine, one)
    _settle(engine, one, other)
    nameless = [process._replace(reference=None) for process in (one, other._replace(price_cop=3))]
    assert _settle(engine, *nameless, at=LATER + timedelta(days=1), partial=True) == (0, 1)
    assert _references(engine) == [(1, "A"), (3, "B")]
    assert _changes(engine) == [("price_cop", "2", "3")]


def test_a_key_that_went_meanwhile_keeps_what_it_has(engine: Engine) -> None:
    _save(engine, a_process())
    with writing(engine) as db:
        assert RECORDS.settle(db, {a_process().key: {}}, LATER) == (0, 0, frozenset())
    assert len(_hashes(engine)) == 1


def test_what_is_read_back_is_what_was_saved(engine: Engine) -> None:
    odd = a_process(title="O'Higgins \t «ñ» 'a' \\ , %s ?", price_cop=None, closes_on=None, awarded=False)
    _save(engine, odd)
    with reading(engine) as db:
        assert processes.live(db, TODAY) == [odd]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1),
    day=st.dates(date(2000, 1, 1), date(2100, 1, 1)) | st.none(),
    cop=st.integers(0, 10**15) | st.none(),
)
def test_any_text_day_and_amount_survives(
    engine: Engine, text: str, day: date | None, cop: int | None
) -> None:
    odd = a_process(title=text, description=text, published_on=day, price_cop=cop)
    _settle(engine, odd)
    with reading(engine) as db:
        assert processes.newest(db, [odd.portfolio_id])[odd.portfolio_id] == odd


def test_a_watched_field_that_changed_is_kept_with_before_and_after(engine: Engine) -> None:
    _save(engine, a_process(closes_on=TOMORROW))
    _save(engine, a_process(closes_on=IN_TEN_DAYS, offers=3), at=LATER)
    with reading(engine) as db:
        (change,) = processes.changes_of(db, ["CO1.BDOS.1"])
    assert change == ("CO1.BDOS.1", "closes_on", TOMORROW.isoformat(), IN_TEN_DAYS.isoformat(), LATER)


def test_a_counter_that_moves_makes_no_change(engine: Engine) -> None:
    _save(engine, a_process(offers=0))
    assert _save(engine, a_process(offers=7), at=LATER) == (0, 1, 0)
    with reading(engine) as db:
        assert processes.changes_of(db, ["CO1.BDOS.1"]) == []


def test_live_gives_the_newest_notice_of_each_procedure(engine: Engine) -> None:
    _save(
        engine,
        a_process(number=1, portfolio_id="CO1.BDOS.9", last_published_on=YESTERDAY),
        a_process(number=2, portfolio_id="CO1.BDOS.9", last_published_on=TODAY, title="newest"),
    )
    with reading(engine) as db:
        assert [p.title for p in processes.live(db, TODAY)] == ["newest"]


def test_a_procedure_awarded_in_any_row_is_not_live(engine: Engine) -> None:
    _save(
        engine,
        a_process(number=1, portfolio_id="CO1.BDOS.9", awarded=True, last_published_on=YESTERDAY),
        a_process(number=2, portfolio_id="CO1.BDOS.9", last_published_on=TODAY),
    )
    with reading(engine) as db:
        assert processes.live(db, TODAY) == []
        assert processes.newest(db, ["CO1.BDOS.9"])["CO1.BDOS.9"].awarded


def test_a_deadline_counts_to_the_end_of_its_day(engine: Engine) -> None:
    _save(engine, a_process(closes_on=TODAY))
    with reading(engine) as db:
        assert len(processes.live(db, TODAY)) == 1
        assert processes.live(db, TOMORROW) == []


def test_a_row_that_the_source_has_no_more_is_not_live_until_it_comes_back(engine: Engine) -> None:
    gone, stays, other = a_process(number=1), a_process(number=2), a_process(number=3)
    _save(engine, gone, stays, other)
    with writing(engine) as db:
        found = processes.gone(db, ["CO1.REQ.1", "CO1.REQ.2"], {digest(stays)}, LATER)
        assert found == [gone.key]
        RECORDS.mark_gone(db, found, LATER)
        assert processes.gone(db, ["CO1.REQ.1", "CO1.REQ.2"], {digest(stays)}, LATER) == []
        assert processes.live(db, TODAY) == [stays, other]
        assert digest(gone) not in RECORDS.hashes(db)
    assert _save(engine, gone, at=LATER + timedelta(days=1)) == (0, 0, 1)
    with reading(engine) as db:
        assert processes.live(db, TODAY) == [gone, stays, other]
        assert digest(gone) in RECORDS.hashes(db)


def test_a_row_that_was_just_written_is_not_gone(engine: Engine) -> None:
    _save(engine, a_process())
    with writing(engine) as db:
        assert processes.gone(db, ["CO1.REQ.1"], set(), NOW) == []


def test_an_unknown_deadline_stays_live_for_sixty_days(engine: Engine) -> None:
    _save(
        engine,
        a_process(number=1, closes_on=None, last_published_on=TODAY - timedelta(days=60)),
        a_process(number=2, closes_on=None, last_published_on=TODAY - timedelta(days=61)),
        a_process(number=3, closes_on=None, last_published_on=None),
    )
    with reading(engine) as db:
        assert [p.process_id for p in processes.live(db, TODAY)] == ["CO1.REQ.1", "CO1.REQ.3"]


def test_what_may_still_change_is_asked_for_again(engine: Engine) -> None:
    _save(
        engine,
        a_process(number=1),
        a_process(number=2, closes_on=TODAY - timedelta(days=60)),
        a_process(number=3, closes_on=TODAY - timedelta(days=61)),
        a_process(number=4, status="Cancelado"),
        a_process(number=5, awarded=True),
        a_process(number=6, closes_on=None, status=None),
    )
    with reading(engine) as db:
        assert processes.to_recheck(db, TODAY) == ["CO1.REQ.1", "CO1.REQ.2", "CO1.REQ.6"]
