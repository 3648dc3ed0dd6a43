"""A board hears of a question or an answer in a message of its own, whose link leads to the words."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from domain.alert import Alert, AlertKind, Priority
from domain.guide import InquiryNews
from notifications.bulletin import BetweenBoards
from service.context import Context
from service.deliver.gather import gather
from service.progress import Progress
from store import alerts, boards, deliveries
from store.engine import writing
from tests.examples import NOW, a_board
from tests.flow.house import VAULT, settings
from tests.reached import reach

BOARD = a_board()


@pytest.mark.parametrize(
    ("news", "page"), [(InquiryNews.ASKED, "/ayudar"), (InquiryNews.ANSWERED, "/preguntar")]
)
def test_news_of_an_inquiry_goes_out_as_one(engine: Engine, news: InquiryNews, page: str) -> None:
    context = Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))
    with writing(engine) as db:
        boards.save(db, [BOARD], NOW)
        reach(db, VAULT, [BOARD.code])
        told = Alert(BOARD.code, "7", AlertKind.INQUIRY, news.value, after=news.value)
        alerts.queue(db, [told], NOW, NOW, Priority.NEW)
        claimed = deliveries.claim(db, "test", NOW, NOW + timedelta(hours=1))
        (found,) = gather(context, db, claimed).values()
    assert isinstance(found, BetweenBoards)
    assert (found.board, found.news) == (BOARD, news)
    assert found.letterhead.link.endswith(page)
