"""What may stand in a log: no address, telephone, identity card or key, and of an error no word."""

import secrets

import pytest

from domain.loggable import ADDRESS, KEY, NUMBER, places, without_persons
from notifications.links import sign

SECRET = "a secret of the tests alone"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("550 5.1.1 <ana.perez@juntas.example>: no such user", f"550 5.1.1 <{ADDRESS}>: no such user"),
        ("whatsapp:+57 300 000 00 12 refused", f"whatsapp:+{NUMBER} refused"),
        ("cédula 1.047.000.912, NIT 900000012-1", f"cédula {NUMBER}, NIT {NUMBER}"),
        ("/junta/corta/datos and /e/x and /j/y?a=b", f"/junta/{KEY}/datos and /e/{KEY} and /j/{KEY}?…"),
        ("GET https://x.example/vuelta?code=abc&state=1 failed", "GET https://x.example/vuelta?… failed"),
        ("postgresql://convite:word@db/convite: refused", "postgresql://db/convite: refused"),
        ('duplicate key "uq"\nDETAIL:  Key (name)=(Ana Pérez) exists.', 'duplicate key "uq"'),
        ("bot123456789:AAF-abcdefghijklmnopqrstuvwxyzABCD", f"bot{NUMBER}:{KEY}"),
        # What an operator needs stands as it was.
        ("p6dx-8zbt: CO1.BDOS.7654321 is gone", "p6dx-8zbt: CO1.BDOS.7654321 is gone"),
        ("since 2026-11-22 13:18:54.123456+00:00", "since 2026-11-22 13:18:54.123456+00:00"),
        (
            "store.engine.DatabaseUnavailable in 0.1234567 s",
            "store.engine.DatabaseUnavailable in 0.1234567 s",
        ),
        ("123456 rows of descripci_n_del_procedimiento", "123456 rows of descripci_n_del_procedimiento"),
    ],
)
def test_what_reaches_a_person_or_opens_a_door_is_taken_out(text: str, told: str) -> None:
    assert without_persons(text) == told


@pytest.mark.parametrize("code", ["J-13001-0a1b2c3d", "JAC Olaya Ñ"])
def test_a_key_is_taken_out_wherever_it_stands(code: str) -> None:
    for key in (
        sign(code, SECRET),
        secrets.token_urlsafe(24),
        secrets.token_urlsafe(32),
        secrets.token_hex(16),
    ):
        assert key not in without_persons(f"the link {key} was opened")
        assert key not in without_persons(f"(/equipo/{key}/x)")


def test_an_error_is_told_by_kind_and_place_with_its_causes_and_no_word() -> None:
    def fails() -> None:
        try:
            int("Ana Pérez")
        except ValueError as error:
            raise KeyError("3000000012") from error

    try:
        fails()
    except KeyError as error:
        told = places(error)
    assert [told[0], *(line for line in told if line == "KeyError")] == ["ValueError", "KeyError"]
    assert any(line.endswith(" fails") and __file__ in line for line in told)
    assert "Ana" not in str(told)
    assert "3000000012" not in str(told)


def test_errors_that_came_together_are_each_told() -> None:
    assert places(ExceptionGroup("of Ana", [ValueError("Ana"), KeyError("Ana")])) == [
        "ExceptionGroup",
        "ValueError",
        "KeyError",
    ]
