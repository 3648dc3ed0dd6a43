"""The ledger while others write: what is erased under a message that is out, and who waits for whom."""

import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, insert, select

from domain.alert import (
    Alert,
    AlertKind,
    Delivery,
    DeliveryResult,
    Ending,
    Priority,
    ProviderStatus,
    StatusReport,
)
from domain.contact import Channel
from store import alerts, boards, contacts, deliveries, statuses
from store.engine import reading, writing
from store.telling_tables import attempts
from store.telling_tables import contacts as contact_rows
from store.telling_tables import deliveries as table
from tests.examples import NOW, a_board

_SENT = StatusReport(Channel.WHATSAPP, "wamid.1", ProviderStatus.SENT, NOW)


@pytest.fixture
def claimed(engine: Engine) -> list[Delivery]:
    """A message to each of two boards, in a worker's hands; the boards' contacts are 7 and 8."""
    with writing(engine) as db:
        for id_, code in ((7, "A"), (8, "B")):
            boards.save(db, [a_board(code=code)], NOW)
            row = {"id": id_, "role": "board", "board_code": code, "channel": "whatsapp", "sealed": b"x"}
            db.execute(insert(contact_rows).values(**row, position=0, source="file", added_at=NOW))
            alerts.queue(db, [Alert(code, "CO1.BDOS.1", AlertKind.NEW_MATCH)], NOW, NOW, Priority.NEW)
        return deliveries.claim(db, "w", NOW, NOW + timedelta(minutes=10))


def _taken(one: Delivery, contact_id: int, **fields: Any) -> Ending:
    said = {"channel": Channel.WHATSAPP, "contact_id": contact_id, **fields}
    return Ending(one, DeliveryResult.ACCEPTED, NOW, NOW, **said)


def _finish(engine: Engine, claimed: list[Delivery], **fields: Any) -> None:
    with writing(engine) as db:
        deliveries.finish(db, [_taken(one, id_, **fields) for one, id_ in zip(claimed, (7, 8), strict=False)])


@pytest.mark.parametrize(("worker", "taken"), [("w", 0), ("another", 2)])
def test_a_worker_whose_claim_ran_out_has_its_messages_still_and_does_not_claim_them_again_as_another_may(
    engine: Engine, claimed: list[Delivery], worker: str, taken: int
) -> None:
    later = NOW + timedelta(minutes=11)
    with writing(engine) as db:
        assert len(deliveries.claim(db, worker, later, later + timedelta(minutes=10))) == taken


def test_what_a_worker_gave_back_it_may_claim_again(engine: Engine, claimed: list[Delivery]) -> None:
    with writing(engine) as db:
        deliveries.put_back(db, "w", claimed, NOW)
        assert [one.id for one in deliveries.claim(db, "w", NOW, NOW)] == [one.id for one in claimed]


def test_a_message_whose_address_was_erased_while_it_was_out_is_written_down_with_the_others(
    engine: Engine, claimed: list[Delivery]
) -> None:
    with writing(engine) as db:
        contacts.erase(db, "A", NOW)
    _finish(engine, claimed)
    with reading(engine) as db:
        tried = db.execute(select(attempts.c.contact_id, attempts.c.result).order_by(attempts.c.delivery_id))
        assert tried.all() == [(None, "accepted"), (8, "accepted")]
        assert db.execute(select(table.c.id).where(table.c.accepted_at.is_(None))).all() == []


def test_a_message_that_was_itself_taken_away_while_it_was_out_holds_up_no_other(
    engine: Engine, claimed: list[Delivery]
) -> None:
    with writing(engine) as db:
        db.execute(delete(table).where(table.c.id == claimed[0].id))
    _finish(engine, claimed)
    with reading(engine) as db:
        assert db.execute(select(attempts.c.contact_id)).scalars().all() == [8]


def test_a_provider_that_speaks_while_we_write_down_the_same_message_is_waited_for(
    engine: Engine, claimed: list[Delivery]
) -> None:
    """With our key, and of a message whose attempt is there already: both write attempt and delivery."""
    first = claimed[:1]
    _at_once(engine, replace(_SENT, key=first[0].key), first)
    _at_once(engine, replace(_SENT, status=ProviderStatus.DELIVERED), first)
    with reading(engine) as db:
        found = db.execute(select(table.c.accepted_at, table.c.delivered_at).where(table.c.id == first[0].id))
        assert found.all() == [(NOW, NOW)]


def _at_once(engine: Engine, told: StatusReport, claimed: list[Delivery]) -> None:
    """The worker begins to write when the report holds its first row, and neither has committed."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            _finish(engine, claimed, provider_id=told.provider_id)
        except BaseException as error:  # noqa: BLE001 - looked at below
            failed.append(error)

    worker = threading.Thread(target=work)

    def begin(_db: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if worker.ident is None and "UPDATE" in statement:
            worker.start()
            time.sleep(0.3)

    with writing(engine) as db:
        event.listen(db, "after_cursor_execute", begin)
        statuses.report(db, [told], NOW)
    worker.join()
    assert failed == []
