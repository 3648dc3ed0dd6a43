"""Our own mailbox, read from a real IMAP server: what comes back, what arrives, and what people answer."""

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DataError

from api import replies
from domain.alert import Alert, AlertKind, DeliveryResult, Ending, Priority, Reply
from domain.contact import Channel
from domain.outcome import OutcomeKind
from notifications.mime import message_id
from service import mailbox
from service.context import Context
from service.mailbox import MailboxUnavailable, read_url
from service.progress import Progress
from service.settings import Settings
from store import alerts, boards, contacts, deliveries, outcomes
from store.engine import reading, writing
from store.telling_tables import attempts
from store.vault import Vault
from tests.examples import NOW, a_board
from tests.notifications.test_inbox import a_bounce, a_crooked_mail, an_answer
from tests.reached import reach
from tests.service.imap_server import PASSWORD, imap_server

ABOUT = "CO1.BDOS.1"
OURS = message_id("k1", "convite.example")
ODD = "<odd@juntas.example>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "mails"
    made.mkdir()
    return made


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    with imap_server(folder) as address:
        yield address


def a_context(engine: Engine, url: str) -> Context:
    chosen = Settings(secret_key="a secret that only these tests know", mailbox_url=url)
    return Context(engine, chosen, lambda: NOW, Progress())


def settle(context: Context) -> None:
    """A board that was told of a call by a mail."""
    with writing(context.engine) as db:
        boards.save(db, [a_board(code="JAC")], NOW)
        reach(db, context.vault, ["JAC"])
        (known,) = contacts.of_boards(db, context.vault, ["JAC"])["JAC"]
        alerts.queue(db, [Alert("JAC", ABOUT, AlertKind.NEW_MATCH)], NOW, NOW, Priority.NEW)
        (claimed,) = deliveries.claim(db, "w", NOW, NOW)
        ending = Ending(claimed, DeliveryResult.ACCEPTED, NOW, NOW, "", Channel.EMAIL, known.id, ABOUT, OURS)
        deliveries.finish(db, [ending])


def test_a_bounce_an_answer_and_advertising_are_told_apart_and_taken_once(
    engine: Engine, folder: Path, url: str
) -> None:
    context = a_context(engine, url)
    settle(context)
    (folder / "1.eml").write_bytes(an_answer("1\n\n> Nos interesa"))
    (folder / "2.eml").write_bytes(an_answer("Gran oferta", Precedence="bulk"))
    summary = mailbox.run(context)
    assert (summary.read, summary.reports, summary.replies, summary.nothing_to_us) == (2, 0, 1, 1)
    (folder / "4.eml").write_bytes(a_bounce())
    assert mailbox.run(context).reports == 1
    assert mailbox.run(context).read == 0
    with reading(engine) as db:
        assert outcomes.answers(db)["JAC", ABOUT].kind is OutcomeKind.INTERESTED
        (known,) = contacts.of_boards(db, context.vault, ["JAC"])["JAC"]
        assert known.failed_at is not None
        assert db.execute(select(attempts.c.bounced_at)).scalar_one() is not None


def test_one_crooked_mail_does_not_shut_the_mailbox(
    engine: Engine, folder: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = a_context(engine, url)
    settle(context)
    crooked, broken = (
        a_crooked_mail("Content-Type", b"text/plain; charset*"),
        an_answer("ALTO", Message_ID=ODD),
    )
    (folder / "1.eml").write_bytes(crooked)
    (folder / "2.eml").write_bytes(broken)
    (folder / "3.eml").write_bytes(an_answer("1"))
    genuine = replies.take

    def take(db: Connection, vault: Vault, reply: Reply, now: datetime) -> object:
        if reply.id == ODD:
            raise DataError("", {}, ValueError())
        return genuine(db, vault, reply, now)

    with monkeypatch.context() as broken_once:
        broken_once.setattr(replies, "take", take)
        summary = mailbox.run(context)
    assert (summary.read, summary.unreadable, summary.failed, summary.replies) == (3, 1, 1, 1)
    again = mailbox.run(context)
    assert (again.read, again.replies) == (1, 1)
    with reading(engine) as db:
        assert boards.stopped(db) == {"JAC"}


@pytest.mark.parametrize("megabytes", [2, 9])
def test_a_stop_above_a_photograph_of_any_size_is_heard(
    engine: Engine, folder: Path, url: str, megabytes: int
) -> None:
    context = a_context(engine, url)
    settle(context)
    mail = message_from_bytes(an_answer("ALTO"), EmailMessage, policy=default)
    mail.add_attachment(bytes(megabytes * 750_000), maintype="image", subtype="jpeg", filename="foto.jpg")
    (folder / "1.eml").write_bytes(mail.as_bytes())
    assert mailbox.run(context).replies == 1
    with reading(engine) as db:
        assert boards.stopped(db) == {"JAC"}


def test_a_mail_that_the_server_does_not_give_is_not_marked_as_read(
    engine: Engine, folder: Path, url: str
) -> None:
    context = a_context(engine, url)
    settle(context)
    (folder / "1.eml").write_bytes(an_answer("gracias"))
    (folder / "gone.eml").write_bytes(an_answer("ALTO", Message_ID="<a2@juntas.example>"))
    assert mailbox.run(context).failed == 1
    (folder / "gone.eml").rename(folder / "here.eml")
    assert mailbox.run(context).replies == 1


@pytest.mark.parametrize("wrong", ["password", "folder", "port"])
def test_a_mailbox_that_cannot_be_read_is_named_without_its_password(url: str, wrong: str) -> None:
    spoiled = {
        "password": url.replace("only", "0nly"),
        "folder": url.replace("/INBOX", "/OTRA"),
        "port": f"{url.rpartition(':')[0]}:1/INBOX",
    }[wrong]
    with pytest.raises(MailboxUnavailable) as error, mailbox.opened(spoiled):
        pass
    assert "127.0.0.1" in str(error.value)
    assert PASSWORD not in str(error.value)


@pytest.mark.parametrize("url", ["smtp://u:p@host", "imaps://host/INBOX", "imaps:///INBOX", "host"])
def test_an_address_that_is_no_mailbox_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="imaps://user:password@host"):
        read_url(url)


def test_a_mailbox_address_has_its_usual_port_and_folder() -> None:
    at = read_url("imaps://convite%40x.example:s%2Fecreto@mail.example")
    assert (at.host, at.port, at.user, at.password) == ("mail.example", 993, "convite@x.example", "s/ecreto")
    assert (at.folder, at.is_tls) == ("INBOX", True)
