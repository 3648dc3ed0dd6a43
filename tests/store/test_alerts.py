from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Row, select, text

from domain.alert import Alert, AlertKind, Delivery, DeliveryResult, Ending, Priority
from store import alerts, boards, deliveries, tellings
from store.alerts import News
from store.engine import reading, writing
from store.telling_tables import alerts as alert_rows
from store.telling_tables import attempts
from store.telling_tables import deliveries as table
from tests.api.counting import statements_of
from tests.examples import NOW, a_board
from tests.store.waiting import ON_POSTGRESQL

LATER = NOW + timedelta(days=1)
SOON = NOW + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _two_boards(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board(code="A"), a_board(code="B")], NOW)


def _new(code: str = "A", number: int = 1) -> Alert:
    return Alert(code, f"CO1.BDOS.{number}", AlertKind.NEW_MATCH)


def _moved(to: str) -> Alert:
    return Alert("A", "CO1.BDOS.1", AlertKind.DEADLINE_MOVED, to, "2026-06-04", to)


def _queue(engine: Engine, *found: Alert) -> list[Alert]:
    with writing(engine) as db:
        return alerts.queue(db, found, NOW, NOW, Priority.NEW)


def _claim(engine: Engine, worker: str = "w1", now: datetime = NOW, until: datetime = SOON) -> list[Delivery]:
    with writing(engine) as db:
        return deliveries.claim(db, worker, now, until)


def _finish(engine: Engine, delivery: Delivery, result: DeliveryResult, **fields: Any) -> None:
    with writing(engine) as db:
        deliveries.finish(db, [Ending(delivery, result, NOW, NOW, **fields)])


def _results(engine: Engine) -> Sequence[str | None]:
    with reading(engine) as db:
        return (
            db.execute(select(attempts.c.result).order_by(attempts.c.delivery_id, attempts.c.number))
            .scalars()
            .all()
        )


def test_a_match_is_queued_once_for_ever(engine: Engine) -> None:
    assert _queue(engine, _new(), _new(number=2)) == [_new(), _new(number=2)]
    assert _queue(engine, _new(), _new(number=2)) == []


def test_alerts_of_a_board_share_the_message_that_waits(engine: Engine) -> None:
    _queue(engine, _new())
    _queue(engine, _new(number=2))
    (delivery,) = _claim(engine)
    with reading(engine) as db:
        assert tellings.of_deliveries(db, [delivery.id]) == {delivery.id: [_new(), _new(number=2)]}


def test_a_message_that_was_tried_is_not_added_to(engine: Engine) -> None:
    _queue(engine, _new())
    _claim(engine)
    _queue(engine, _new(number=2))
    assert len(_claim(engine)) == 1


def test_a_deadline_that_moves_twice_is_told_twice_and_each_move_once(engine: Engine) -> None:
    assert len(_queue(engine, _moved("2026-06-10"))) == 1
    assert _queue(engine, _moved("2026-06-10")) == []
    assert len(_queue(engine, _moved("2026-06-12"))) == 1


def test_a_claimed_message_is_nobody_elses(engine: Engine) -> None:
    _queue(engine, _new("A"))
    _queue(engine, _new("B"))
    assert len(_claim(engine, "w1")) == 2
    assert _claim(engine, "w2") == []


def test_a_message_not_due_yet_is_not_claimed(engine: Engine) -> None:
    with writing(engine) as db:
        alerts.queue(db, [_new()], NOW, NOW + timedelta(seconds=1), Priority.NEW)
    assert _claim(engine) == []
    assert len(_claim(engine, now=NOW + timedelta(seconds=1))) == 1


def test_an_accepted_message_is_never_claimed_again(engine: Engine) -> None:
    _queue(engine, _new())
    (delivery,) = _claim(engine)
    _finish(engine, delivery, DeliveryResult.ACCEPTED, answer="250 ok", provider_id="x")
    assert _claim(engine, now=SOON + timedelta(days=9)) == []
    assert _results(engine) == ["accepted"]
    with reading(engine) as db:
        assert deliveries.waiting(db) == (0, None)


def test_a_worker_that_died_leaves_a_maybe_and_the_next_keeps_the_key(engine: Engine) -> None:
    _queue(engine, _new())
    (first,) = _claim(engine, "died")
    assert _claim(engine, "w2", now=SOON - timedelta(seconds=1)) == []
    (second,) = _claim(engine, "w2", now=SOON, until=SOON + timedelta(minutes=10))
    assert (second.key, second.tries) == (first.key, 2)
    assert _results(engine) == ["maybe"]
    _finish(engine, second, DeliveryResult.ACCEPTED)
    assert _results(engine) == ["maybe", "accepted"]


def test_a_try_again_comes_due_later_and_without_a_next_try_fails(engine: Engine) -> None:
    _queue(engine, _new())
    (delivery,) = _claim(engine)
    _finish(engine, delivery, DeliveryResult.TRY_AGAIN, answer="451", due_at=SOON)
    assert _claim(engine) == []
    (delivery,) = _claim(engine, now=SOON)
    _finish(engine, delivery, DeliveryResult.TRY_AGAIN, answer="451")
    with reading(engine) as db:
        assert tuple(db.execute(select(table.c.failed_at, table.c.why)).one()) == (NOW, "451")
    assert _results(engine) == ["try_again", "try_again"]


def test_what_a_board_was_told_is_known(engine: Engine) -> None:
    _queue(engine, _new(), _moved("2026-06-10"))
    with reading(engine) as db:
        told = tellings.matches(db, ["CO1.BDOS.1", "CO1.BDOS.2"])
        assert [(t.board_code, t.portfolio_id) for t in told] == [("A", "CO1.BDOS.1")]
        moved = ("A", "CO1.BDOS.1", "deadline_moved", "2026-06-10")
        assert tellings.queued_since(db, NOW, [AlertKind.DEADLINE_MOVED]) == {moved}
        assert tellings.queued_since(db, SOON, [AlertKind.DEADLINE_MOVED]) == set()
        assert tellings.boards_since(db, NOW) == {"A"}
        assert tellings.boards_since(db, SOON) == set()


def test_the_day_of_a_boards_newest_message_is_known(engine: Engine) -> None:
    _queue(engine, _new())
    with reading(engine) as db:
        assert tellings.newest_messages(db) == {}  # what is queued now joins the one that waits
    (delivery,) = _claim(engine)
    with writing(engine) as db:
        again = Ending(delivery, DeliveryResult.TRY_AGAIN, SOON, SOON, due_at=SOON + timedelta(hours=1))
        deliveries.finish(db, [again])
        assert tellings.newest_messages(db) == {"A": SOON + timedelta(hours=1)}
    (delivery,) = _claim(engine, now=SOON + timedelta(hours=1), until=SOON + timedelta(hours=2))
    with writing(engine) as db:
        deliveries.finish(db, [Ending(delivery, DeliveryResult.ACCEPTED, SOON, SOON)])
        alerts.queue(db, [_new(number=2)], SOON, SOON + timedelta(days=1), Priority.AWAITED, contact_id=None)
    with reading(engine) as db:
        assert tellings.newest_messages(db) == {"A": SOON}


def test_many_boards_are_queued_at_once_as_each_alone_would_be(engine: Engine) -> None:
    """A message waits for later, is due sooner, was put back, stands alone or was tried; or there is none."""
    waits = {"LATER": LATER, "SOONER": NOW, "BACK": LATER, "ALONE": LATER, "TRIED": NOW, "TOLD": LATER}
    news = {code: News([_new(code), _new(code, 2)], SOON, Priority.NEW) for code in ("NONE", *waits)}
    news["TOLD"] = News([_new("TOLD")], SOON, Priority.NEW)
    with writing(engine) as db:
        boards.save(db, [a_board(code=code) for code in news], NOW)
        for code, due_at in waits.items():
            kind = AlertKind.TRAINING if code == "ALONE" else AlertKind.NEW_MATCH
            priority = Priority.URGENT if code == "BACK" else Priority.REST
            alerts.queue(db, [Alert(code, "CO1.BDOS.1", kind)], NOW, due_at, priority)
        db.execute(table.update().where(table.c.board_code == "BACK").values(claimed_until=SOON))
        db.execute(table.update().where(table.c.board_code == "TRIED").values(tries=1))

        one_by_one = db.begin_nested()
        for code in sorted(news):
            alerts.queue(db, news[code].found, SOON, SOON, Priority.NEW)
        expected = _written(db)
        one_by_one.rollback()

        queued = alerts.queue_all(db, news, SOON)
        assert _written(db) == expected
        others = {code: [_new(code, 2)] for code in ("BACK", "LATER", "SOONER", "TRIED")}
        assert queued == {**others, "ALONE": news["ALONE"].found, "NONE": news["NONE"].found}
        assert alerts.queue_all(db, news, SOON) == {}
        assert _written(db) == expected
    assert {
        (row.board_code, row.tries, row.due_at, row.priority, row.claimed_until) for row in expected[0]
    } == {
        ("LATER", 0, SOON, Priority.NEW, None),
        ("SOONER", 0, NOW, Priority.NEW, None),
        ("BACK", 0, SOON, Priority.URGENT, None),
        ("ALONE", 0, LATER, Priority.REST, None),
        ("ALONE", 0, SOON, Priority.NEW, None),
        ("TRIED", 1, NOW, Priority.REST, None),
        ("TRIED", 0, SOON, Priority.NEW, None),
        ("TOLD", 0, LATER, Priority.REST, None),
        ("NONE", 0, SOON, Priority.NEW, None),
    }


def _written(db: Connection) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
    """All messages, and all alerts with the key of theirs, in the order in which they were written."""
    messages = select(*(one for one in table.c if one.name not in ("id", "code"))).order_by(table.c.id)
    columns = (one for one in alert_rows.c if one.name not in ("id", "delivery_id"))
    told = select(table.c.key, *columns).join_from(alert_rows, table).order_by(alert_rows.c.id)
    return db.execute(messages).all(), db.execute(told).all()


def test_many_boards_take_as_few_statements_as_one(engine: Engine) -> None:
    codes = [f"JAC-{nth:03}" for nth in range(300)]
    with writing(engine) as db:
        boards.save(db, [a_board(code=code) for code in codes], NOW)
    asked = []
    for some in (codes[:1], codes[1:]):
        for number, due_at in ((1, SOON), (2, NOW)):  # in a new message, and in that, which is due sooner
            news = {code: News([_new(code, number)], due_at, Priority.NEW) for code in some}
            with statements_of(engine) as statements, writing(engine) as db:
                assert len(alerts.queue_all(db, news, NOW)) == len(some)
            asked.append(len(statements))
    assert asked == [4, 4] * 2
    assert len(_claim(engine)) == 50


@ON_POSTGRESQL
def test_a_board_whose_message_a_worker_has_in_hand_is_waited_for_by_nobody_and_gets_another(
    engine: Engine,
) -> None:
    _queue(engine, _new("A"))
    _queue(engine, _new("B"))
    with writing(engine) as worker:
        (held,) = deliveries.claim(worker, "w", NOW, SOON, most=1)
        with writing(engine) as db:
            db.execute(text("SET LOCAL lock_timeout = '50ms'"))
            news = {code: News([_new(code, 2)], NOW, Priority.NEW) for code in ("A", "B")}
            assert alerts.queue_all(db, news, NOW).keys() == {"A", "B"}
    with writing(engine) as db:
        told = tellings.of_deliveries(db, db.execute(select(table.c.id)).scalars().all())
        assert told.pop(held.id) == [_new("A")]
        assert sorted(told.values(), key=len) == [[_new("A", 2)], [_new("B"), _new("B", 2)]]
        deliveries.put_back(db, "w", [held], SOON)
        alerts.queue(db, [_new("A", 3)], NOW, NOW, Priority.NEW)  # of two that wait, the older
        assert tellings.of_deliveries(db, [held.id]) == {held.id: [_new("A"), _new("A", 3)]}
