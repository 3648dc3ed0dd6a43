"""What providers tell of messages, in the ledger: twice, late, in any order, before and after our word."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from domain.alert import (
    Alert,
    AlertKind,
    Delivery,
    DeliveryResult,
    Ending,
    Priority,
    ProviderStatus,
    StatusReport,
    Whose,
)
from domain.contact import Channel
from store import alerts, boards, channel_states, deliveries, statuses, stops
from store.engine import reading, writing
from store.statuses import Reported
from store.telling_tables import attempts, contacts, provider_statuses
from store.telling_tables import deliveries as table
from tests.examples import NOW, a_board

SOON = NOW + timedelta(minutes=10)
LATE = NOW + timedelta(hours=1)
_SENT, _DELIVERED, _READ, _FAILED = ProviderStatus


@pytest.fixture(autouse=True)
def _a_message_that_waits(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board(code="A")], NOW)
        row = {"id": 7, "role": "board", "board_code": "A", "channel": "whatsapp", "sealed": b"x"}
        db.execute(insert(contacts).values(**row, digest="d", position=0, source="file", added_at=NOW))
        alerts.queue(db, [Alert("A", "CO1.BDOS.1", AlertKind.NEW_MATCH)], NOW, NOW, Priority.NEW)


def _claim(engine: Engine, now: Any = NOW) -> Delivery:
    worker = "w" if now == NOW else "who came after"
    with writing(engine) as db:
        (claimed,) = deliveries.claim(db, worker, now, now + timedelta(minutes=5))
    return claimed


def _finish(engine: Engine, one: Delivery, result: DeliveryResult, **fields: Any) -> None:
    with writing(engine) as db:
        deliveries.finish(
            db, [Ending(one, result, NOW, NOW, channel=Channel.WHATSAPP, contact_id=7, **fields)]
        )


def _accept(engine: Engine, one: Delivery, provider_id: str = "wamid.1") -> None:
    _finish(engine, one, DeliveryResult.ACCEPTED, provider_id=provider_id)


def _told(status: ProviderStatus, minutes: int = 1, **fields: Any) -> StatusReport:
    said = {"channel": Channel.WHATSAPP, "provider_id": "wamid.1", "at": NOW + timedelta(minutes=minutes)}
    return StatusReport(status=status, **{**said, **fields})


def _report(engine: Engine, *told: StatusReport) -> Reported:
    with writing(engine) as db:
        return statuses.report(db, told, SOON)


def _delivery(engine: Engine) -> tuple[bool, bool, bool, bool]:
    """Whether it counts as accepted, delivered, read, failed."""
    columns = table.c.accepted_at, table.c.delivered_at, table.c.read_at, table.c.failed_at
    with reading(engine) as db:
        accepted, delivered, read, failed = db.execute(select(*columns)).one()
    return accepted is not None, delivered is not None, read is not None, failed is not None


def _attempts(engine: Engine) -> Sequence[tuple[Any, ...]]:
    columns = attempts.c.number, attempts.c.result, attempts.c.provider_id
    happened = attempts.c.delivered_at.is_not(None), attempts.c.bounced_at.is_not(None)
    with reading(engine) as db:
        return [tuple(row) for row in db.execute(select(*columns, *happened).order_by(attempts.c.number))]


def test_what_is_told_after_our_own_word_and_before_it_ends_alike(engine: Engine) -> None:
    one = _claim(engine)
    assert _report(engine, _told(_SENT, 0), _told(_DELIVERED)) == Reported(2, 0, 2)
    _accept(engine, one)
    assert _delivery(engine) == (True, True, False, False)
    assert _report(engine, _told(_READ, 3)) == Reported(1, 0, 0)
    assert _delivery(engine) == (True, True, True, False)
    assert _attempts(engine) == [(1, "accepted", "wamid.1", True, False)]


def test_the_same_word_counts_once(engine: Engine) -> None:
    _accept(engine, _claim(engine))
    assert _report(engine, _told(_DELIVERED), _told(_DELIVERED)) == Reported(1, 1, 0)
    assert _report(engine, _told(_DELIVERED)) == Reported(0, 1, 0)


def test_delivered_after_read_and_failed_after_delivered_take_nothing_back(engine: Engine) -> None:
    _accept(engine, _claim(engine))
    for told in (_told(_READ, 2), _told(_DELIVERED, 1), _told(_FAILED, 3)):
        _report(engine, told)
    assert _delivery(engine) == (True, True, True, False)
    with reading(engine) as db:
        assert db.execute(select(attempts.c.delivered_at)).scalar_one() == NOW + timedelta(minutes=1)
        assert db.execute(select(contacts.c.failed_at)).scalar_one() is None


@pytest.mark.parametrize("whose", [Whose.ADDRESS, Whose.NOBODY, Whose.OURS])
def test_a_message_that_bounces_waits_again_and_its_address_counts_as_dead_if_it_is(
    whose: Whose, engine: Engine
) -> None:
    _accept(engine, _claim(engine))
    _report(engine, _told(_FAILED, answer="131026 not reachable", whose=whose))
    assert _delivery(engine) == (False, False, False, False)
    assert _attempts(engine) == [(1, "accepted", "wamid.1", False, True)]
    with reading(engine) as db:
        failed_at, why = db.execute(select(contacts.c.failed_at, contacts.c.why)).one()
    is_dead = whose is Whose.ADDRESS
    assert (failed_at, why) == ((SOON, "131026 not reachable") if is_dead else (None, None))
    again = _claim(engine, SOON)
    _accept(engine, again, "wamid.2")
    assert _delivery(engine) == (True, False, False, False)


def test_a_fault_of_ours_that_is_told_later_leaves_the_channel_alone_until_it_is_mended(
    engine: Engine,
) -> None:
    _accept(engine, _claim(engine))
    _report(engine, _told(_FAILED, answer="operator: whatsapp 131042: payment", whose=Whose.OURS))
    with reading(engine) as db:
        state = channel_states.read(db)[Channel.WHATSAPP]
    assert (state.trouble, state.trouble_at) == ("operator: whatsapp 131042: payment", SOON)
    assert state.rests_until == SOON + timedelta(hours=1)
    assert _attempts(engine) == [(1, "accepted", "wamid.1", False, True)]


def test_a_message_that_is_wrong_failed_at_this_address_which_is_as_good_as_before(engine: Engine) -> None:
    _accept(engine, _claim(engine))
    _report(engine, _told(_FAILED, answer="operator: twilio 30007: filtered", whose=Whose.MESSAGE))
    assert _attempts(engine) == [(1, "failed", "wamid.1", False, True)]
    assert (_delivery(engine)[0], _failed_contacts(engine)) == (False, [])
    with reading(engine) as db:
        assert channel_states.read(db)[Channel.WHATSAPP].trouble is None
    _report(engine, _told(_DELIVERED, 9))
    assert _attempts(engine) == [(1, "accepted", "wamid.1", True, False)]


def test_who_wants_none_as_a_provider_tells_of_a_message_that_it_took_has_stopped(engine: Engine) -> None:
    _accept(engine, _claim(engine))
    _report(engine, _told(_FAILED, answer="21610 stop", whose=Whose.PERSON))
    with reading(engine) as db:
        assert (boards.stopped_among(db, ["A"]), stops.among(db, ["d"])) == ({"A"}, {"d"})
    assert _failed_contacts(engine) == [7]


def test_a_bounce_that_is_told_before_our_own_word_opens_the_message_again(engine: Engine) -> None:
    one = _claim(engine)
    _report(engine, _told(_FAILED))
    _accept(engine, one)
    assert _delivery(engine) == (False, False, False, False)
    assert _claim(engine, SOON).tries == 2


@pytest.mark.parametrize("whose", [Whose.NOBODY, Whose.MESSAGE, Whose.PERSON])
def test_a_bounce_that_gives_our_key_back_before_our_own_word_is_of_the_address_that_was_written_to(
    whose: Whose, engine: Engine
) -> None:
    one = _claim(engine)
    _report(engine, _told(_FAILED, key=one.key, answer="came back", whose=whose))
    _accept(engine, one)
    assert _delivery(engine) == (False, False, False, False)
    result = "failed" if whose is Whose.MESSAGE else "accepted"
    assert _attempts(engine) == [(1, result, "wamid.1", False, True)]
    assert _failed_contacts(engine) == ([7] if whose is Whose.PERSON else [])
    assert _claim(engine, SOON).tries == 2


def test_a_time_out_after_a_bounce_that_gave_our_key_back_says_nothing_new(engine: Engine) -> None:
    one = _claim(engine)
    _report(engine, _told(_FAILED, key=one.key, answer="came back", whose=Whose.MESSAGE))
    _finish(engine, one, DeliveryResult.TRY_AGAIN, due_at=LATE, answer="timed out")
    assert _attempts(engine) == [(1, "failed", "wamid.1", False, True)]
    assert _claim(engine, SOON).tries == 2


def test_a_bounce_of_one_way_leaves_what_another_carried(engine: Engine) -> None:
    _accept(engine, _claim(engine))
    _report(engine, _told(_FAILED))
    _accept(engine, _claim(engine, SOON), "wamid.2")
    _report(engine, _told(_FAILED, answer="once more"))
    assert _delivery(engine)[0]


def test_arrival_told_after_a_bounce_closes_the_message_again(engine: Engine) -> None:
    _accept(engine, _claim(engine))
    _report(engine, _told(_FAILED))
    _report(engine, _told(_DELIVERED, 9))
    assert _delivery(engine) == (True, True, False, False)
    assert _attempts(engine) == [(1, "accepted", "wamid.1", True, False)]
    with reading(engine) as db:
        assert db.execute(select(table.c.channel, attempts.c.answer).join(attempts)).all() == [
            ("whatsapp", "the provider told later that it arrived after all")
        ]


def test_arrival_leaves_the_message_with_the_way_by_which_it_went_meanwhile(engine: Engine) -> None:
    _accept(engine, _claim(engine))
    _report(engine, _told(_FAILED))
    again = _claim(engine, SOON)
    with writing(engine) as db:
        deliveries.finish(db, [Ending(again, DeliveryResult.ACCEPTED, NOW, NOW, "250 ok", Channel.EMAIL)])
    _report(engine, _told(_DELIVERED, 9))
    with reading(engine) as db:
        told = db.execute(
            select(table.c.channel, attempts.c.answer).join(attempts).order_by(attempts.c.number)
        )
        assert [tuple(row) for row in told] == [
            ("email", "the provider told later that it arrived after all"),
            ("email", "250 ok"),
        ]


def test_our_key_given_back_closes_the_doubt_of_a_sender_that_died(engine: Engine) -> None:
    one = _claim(engine)
    assert _report(engine, _told(_SENT, key=one.key)) == Reported(1, 0, 0)
    assert _delivery(engine)[0]
    with writing(engine) as db:
        assert deliveries.claim(db, "w2", LATE, LATE + timedelta(minutes=5)) == []
    assert _attempts(engine) == [(1, "accepted", "wamid.1", False, False)]


def test_a_doubt_that_was_written_down_is_closed_and_the_copy_is_known_for_certain(engine: Engine) -> None:
    one = _claim(engine)
    _accept(engine, _claim(engine, SOON), "wamid.2")
    _report(engine, _told(_DELIVERED, key=one.key))
    assert _attempts(engine) == [
        (1, "accepted", "wamid.1", True, False),
        (2, "accepted", "wamid.2", False, False),
    ]


def test_a_time_out_after_which_the_provider_tells_that_it_took_the_message_is_no_failure(
    engine: Engine,
) -> None:
    one = _claim(engine)
    _report(engine, _told(_SENT, key=one.key))
    _finish(engine, one, DeliveryResult.TRY_AGAIN, due_at=SOON, answer="timed out")
    assert _delivery(engine)[0]
    assert _attempts(engine) == [(1, "accepted", "wamid.1", False, False)]


def test_what_is_of_no_message_that_we_know_is_kept_and_harms_nothing(engine: Engine) -> None:
    told = _told(_FAILED, provider_id="another's", key="nobody's")
    assert _report(engine, told) == Reported(1, 0, 1)
    assert _report(engine, told) == Reported(0, 1, 0)
    with writing(engine) as db:
        assert statuses.carry_waiting(db, SOON) == 0
    assert _claim(engine).tries == 1


def test_a_word_that_crossed_ours_on_the_way_is_carried_later(engine: Engine) -> None:
    """Two transactions that do not see each other: the report is kept, and the next run carries it."""
    _accept(engine, _claim(engine))
    with writing(engine) as db:
        row = {"channel": "whatsapp", "provider_id": "wamid.1", "status": "delivered", "answer": ""}
        told = {**row, "at": NOW, "received_at": NOW}
        db.execute(insert(provider_statuses).values(told))
        assert statuses.carry_waiting(db, SOON) == 1
        assert statuses.carry_waiting(db, SOON) == 0
    assert _delivery(engine)[1]


def test_an_address_at_which_a_message_arrived_after_all_is_used_again(engine: Engine) -> None:
    _accept(engine, _claim(engine))
    _report(engine, _told(_FAILED, answer="131026 not reachable", whose=Whose.ADDRESS))
    assert _failed_contacts(engine) == [7]
    _report(engine, _told(_DELIVERED, 2))
    assert _failed_contacts(engine) == []


def _failed_contacts(engine: Engine) -> list[int]:
    with reading(engine) as db:
        return list(db.execute(select(contacts.c.id).where(contacts.c.failed_at.is_not(None))).scalars())
