"""An address that none of our keys opens: its message waits or goes another way, and no other is held up."""

import pytest
from sqlalchemy import Engine, update

from domain.contact import Channel
from service import watch
from service.context import Context
from service.progress import Progress
from store.engine import writing
from store.telling_tables import contacts
from tests.examples import NOW
from tests.flow.house import settings
from tests.flow.waiting_messages import FakeChannel, address_of, deliver, ledger, queue_for, results

CODES = [f"JAC-{nth:02}" for nth in range(20)]
MOBILE = "+573000000001"


@pytest.fixture
def context(engine: Engine) -> Context:
    return Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))


def _lock(context: Context, code: str, channel: Channel = Channel.EMAIL) -> None:
    """Seal a board's address with a key that nobody has."""
    of_it = contacts.c.board_code == code, contacts.c.channel == channel.value
    with writing(context.engine) as db:
        db.execute(update(contacts).where(*of_it).values(sealed=b"\x01" + b"unknown key" * 5))


def test_one_address_that_no_key_opens_holds_up_its_own_message_alone(context: Context) -> None:
    queue_for(context, *CODES)
    _lock(context, CODES[3])
    mail = FakeChannel(Channel.EMAIL)
    deliver(context, mail)
    assert sorted(mail.sent) == [address_of(code) for code in CODES if code != CODES[3]]
    (left,) = [row for row in ledger(context, "accepted_at", "failed_at", "tries") if row[0] is None]
    assert left == (None, None, 0)
    assert results(context) == ["accepted"] * 19


def test_who_can_be_reached_elsewhere_is_reached_there(context: Context) -> None:
    queue_for(context, "JAC-00", sms=MOBILE)
    _lock(context, "JAC-00")
    mail, text = FakeChannel(Channel.EMAIL), FakeChannel(Channel.SMS)
    deliver(context, mail, text)
    assert (mail.sent, text.sent) == ([], [MOBILE])


def test_the_operator_is_paged_while_there_is_an_address_that_no_key_opens(context: Context) -> None:
    queue_for(context, "JAC-00")
    assert watch.run(context).troubles == []
    _lock(context, "JAC-00")
    assert watch.run(context).troubles == ["contact keys"]
    with writing(context.engine) as db:
        db.execute(contacts.delete())
    assert watch.run(context).troubles == []
