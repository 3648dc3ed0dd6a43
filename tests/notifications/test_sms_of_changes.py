"""A text message of a change says which change it is."""

import pytest

from domain.alert import Alert, AlertKind
from notifications.compose import message
from notifications.sms_form import LONGEST_LINK
from tests.notifications.examples import a_bulletin, an_alert, an_entry

MOVED = an_alert(AlertKind.DEADLINE_MOVED, before="2026-06-10", after="2026-06-12")


@pytest.mark.parametrize(
    ("alert", "lead"),
    [
        (an_alert(), ""),
        (MOVED, "Nueva fecha: "),
        (an_alert(AlertKind.VALUE_CHANGED, before="1000000", after="2000000"), "Nuevo valor: "),
        (an_alert(AlertKind.NEW_DOCUMENTS, after="Adenda 1.pdf"), "Documento nuevo: "),
        (an_alert(AlertKind.REMINDER), "Recordatorio: "),
    ],
)
def test_a_change_is_named_before_the_object(alert: Alert, lead: str) -> None:
    said = message(a_bulletin(an_entry(alert=alert, title="Pintar el salón comunal"))).sms()
    assert said.startswith(f"Convite: {lead}Pintar el salon comunal. $60.000.000. 6 dias habiles. ")


def test_a_change_of_a_call_that_is_new_to_the_board_is_no_news() -> None:
    told = a_bulletin(
        an_entry(title="Pintar el salón comunal"), an_entry(alert=MOVED, title="Pintar el salón comunal")
    )
    assert message(told).sms().startswith("Convite: Pintar el salon comunal")


def test_a_change_takes_the_room_of_the_answers_before_that_of_the_object() -> None:
    entry = an_entry(alert=MOVED, title="Mantenimiento de canales y zanjas del barrio")
    said = message(a_bulletin(entry, link=f"https://c.example/{'x' * 55}")).sms()
    assert said.startswith(
        "Nueva fecha: Mantenimiento... $60.000.000. 6 dias habiles. 1 si 2 no 3 ayuda ALTO http"
    )
    longest = "https://c.example/".ljust(LONGEST_LINK, "x")
    assert message(a_bulletin(entry, link=longest)).sms().startswith("Nueva fecha")
