"""What reaches or names one person is found in what people write, and money, days and rows are left alone."""

import pytest

from domain.personal import Personal, found_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Escriban a tesoreria@juntas.example hoy", Personal.ADDRESS),
        ("Llamen al 3000000012", Personal.NUMBER),
        ("Llamen al 300 000 00 12", Personal.NUMBER),
        ("Fijo: (605) 600-0012", Personal.NUMBER),
        ("+57 300-000-0012", Personal.NUMBER),
        ("cédula 1.000.000.012", Personal.NUMBER),
        ("1234567", Personal.NUMBER),
        ("123456", None),
        ("Cotizar por $ 45.000.000", None),
        ("Son 45.000.000 de pesos", None),
        ("El 2026-11-22 y el 03/12/2026", None),
        ("Período 2022-2026", None),
        ("El proceso CO1.BDOS.7654321", None),
        ("El proceso MC-035-2026 y el acta 012-2025", None),
        ("Fijo: 605 600-2012", Personal.NUMBER),
        ("300-2012 000", Personal.NUMBER),
        ("Reunión con la tesorera a las 3 p. m.", None),
        ("", None),
    ],
)
def test_what_is_a_persons_is_found_and_nothing_else(text: str, found: Personal | None) -> None:
    assert found_in(text) is found
