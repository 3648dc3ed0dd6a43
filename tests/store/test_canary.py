"""What the canary leaves behind is taken away, but not from under a worker's hands."""

from datetime import timedelta

from sqlalchemy import Connection, select

from domain.alert import Alert, AlertKind, DeliveryResult, Ending, Priority
from domain.canary import BOARD, BOARD_CODE, CALLS
from domain.contact import Channel
from store import alerts, boards, canary, deliveries
from store.telling_tables import deliveries as table
from tests.examples import NOW

CALL = f"{CALLS}1"


def test_a_message_that_a_worker_holds_is_cleared_only_once_its_end_is_written_down(
    unsaved: Connection,
) -> None:
    boards.save(unsaved, [BOARD], NOW)
    alerts.queue(unsaved, [Alert(BOARD_CODE, CALL, AlertKind.NEW_MATCH)], NOW, NOW, Priority.URGENT)
    (claimed,) = deliveries.claim(unsaved, "w", NOW, NOW + timedelta(minutes=10))
    canary.clear(unsaved, NOW)
    accepted = Ending(claimed, DeliveryResult.ACCEPTED, NOW, NOW, channel=Channel.EMAIL)
    deliveries.finish(unsaved, [accepted])
    sent = canary.sent(unsaved, CALL)
    assert sent
    assert (sent.channel, sent.accepted_at) == (Channel.EMAIL, NOW)
    canary.clear(unsaved, NOW)
    assert canary.sent(unsaved, CALL) is None
    assert unsaved.execute(select(table.c.id)).all() == []


def test_a_message_that_waits_for_a_way_is_cleared(unsaved: Connection) -> None:
    boards.save(unsaved, [BOARD], NOW)
    alerts.queue(unsaved, [Alert(BOARD_CODE, CALL, AlertKind.NEW_MATCH)], NOW, NOW, Priority.URGENT)
    claimed = deliveries.claim(unsaved, "w", NOW, NOW + timedelta(minutes=10))
    deliveries.put_back(unsaved, "w", claimed, NOW + timedelta(minutes=30))
    canary.clear(unsaved, NOW)
    assert canary.sent(unsaved, CALL) is None


def test_the_newest_run_is_the_last(unsaved: Connection) -> None:
    assert canary.last(unsaved) is None
    canary.begin(unsaved, CALL, NOW)
    canary.begin(unsaved, f"{CALLS}2", NOW + timedelta(days=1))
    canary.end(unsaved, f"{CALLS}2", "not matched", "no match ran", NOW + timedelta(days=1))
    last = canary.last(unsaved)
    assert last
    assert (last.portfolio_id, last.failed_step, last.says) == (f"{CALLS}2", "not matched", "no match ran")
