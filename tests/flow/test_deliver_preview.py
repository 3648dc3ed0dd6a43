"""The dry run of deliver says what the run then does, and changes nothing."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from domain.contact import Channel, ContactSource, Preferences
from service.deliver.preview import preview
from service.steps import alert, assess, deliver, match
from store import channel_states, contacts, preferences, processes, stopping
from store.engine import reading, writing
from store.telling_tables import attempts, deliveries
from tests.examples import NOW, TOMORROW, a_board, a_contact, a_process
from tests.flow.house import VAULT, House, a_house, settle

NUMBER = "+573000000001"


def queued(house: House) -> None:
    """Four boards are to be told of a call: by mail, by text message, not before Friday, and never."""
    engine = house.context.engine
    settle(engine, [a_board(code=code, name=f"JAC {code}") for code in ("A", "B", "C", "D")], NOW)
    with writing(engine) as db:
        processes.RECORDS.save(db, [a_process(closes_on=TOMORROW)], [b"0" * 16], NOW)
        number = a_contact(channel=Channel.SMS, address=NUMBER)
        contacts.save(db, VAULT, {"B": [number]}, ContactSource.FILE, NOW)
    assess.run(house.context)
    match.run(house.context)
    alert.run(house.context)
    with writing(engine) as db:
        preferences.save(db, "C", Preferences(paused_until=TOMORROW + timedelta(days=1)), NOW)
        stopping.stop(db, VAULT, "D", ContactSource.PAGE, NOW)


def ledger(engine: Engine) -> list[Any]:
    with reading(engine) as db:
        return [tuple(row) for table in (deliveries, attempts) for row in db.execute(select(table))]


def test_what_would_go_out_is_what_goes_out_and_nothing_is_changed(engine: Engine, tmp_path: Path) -> None:
    with a_house(engine, NOW) as house:
        queued(house)
        sms = house.context.settings.model_copy(update={"sms_url": "http://127.0.0.1:9/sms"})
        context, before = replace(house.context, settings=sms), ledger(engine)
        found = preview(context, tmp_path / "out")
        assert (ledger(engine), house.smtp.messages) == (before, ())
        assert (found.due, found.by_channel, found.not_composed) == (4, {"email": 1, "sms": 1}, 0)
        mail, text = found.ready
        assert (mail.board, mail.form, mail.address, mail.about) == (
            "A",
            "mail",
            "a•••@juntas.example",
            "CO1.BDOS.1",
        )
        assert (text.board, text.form, text.address) == ("B", "sms", "•••0001")
        assert [(one.board, one.until.day) for one in found.held] == [("C", 5)]
        assert [(one.board, one.why) for one in found.failing] == [("D", "the board wants no messages")]
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [mail.file, text.file]
        assert len((tmp_path / "out" / str(text.file)).read_text().strip()) == text.size <= 160

        deliver.run(house.context)
        (sent,) = house.smtp.messages
        written = (tmp_path / "out" / str(mail.file)).read_bytes()
        assert undated(written) == undated(sent.raw)
        assert NUMBER not in repr(found)


def undated(mail: bytes) -> bytes:
    return re.sub(rb"(?m)^Date: .*$", b"", mail).strip()


def test_what_was_put_back_says_until_when_it_waits_and_why(engine: Engine) -> None:
    with a_house(engine, NOW) as house:
        queued(house)
        with writing(engine) as db:
            channel_states.stop(db, Channel.EMAIL, "by hand", NOW)
        deliver.run(house.context)
        held = {one.board: one for one in preview(house.context).held}
        assert (held["A"].until, held["A"].why) == (NOW + timedelta(minutes=30), "email: stopped by hand")
        deliver.run(house.context)
        assert house.smtp.messages == ()
