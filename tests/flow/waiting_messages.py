"""Messages that wait for invented boards, and the worker over them with channels of the tests' own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from domain.alert import Alert, AlertKind, DeliveryResult, Priority
from domain.contact import Channel, ContactSource
from notifications.channels import Channel as Way
from notifications.channels import Receipt
from notifications.message import Message
from service.context import Context
from service.deliver.roadside import Roadside
from service.deliver.senders import Senders
from service.deliver.worker import Tally, Worker
from service.progress import Counter
from store import alerts, authorisations, boards, contacts, matches, processes
from store.engine import reading, writing
from store.telling_tables import attempts, deliveries
from tests.examples import NOW, a_board, a_contact, a_match, a_process, an_authorisation

ACCEPTED = Receipt(DeliveryResult.ACCEPTED, "250 ok", "id")
REFUSES_US = Receipt(DeliveryResult.TRY_AGAIN, "operator: login refused", is_ours=True)
NOBODY = Receipt(DeliveryResult.FAILED, "550 nobody")
LOST_ANSWER = Receipt(DeliveryResult.TRY_AGAIN, "the connection broke", may_have_arrived=True)

Answers = Callable[[str], Receipt]


class FakeChannel:
    """Answers as it is told to, and remembers to whom it sent."""

    def __init__(self, name: Channel, answer: Answers = lambda _address: ACCEPTED) -> None:
        self.name = name
        self.answer = answer
        self.sent: list[str] = []

    def send(self, address: str, message: Message, *, key: str) -> Receipt:
        assert message
        assert key
        receipt = self.answer(address)
        self.sent.append(address)
        return receipt


def queue_for(context: Context, *codes: str, priority: Priority = Priority.NEW, **more: str) -> None:
    """Boards with a mail address, a mobile where `sms` is given, and a message that waits for each."""
    with writing(context.engine) as db:
        boards.save(db, [a_board(code=code) for code in codes], NOW)
        processes.RECORDS.save(db, [a_process()], [b"1"], NOW)
        for code in codes:
            named = [a_contact(board_code=code, address=address_of(code))]
            if "sms" in more:
                named.append(a_contact(board_code=code, channel=Channel.SMS, address=more["sms"], position=1))
            contacts.save(db, context.vault, {code: named}, ContactSource.FILE, NOW)
            matches.renew(db, [], [a_match(board_code=code)], NOW)
            alerts.queue(db, [Alert(code, "CO1.BDOS.1", AlertKind.NEW_MATCH)], NOW, NOW, priority)
        authorisations.give(db, [an_authorisation(board_code=code) for code in codes])


def address_of(code: str) -> str:
    return f"{code.lower()}@juntas.example"


def deliver(
    context: Context, *channels: Way, threads: int = 1, daily: Mapping[Channel, int] | None = None
) -> Tally:
    by_name = {channel.name: channel for channel in channels}

    @contextmanager
    def opened() -> Iterator[dict[Channel, Any]]:
        yield by_name

    roadside = Roadside(frozenset(by_name), daily or {})
    with Senders(threads, opened, context.clock, roadside.left_out) as them:
        worker = Worker(context, them, roadside, Counter())
        worker.run()
    return worker.tally


def ledger(context: Context, *names: str) -> list[tuple[Any, ...]]:
    columns = (deliveries.c[name] for name in names)
    with reading(context.engine) as db:
        return [tuple(row) for row in db.execute(select(*columns).order_by(deliveries.c.id))]


def results(context: Context) -> list[str]:
    with reading(context.engine) as db:
        query = select(attempts.c.result).order_by(attempts.c.delivery_id, attempts.c.number)
        return list(db.execute(query).scalars())
