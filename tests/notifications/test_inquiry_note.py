"""A board hears that another one asked or answered it, and nothing of what it said."""

import pytest

from domain.guide import InquiryNews
from notifications.bulletin import BetweenBoards
from notifications.compose import message
from notifications.gsm import septets
from notifications.message import MOST_SMS_SEPTETS
from tests.examples import a_board
from tests.notifications.examples import a_letterhead


@pytest.mark.parametrize(
    ("news", "subject"),
    [
        (InquiryNews.ASKED, "Otra junta les pregunta"),
        (InquiryNews.ANSWERED, "Una junta les respondió"),
    ],
)
def test_the_message_leads_to_the_page_and_fits_a_text_message(news: InquiryNews, subject: str) -> None:
    said = message(BetweenBoards(a_board(), a_letterhead(), news))
    assert said.mail().subject == subject
    assert a_letterhead().link in said.mail().text
    assert septets(said.sms()) <= MOST_SMS_SEPTETS
