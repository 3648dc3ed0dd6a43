"""A board is invited to learn: in a message of its own, to whom may be written, and never of what is over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine

from domain.alert import Alert, AlertKind, Priority
from domain.board import Board
from domain.training import CohortNews, Coming, fingerprint
from notifications.bulletin import Sayable, Training
from service.context import Context
from service.deliver.gather import Nothing, gather
from service.progress import Progress
from service.steps import deliver
from store import alerts, boards, deliveries, tellings, training
from store.engine import writing
from tests.examples import NOW, a_board
from tests.flow.house import VAULT, a_house, settings
from tests.reached import reach

BOARD = a_board()
OTHER = a_board(code="JAC-0002")
SATURDAY = NOW + timedelta(days=3)


@pytest.fixture
def context(engine: Engine) -> Context:
    return Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))


def a_cohort(db: Connection, some: Sequence[Board] = (BOARD,)) -> int:
    boards.save(db, some, NOW)
    reach(db, VAULT, [board.code for board in some])
    of = {"unit": "TESORERIA", "locality": None, "commune": None, "why": ""}
    id_ = training.make(db, of, [board.code for board in some], NOW)
    training.add_meeting(db, id_, SATURDAY, "Salón comunal")
    training.invite(db, id_, [board.code for board in some], NOW)
    return id_


def an_alert(cohort: int, news: CohortNews = CohortNews.INVITED, board: Board = BOARD) -> Alert:
    return Alert(board.code, str(cohort), AlertKind.TRAINING, version=news.value, after=news.value)


def queue(db: Connection, *found: Alert) -> None:
    for one in found:
        alerts.queue(db, [one], NOW, NOW, Priority.NEW)


def said(context: Context, db: Connection) -> list[Sayable | Nothing]:
    claimed = deliveries.claim(
        db, f"worker of {context.now}", context.now, context.now + timedelta(minutes=1)
    )
    return list(gather(context, db, claimed).values())


def test_the_mail_arrives_and_leads_to_where_it_is_answered(engine: Engine) -> None:
    with a_house(engine, NOW) as house:
        with writing(engine) as db:
            queue(db, an_alert(a_cohort(db)))
        assert deliver.run(house.context).sent == 1
        (mail,) = house.smtp.messages
    assert mail.message["Subject"] == "Los invitamos a un taller: Tesorería, impuestos y cuentas claras"
    body = mail.message.get_body(("plain",))
    assert body
    assert "#formacion" in body.get_content()


def test_an_invitation_joins_no_message_and_none_joins_it(context: Context, engine: Engine) -> None:
    with writing(engine) as db:
        id_ = a_cohort(db)
        queue(db, Alert(BOARD.code, "CO1.BDOS.1", AlertKind.NEW_MATCH), an_alert(id_))
        queue(db, Alert(BOARD.code, "CO1.BDOS.2", AlertKind.NEW_MATCH))
        found = said(context, db)
    assert [type(one) for one in found] == [Nothing, Training]  # those calls are not there


def test_an_invitation_makes_no_weekly_digest_wait(engine: Engine) -> None:
    with a_house(engine, NOW) as house:
        with writing(engine) as db:
            queue(db, an_alert(a_cohort(db)))
        deliver.run(house.context)
        with writing(engine) as db:
            assert tellings.newest_messages(db) == {}


def test_what_is_over_or_answered_or_cancelled_is_not_told(context: Context, engine: Engine) -> None:
    with writing(engine) as db:
        id_ = a_cohort(db, [BOARD, OTHER])
        queue(db, an_alert(id_), an_alert(id_, board=OTHER))
        training.answer(db, id_, OTHER.code, Coming.NO, NOW)
        first, second = said(context, db)
        assert isinstance(first, Training)
        assert isinstance(second, Nothing)
    after = replace(context, clock=lambda: SATURDAY)
    with writing(engine) as db:
        assert all(isinstance(one, Nothing) for one in said(after, db))
        queue(db, an_alert(id_, CohortNews.CANCELLED))
        assert isinstance(said(context, db)[0], Nothing)  # it stands
        training.cancel(db, id_, NOW)
        later = replace(context, clock=lambda: NOW + timedelta(hours=1))
        told = [one for one in said(later, db) if isinstance(one, Training)]
    assert [one.news for one in told] == [CohortNews.CANCELLED]


def test_of_meetings_that_move_twice_only_the_last_is_told(context: Context, engine: Engine) -> None:
    with writing(engine) as db:
        id_ = a_cohort(db)
        for nth in range(2):
            training.add_meeting(db, id_, SATURDAY + timedelta(days=nth), f"Otro salón {nth}")
            known = fingerprint(training.meetings_of(db, [id_])[id_])
            moved = Alert(BOARD.code, str(id_), AlertKind.TRAINING, f"moved {nth}", known, "moved")
            queue(db, moved)
        first, second = said(context, db)
    assert isinstance(first, Nothing)
    assert isinstance(second, Training)
    assert [place for _, place in second.meetings][-1] == "Otro salón 1"
