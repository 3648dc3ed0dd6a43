from datetime import timedelta

from sqlalchemy import Engine

from domain.contact import Channel
from store import channel_states
from store.channel_states import ChannelState
from store.engine import reading, writing
from tests.examples import NOW

LATER = NOW + timedelta(minutes=5)


def _state(engine: Engine, channel: Channel = Channel.SMS) -> ChannelState:
    with reading(engine) as db:
        return channel_states.read(db)[channel]


def test_a_channel_is_free_until_something_is_said_of_it(engine: Engine) -> None:
    with reading(engine) as db:
        assert channel_states.read(db) == dict.fromkeys(Channel, ChannelState())


def test_a_stop_a_rest_and_a_trouble_stand_beside_each_other_until_a_person_starts_it(engine: Engine) -> None:
    with writing(engine) as db:
        channel_states.stop(db, Channel.SMS, "the invoice is not paid", NOW)
        channel_states.rest(db, Channel.SMS, LATER)
        channel_states.trouble(db, Channel.SMS, "login refused", NOW)
        channel_states.trouble(db, Channel.SMS, "login refused again", LATER)
    assert _state(engine) == (NOW, "the invoice is not paid", LATER, "login refused again", LATER)
    assert _state(engine, Channel.EMAIL) == ChannelState()
    with writing(engine) as db:
        channel_states.start(db, Channel.SMS)
    assert _state(engine) == ChannelState()


def test_what_goes_through_mends_the_trouble_and_nothing_else(engine: Engine) -> None:
    with writing(engine) as db:
        channel_states.stop(db, Channel.SMS, "by hand", NOW)
        channel_states.trouble(db, Channel.SMS, "login refused", NOW)
        channel_states.mend(db, Channel.SMS)
        channel_states.mend(db, Channel.EMAIL)
    assert _state(engine) == ChannelState(NOW, "by hand")
