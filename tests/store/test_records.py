from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from domain.process import Process
from store import processes
from store.engine import reading, writing
from store.records import Saved
from store.tables import processes as table
from tests.examples import IN_TEN_DAYS, NOW, TODAY, TOMORROW, YESTERDAY, a_process

LATER = NOW + timedelta(days=1)


def _save(engine: Engine, *found: Process, at: object = NOW) -> Saved:
    with writing(engine) as db:
        return processes.save(db, found, [repr(p).encode()[-60:] + str(hash(p)).encode() for p in found], at)  # type: ignore[arg-type]


def _hashes(engine: Engine) -> dict[str, bytes]:
    with reading(engine) as db:
        return {row.key: bytes(row.hash) for row in db.execute(select(table.c.key, table.c.hash))}


def test_a_page_is_told_apart_into_new_changed_and_unchanged(engine: Engine) -> None:
    first, second = a_process(number=1), a_process(number=2)
    assert _save(engine, first, second) == Saved(new=2)
    assert _save(engine, first, second._replace(price_cop=1), a_process(number=3)) == Saved(1, 1, 1)


def test_the_same_page_twice_changes_nothing(engine: Engine) -> None:
    _save(engine, a_process())
    before = _hashes(engine)
    assert _save(engine, a_process(), at=LATER) == Saved(unchanged=1)
    assert _hashes(engine) == before


def test_a_key_that_stands_twice_in_a_page_counts_once(engine: Engine) -> None:
    assert _save(engine, a_process(title="first"), a_process(title="second")) == Saved(new=1)
    with reading(engine) as db:
        assert [p.title for p in processes.live(db, TODAY)] == ["second"]


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
    _save(engine, odd._replace(title="other"), odd)
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
    assert _save(engine, a_process(offers=7), at=LATER) == Saved(changed=1)
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
