from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from domain.alert import Alert, AlertKind, Delivery, DeliveryResult, Ending, Priority
from store import alerts, boards, deliveries
from store.engine import reading, writing
from store.telling_tables import attempts
from store.telling_tables import deliveries as table
from tests.examples import NOW, a_board

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
        assert alerts.of_deliveries(db, [delivery.id]) == {delivery.id: [_new(), _new(number=2)]}


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
        told = alerts.told(db, ["CO1.BDOS.1", "CO1.BDOS.2"])
        assert [(t.board_code, t.portfolio_id) for t in told] == [("A", "CO1.BDOS.1")]
        moved = ("A", "CO1.BDOS.1", "deadline_moved", "2026-06-10")
        assert alerts.queued_since(db, NOW, [AlertKind.DEADLINE_MOVED]) == {moved}
        assert alerts.queued_since(db, SOON, [AlertKind.DEADLINE_MOVED]) == set()
        assert alerts.told_since(db, NOW) == {"A"}
        assert alerts.told_since(db, SOON) == set()


def test_the_day_of_a_boards_newest_message_is_known(engine: Engine) -> None:
    _queue(engine, _new())
    with reading(engine) as db:
        assert alerts.newest_messages(db) == {}  # what is queued now joins the one that waits
    (delivery,) = _claim(engine)
    with writing(engine) as db:
        again = Ending(delivery, DeliveryResult.TRY_AGAIN, SOON, SOON, due_at=SOON + timedelta(hours=1))
        deliveries.finish(db, [again])
        assert alerts.newest_messages(db) == {"A": SOON + timedelta(hours=1)}
    (delivery,) = _claim(engine, now=SOON + timedelta(hours=1), until=SOON + timedelta(hours=2))
    with writing(engine) as db:
        deliveries.finish(db, [Ending(delivery, DeliveryResult.ACCEPTED, SOON, SOON)])
        alerts.queue(db, [_new(number=2)], SOON, SOON + timedelta(days=1), Priority.AWAITED, contact_id=None)
    with reading(engine) as db:
        assert alerts.newest_messages(db) == {"A": SOON}
