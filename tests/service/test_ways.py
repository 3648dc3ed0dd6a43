"""Which address a message goes to: the board's order, minus what failed, wants nothing or is at rest."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.alert import DeliveryResult, Priority
from domain.contact import Channel, Contact
from notifications.retry import MOST_TRIES
from service.deliver.ways import Choice, NoneLeft, People, Roads, Wait, Way, choose
from store.attempts import Tried
from store.channel_states import ChannelState
from store.contacts import KnownContact
from tests.examples import NOW

LATER = NOW + timedelta(hours=3)
_HALF_AN_HOUR = NOW + timedelta(minutes=30)
_PATIENT = (Priority.NEW, Priority.REST)


def a_contact(id_: int, channel: Channel = Channel.EMAIL, failed_at: datetime | None = None) -> KnownContact:
    return KnownContact(id_, Contact(channel, f"{id_}@juntas.example", "A"), f"digest-{id_}", failed_at)


MAIL, PHONE, CHAT = (
    a_contact(1),
    a_contact(2, Channel.WHATSAPP),
    a_contact(3, Channel.TELEGRAM),
)


def _tried(contact_id: int | None, result: DeliveryResult = DeliveryResult.TRY_AGAIN, **fields: Any) -> Tried:
    return Tried(contact_id, result, **{"at": NOW - timedelta(days=1), **fields})


def _choose(*tried: Tried, priority: Priority = Priority.NEW, now: datetime = NOW, **fields: Any) -> Choice:
    contacts = fields.pop("contacts", (MAIL, PHONE, CHAT))
    return choose(priority, contacts, tried, Roads(**{"usable": set(Channel), **fields}), now)


def _id(choice: Choice) -> int:
    assert isinstance(choice, Way), choice
    return choice.known.id


def test_the_boards_first_contact_is_taken() -> None:
    assert _choose() == Way(MAIL, 0)
    assert _id(_choose(contacts=(CHAT, MAIL))) == CHAT.id


def test_an_address_that_wants_nothing_or_is_known_to_be_dead_is_passed_over() -> None:
    assert _id(_choose(stopped={MAIL.digest})) == PHONE.id
    assert _id(_choose(contacts=(a_contact(1, failed_at=NOW), PHONE))) == PHONE.id


def test_an_address_that_failed_for_this_message_is_not_tried_with_it_again() -> None:
    assert _id(_choose(_tried(1, DeliveryResult.FAILED))) == PHONE.id
    assert _id(_choose(_tried(9, DeliveryResult.FAILED))) == MAIL.id


def test_a_way_is_given_up_after_eight_tries_of_its_own() -> None:
    tries = [_tried(1)] * (MOST_TRIES - 1)
    assert _choose(*tries, *[_tried(2)] * 5) == Way(MAIL, MOST_TRIES - 1)
    assert _id(_choose(*tries, _tried(1))) == PHONE.id


def test_tries_that_failed_for_a_reason_of_ours_and_those_of_a_dead_sender_do_not_count() -> None:
    ours = [_tried(1, is_ours=True)] * MOST_TRIES
    back = _tried(1, DeliveryResult.ACCEPTED, is_ours=True, bounced_at=NOW - timedelta(hours=1))
    assert _choose(*[back] * MOST_TRIES, contacts=(MAIL,)) == Way(MAIL, 0)
    assert _choose(*ours, *[_tried(None, DeliveryResult.MAYBE)] * MOST_TRIES) == Way(MAIL, 0)


def test_a_message_that_came_back_goes_to_the_others_first_and_then_there_after_an_hour() -> None:
    bounced = _tried(1, DeliveryResult.ACCEPTED, bounced_at=NOW)
    assert _id(_choose(bounced)) == PHONE.id
    alone: dict[str, Any] = {"contacts": (MAIL,)}
    assert _choose(bounced, **alone) == Wait(NOW + timedelta(hours=1), "email: it came back")
    assert _choose(bounced, now=NOW + timedelta(hours=1), **alone) == Way(MAIL, 1)


@pytest.mark.parametrize("priority", Priority)
def test_a_channel_that_is_stopped_by_hand_or_not_set_up_gives_way_to_the_next(priority: Priority) -> None:
    stopped: dict[str, Any] = {"states": {Channel.EMAIL: ChannelState(stopped_at=NOW)}}
    unknown: dict[str, Any] = {"usable": {Channel.WHATSAPP}}
    for fields in (stopped, unknown):
        assert _id(_choose(priority=priority, **fields)) == PHONE.id
    assert _choose(contacts=(MAIL,), **stopped) == Wait(_HALF_AN_HOUR, "email: stopped by hand")
    assert _choose(contacts=(MAIL,), **unknown) == Wait(_HALF_AN_HOUR, "email: not set up")


@pytest.mark.parametrize("priority", Priority)
def test_where_a_channel_refuses_us_what_can_wait_waits_and_the_rest_goes_another_way(
    priority: Priority,
) -> None:
    found = _choose(priority=priority, in_trouble={Channel.EMAIL})
    if priority in _PATIENT:
        assert found == Wait(_HALF_AN_HOUR, "email: it refuses us")
    else:
        assert _id(found) == PHONE.id


@pytest.mark.parametrize("priority", Priority)
def test_what_refused_us_in_an_earlier_run_is_tried_again_by_what_can_wait(priority: Priority) -> None:
    states = {Channel.EMAIL: ChannelState(trouble="login refused", trouble_at=NOW)}
    assert _id(_choose(priority=priority, states=states)) == (MAIL if priority in _PATIENT else PHONE).id
    assert _id(_choose(priority=priority, states=states, contacts=(MAIL,))) == MAIL.id


@pytest.mark.parametrize("priority", Priority)
@pytest.mark.parametrize(("minutes", "is_waited_for"), [(15, True), (16, False)])
def test_a_short_rest_is_waited_for_by_what_can_wait(
    minutes: int, is_waited_for: bool, priority: Priority
) -> None:
    until = NOW + timedelta(minutes=minutes)
    found = _choose(priority=priority, states={Channel.EMAIL: ChannelState(rests_until=until)})
    if is_waited_for and priority in _PATIENT:
        assert found == Wait(until, "email: it rests")
    else:
        assert _id(found) == PHONE.id


def test_a_rest_ends_at_its_moment() -> None:
    states = {Channel.EMAIL: ChannelState(rests_until=NOW)}
    assert _id(_choose(states=states)) == MAIL.id


def test_the_people_of_the_day_are_counted_once_each_and_the_next_ones_go_another_way() -> None:
    first = NOW - timedelta(hours=20)
    for most, contact in ((2, PHONE), (1, CHAT)):
        people = {Channel.WHATSAPP: People(most, {"another": first})}
        assert _id(_choose(contacts=(PHONE, CHAT), people=people)) == contact.id
    full = {Channel.WHATSAPP: People(2, {"another": first, "third": NOW})}
    why = "whatsapp: all people of the day"
    assert _choose(contacts=(PHONE,), people=full) == Wait(first + timedelta(hours=24), why)
    known = {Channel.WHATSAPP: People(1, {PHONE.digest: NOW})}
    assert _id(_choose(contacts=(PHONE,), people=known)) == PHONE.id


def test_of_several_waits_the_shortest_counts() -> None:
    states = {
        Channel.EMAIL: ChannelState(rests_until=LATER + timedelta(hours=1)),
        Channel.WHATSAPP: ChannelState(rests_until=LATER),
        Channel.TELEGRAM: ChannelState(rests_until=LATER + timedelta(hours=2)),
    }
    assert _choose(states=states) == Wait(LATER, "whatsapp: it rests")


def test_where_nothing_is_left_it_says_why() -> None:
    assert _choose(contacts=()) == NoneLeft("there is no address")
    failed = [_tried(1, DeliveryResult.FAILED), *[_tried(2)] * MOST_TRIES]
    said = "email: the address failed; whatsapp: 8 tries failed; telegram: the address wants no messages"
    assert _choose(*failed, stopped={CHAT.digest}) == NoneLeft(said)


@pytest.mark.parametrize("priority", Priority)
def test_two_weeks_after_its_first_try_a_message_is_given_up(priority: Priority) -> None:
    edge = NOW + timedelta(days=13)
    assert _id(_choose(_tried(1), priority=priority, now=edge)) == MAIL.id
    late = _choose(_tried(1), priority=priority, now=edge + timedelta(seconds=1))
    assert isinstance(late, NoneLeft)
