"""What a board reads once somebody looked at its papers."""

import pytest

from notifications.bulletin import PapersChecked
from notifications.compose import message
from notifications.gsm import septets
from notifications.message import MOST_SMS_SEPTETS
from tests.examples import a_board
from tests.notifications.examples import a_letterhead


def checked(accepted: int, refused: int) -> PapersChecked:
    good, bad = (
        tuple(f"{kind} {n}" for n in range(count)) for kind, count in (("Libro", accepted), ("Acta", refused))
    )
    return PapersChecked(a_board(), a_letterhead(), good, bad)


@pytest.mark.parametrize(
    ("accepted", "refused", "outcome", "step"),
    [
        (1, 0, "sirven", "No tienen que hacer nada"),
        (0, 1, "no sirvieron", "lean por qué"),
        (1, 1, "unos sirven y otros no", "lean por qué"),
    ],
)
def test_the_message_says_what_counts_and_what_to_do(
    accepted: int, refused: int, outcome: str, step: str
) -> None:
    mail = message(checked(accepted, refused)).mail()
    assert mail.subject == f"Revisamos sus papeles: {outcome}"
    assert ("Sirve y ya cuenta en su pasaporte: Libro 0." in mail.text) == bool(accepted)
    assert ("No sirvió: Acta 0." in mail.text) == bool(refused)
    assert step in mail.text


@pytest.mark.parametrize(("accepted", "refused", "more"), [(3, 3, 0), (4, 5, 3)])
def test_many_are_counted_rather_than_listed(accepted: int, refused: int, more: int) -> None:
    text = message(checked(accepted, refused)).mail().text
    assert (f"Los otros ({more}) están en su página." in text) == bool(more)


@pytest.mark.parametrize("refused", [0, 9])
def test_a_text_message_holds_it_whole(refused: int) -> None:
    text = message(checked(9, refused)).sms()
    assert septets(text) <= MOST_SMS_SEPTETS
    assert "Revisamos sus papeles" in text
