"""A board is told what became of its papers: once an hour, whatever many were looked at, and never why."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, Engine

from domain.alert import Alert, AlertKind, Priority
from domain.filing import Fate, FileKind, Filing, hour_of, span_of
from notifications.bulletin import PapersChecked, Sayable
from service.context import Context
from service.deliver.gather import Nothing, gather
from service.progress import Progress
from service.steps import deliver
from store import alerts, boards, deliveries, filings, reach
from store.engine import writing
from tests.examples import NOW, a_board
from tests.flow.house import VAULT, a_house, settings
from tests.reached import reach as make_reached

BOARD = a_board()
OTHER = a_board(code="JAC-0002")
AN_HOUR = timedelta(hours=1)


def check(db: Connection, fates: Sequence[tuple[str, Fate]]) -> None:
    """Papers of the board that somebody looks at just now, and what it is to be told of that."""
    boards.save(db, [BOARD], NOW)
    make_reached(db, VAULT, [BOARD.code])
    for requirement, fate in fates:
        filing = Filing(filings.new_id(), BOARD.code, requirement, FileKind.PDF, 9, NOW)
        filings.add(db, filing, "2026-11-23")
        filings.decide(db, [filing.id], fate, "la Secretaría", NOW, "La firma de Ana no se lee.")
        told = Alert(BOARD.code, hour_of(NOW), AlertKind.PAPERS_CHECKED)
        alerts.queue(db, [told], NOW, span_of(hour_of(NOW))[1], Priority.NEW)


def said(engine: Engine, db: Connection) -> list[Sayable | Nothing]:
    later = NOW + AN_HOUR
    context = Context(engine, settings(engine, "", "", "13001"), lambda: later, Progress(quiet=True))
    claimed = deliveries.claim(db, "test", later, later + AN_HOUR)
    return list(gather(context, db, claimed).values())


def test_all_papers_of_an_hour_are_told_in_one_message(engine: Engine) -> None:
    with writing(engine) as db:
        check(
            db, [("RUT", Fate.ACCEPTED), ("RUT", Fate.ACCEPTED), ("PJ", Fate.ACCEPTED), ("CED", Fate.REFUSED)]
        )
        (found,) = said(engine, db)
    assert isinstance(found, PapersChecked)
    assert found.accepted == ("Personería jurídica", "RUT y NIT al día")
    assert found.refused == ("Cédula del representante legal",)


def test_what_is_decided_in_another_hour_is_another_message(engine: Engine) -> None:
    with writing(engine) as db:
        check(db, [("RUT", Fate.ACCEPTED)])
        late = Filing(filings.new_id(), BOARD.code, "PJ", FileKind.PDF, 9, NOW)
        filings.add(db, late, "2026-11-23")
        filings.decide(db, [late.id], Fate.REFUSED, "la Secretaría", NOW + AN_HOUR)
        (found,) = said(engine, db)
    assert isinstance(found, PapersChecked)
    assert found.refused == ()


def test_a_message_waits_until_the_hour_is_over(engine: Engine) -> None:
    with writing(engine) as db:
        check(db, [("RUT", Fate.ACCEPTED)])
        assert deliveries.claim(db, "test", NOW, NOW + AN_HOUR) == []


def test_the_mail_leads_to_the_papers_and_holds_no_word_of_whoever_looked(engine: Engine) -> None:
    with a_house(engine, NOW + AN_HOUR) as house:
        with writing(engine) as db:
            check(db, [("RUT", Fate.REFUSED)])
        assert deliver.run(house.context).sent == 1
        (mail,) = house.smtp.messages
    assert mail.message["Subject"] == "Revisamos sus papeles: no sirvieron"
    body = mail.message.get_body(("plain",))
    assert body
    text = body.get_content()
    assert "No sirvió: RUT y NIT al día." in text
    assert "/papeles" in text
    assert "Ana" not in text


def test_what_nobody_looked_at_is_no_decision(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [BOARD], NOW)
        filings.add(
            db, Filing("one", BOARD.code, "RUT", FileKind.PDF, 9, NOW - timedelta(days=90)), "2026-11-23"
        )
        filings.forget_unseen(db, NOW)
        assert filings.decided_in(db, [BOARD.code], span_of(hour_of(NOW))) == []


def test_only_a_board_that_can_be_written_to_is_reached(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [BOARD, OTHER], NOW)
        make_reached(db, VAULT, [BOARD.code])
        assert reach.is_reached(db, BOARD.code)
        assert not reach.is_reached(db, OTHER.code)
        assert not reach.is_reached(db, "nobody")
        boards.stop(db, [BOARD.code], NOW)
        assert not reach.is_reached(db, BOARD.code)
