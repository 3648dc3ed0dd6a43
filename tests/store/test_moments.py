"""A moment that the database chooses is the one that was given, whatever zone it was given in."""

from datetime import timedelta

from sqlalchemy import Connection, select

from domain.alert import Alert, AlertKind, Priority
from store import alerts, boards, replies, troubles
from store.telling_tables import deliveries
from tests.examples import NOW, a_board


def test_a_trouble_that_comes_back_began_when_it_was_noted_again(unsaved: Connection) -> None:
    troubles.note(unsaved, "queue", NOW)
    troubles.over(unsaved, "queue")
    again = NOW + timedelta(hours=3)
    assert again.utcoffset()  # the time of Bogotá
    troubles.note(unsaved, "queue", again)
    known = troubles.note(unsaved, "queue", again + timedelta(hours=1))
    assert known.since == again


def test_who_answers_a_message_has_read_it_at_that_moment(unsaved: Connection) -> None:
    boards.save(unsaved, [a_board()], NOW)
    alerts.queue(unsaved, [Alert("JAC-0001", "C", AlertKind.NEW_MATCH)], NOW, NOW, Priority.NEW)
    (id_,) = unsaved.execute(select(deliveries.c.id)).scalars()
    for later in (0, 1):  # the first time counts
        replies.mark_read(unsaved, id_, NOW + timedelta(hours=later))
    assert unsaved.execute(select(deliveries.c.read_at)).scalar_one() == NOW
