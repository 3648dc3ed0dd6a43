"""What a board reads when it is invited to learn, when that moves, and when it falls."""

from datetime import timedelta
from typing import Any

from domain.training import CohortNews
from notifications.bulletin import Training
from notifications.compose import message
from notifications.gsm import septets
from notifications.message import MOST_SMS_SEPTETS
from tests.examples import NOW, a_board
from tests.notifications.examples import a_letterhead

UNIT = "Tesorería, impuestos y cuentas claras"


def a_training(news: CohortNews = CohortNews.INVITED, weeks: int = 2, **fields: Any) -> Training:
    meetings = tuple(
        (NOW + timedelta(days=10 + 7 * week), f"Salón comunal {week + 1}") for week in range(weeks)
    )
    teaches = ("Cuenta bancaria", "Libro de tesorería", "Cuentas aprobadas", "Facturar")
    return Training(
        **{
            "board": a_board(),
            "letterhead": a_letterhead(),
            "news": news,
            "unit": UNIT,
            "teaches": teaches,
            "meetings": meetings,
            **fields,
        }
    )


def test_an_invitation_says_what_when_where_and_how_to_answer() -> None:
    mail = message(a_training()).mail()
    text = mail.text.replace("\u202f", " ").replace("\xa0", " ")
    assert mail.subject == f"Los invitamos a un taller: {UNIT}"
    for said in (
        "Sábado 13 de junio, 8:00 a. m. Lugar: Salón comunal 1.",
        "Sábado 20 de junio, 8:00 a. m. Lugar: Salón comunal 2.",
        "Cuenta bancaria; Libro de tesorería; Cuentas aprobadas.",
        "«Vamos» o «No podemos»",
    ):
        assert said in text
    assert "Facturar" not in mail.text


def test_three_meetings_are_told_and_the_others_counted() -> None:
    three, five = (message(a_training(weeks=weeks)).mail().text for weeks in (3, 5))
    assert "Salón comunal 3" in three
    assert "Los otros encuentros" not in three
    assert "Salón comunal 4" not in five
    assert "Los otros encuentros (2) están en su página" in five


def test_a_text_message_has_the_day_before_the_name() -> None:
    sms = message(a_training()).sms()
    assert "Taller el sabado 13 de junio, 8:00 a. m." in sms
    assert septets(sms) <= MOST_SMS_SEPTETS


def test_a_chat_asks_for_no_figure() -> None:
    assert message(a_training()).chat().buttons == ()


def test_what_moved_has_its_new_day_and_what_fell_says_so() -> None:
    moved = message(a_training(CohortNews.MOVED)).mail()
    assert (moved.subject, "Sábado 13 de junio" in moved.text) == (f"Cambió el taller: {UNIT}", True)
    fell = message(a_training(CohortNews.CANCELLED, weeks=0))
    assert fell.mail().subject == f"Se canceló el taller: {UNIT}"
    assert "No tienen que ir" in fell.mail().text
    assert "Se cancelo el taller" in fell.sms()
