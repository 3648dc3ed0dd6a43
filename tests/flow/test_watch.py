"""The operator hears of channels that refuse us, of messages that wait and of a mailbox that stays shut."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from domain.alert import Alert, AlertKind, Priority
from domain.contact import Channel
from service import pager, watch
from service.context import Context
from service.mailbox import MailboxUnavailable
from service.progress import Progress
from service.settings import Settings
from service.shell import WrongUsage
from store import alerts, boards, channel_states
from store.engine import writing
from tests.examples import NOW, a_board
from tests.pages import Pages

HOUR = timedelta(hours=1)
NOWHERE = "imap://convite:x@127.0.0.1:9/INBOX"


def at(engine: Engine, operator: str, **fields: object) -> Callable[[timedelta], Context]:
    chosen = Settings(_env_file=None, operator=operator, **fields)  # type: ignore[arg-type, call-arg]
    context = Context(engine, chosen, lambda: NOW, Progress(quiet=True))
    return lambda later: replace(context, clock=lambda: NOW + later)


def test_a_trouble_is_told_once_an_hour_while_it_lasts(engine: Engine) -> None:
    with Pages().open() as pages:
        later = at(engine, pages.url)
        with writing(engine) as db:
            boards.save(db, [a_board()], NOW)
            alerts.queue(db, [Alert(a_board().code, "C", AlertKind.NEW_MATCH)], NOW, NOW, Priority.NEW)
            channel_states.trouble(db, Channel.WHATSAPP, "operator: whatsapp 190: the token ran out", NOW)
        assert watch.run(later(0 * HOUR)).paged == ["channel whatsapp"]
        assert watch.run(later(HOUR - timedelta(minutes=1))).paged == []
        assert watch.run(later(HOUR)).paged == ["channel whatsapp"]
        with writing(engine) as db:
            channel_states.mend(db, Channel.WHATSAPP)
        assert watch.run(later(24 * HOUR)) == watch.WatchSummary([], [])
        assert watch.run(later(25 * HOUR)).paged == ["queue"]
    assert ["the token ran out" in body for body in pages.bodies] == [True, True, False]
    assert all("convite doctor" in body for body in pages.bodies)


def test_a_mailbox_is_paged_for_when_it_stayed_shut_for_an_hour(engine: Engine) -> None:
    with Pages().open() as pages:
        later = at(engine, pages.url, mailbox_url=NOWHERE, canary="pigeon:coo")
        for minutes, told in ((0, 0), (59, 0), (60, 1), (65, 1)):
            with pytest.raises(MailboxUnavailable):
                watch.read_mailbox(later(timedelta(minutes=minutes)))
            assert len(pages.bodies) == told
        with pytest.raises(WrongUsage):
            watch.check_canary(later(HOUR))
        assert "correct CONVITE_CANARY" in pages.bodies[-1]
    assert watch.read_mailbox(at(engine, pages.url)(HOUR)) is None
    assert watch.check_canary(at(engine, pages.url)(HOUR)) is None


def test_operators_are_named_one_after_the_other_though_an_address_has_commas() -> None:
    named = "mailto://a:b@mail.example?to=x@one.example,y@two.example, ntfys://host.example/topic,"
    assert pager.addresses(named) == [
        "mailto://a:b@mail.example?to=x@one.example,y@two.example",
        "ntfys://host.example/topic",
    ]
    assert pager.addresses("") == []
