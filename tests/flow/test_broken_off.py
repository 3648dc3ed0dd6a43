"""A run that breaks off: what was sent is written down, what was not is free for others."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from domain.contact import Channel
from notifications.channels import Channel as Way
from notifications.channels import Receipt
from service.context import Context
from service.deliver.roadside import Roadside
from service.deliver.senders import Senders
from service.deliver.worker import CLAIM, Worker
from service.progress import Counter, Progress
from store.engine import writing
from store.telling_tables import alerts
from tests.examples import NOW
from tests.flow.house import settings
from tests.flow.waiting_messages import ACCEPTED, FakeChannel, address_of, deliver, ledger, queue_for, results

CODES = [f"JAC-{nth:02}" for nth in range(40)]


@pytest.fixture
def context(engine: Engine) -> Context:
    return Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))


def _slowly(_address: str) -> Receipt:
    time.sleep(0.05)
    return ACCEPTED


def _of_a_newer_release(context: Context, code: str) -> None:
    """What this board is to be told is of a kind that nobody here knows."""
    with writing(context.engine) as db:
        db.execute(update(alerts).where(alerts.c.board_code == code).values(kind="unheard of"))


def test_a_batch_that_cannot_be_read_loses_no_receipt_of_those_before_it(context: Context) -> None:
    queue_for(context, *CODES)
    _of_a_newer_release(context, CODES[-1])
    mail = FakeChannel(Channel.EMAIL, _slowly)
    with pytest.raises(ValueError, match="unheard of"):
        deliver(context, mail, threads=2)
    left = [row for row in ledger(context, "accepted_at", "claimed_by", "tries", "recorded") if not row[0]]
    assert len(mail.sent) == len(CODES) - len(left) == len(results(context))
    assert set(left) == {(None, None, 0, 0)}


def test_a_batch_that_cannot_be_read_lets_the_others_go_first(context: Context) -> None:
    queue_for(context, *CODES)
    _of_a_newer_release(context, CODES[0])
    mail = FakeChannel(Channel.EMAIL)
    with pytest.raises(ValueError, match="unheard of"):
        deliver(context, mail)
    deliver(context, mail)
    assert sorted(mail.sent) == [address_of(code) for code in CODES[16:]]
    with pytest.raises(ValueError, match="unheard of"):
        deliver(replace(context, clock=lambda: NOW + CLAIM), mail)
    assert results(context) == ["accepted"] * 24


def test_a_thread_that_dies_leaves_no_message_claimed_and_no_receipt_behind(context: Context) -> None:
    queue_for(context, *CODES[:16])
    mail = FakeChannel(Channel.EMAIL, _slowly)
    opened = iter([True])

    @contextmanager
    def only_once() -> Iterator[dict[Channel, Way]]:
        if not next(opened, False):
            time.sleep(0.1)
            raise OSError("no more connections")
        yield {Channel.EMAIL: mail}

    roadside = Roadside(frozenset({Channel.EMAIL}), {})
    with Senders(2, only_once, context.clock, roadside.left_out) as them:
        worker = Worker(context, them, roadside, Counter())
        with pytest.raises(OSError, match="no more connections"):
            worker.run()
    left = [row for row in ledger(context, "accepted_at", "claimed_by", "tries") if not row[0]]
    assert set(left) == {(None, None, 0)}
    assert 0 < len(mail.sent) == 16 - len(left) == len(results(context))
    later = replace(context, clock=lambda: NOW + timedelta(minutes=2))
    deliver(later, mail)
    assert len(mail.sent) == 16
