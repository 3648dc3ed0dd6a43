"""What a board reads once the office answered it: that it did, and nothing of what it said."""

from notifications.bulletin import HelpAnswered
from notifications.compose import message
from notifications.gsm import septets
from notifications.message import MOST_SMS_SEPTETS
from tests.examples import a_board
from tests.notifications.examples import a_letterhead

SAID = HelpAnswered(a_board(), a_letterhead())


def test_the_mail_leads_to_the_page_where_the_answer_stands() -> None:
    mail = message(SAID).mail()
    assert mail.subject == "La oficina respondió lo que su junta preguntó"
    assert a_letterhead().link in mail.text


def test_a_text_message_holds_it_whole() -> None:
    assert septets(message(SAID).sms()) <= MOST_SMS_SEPTETS
