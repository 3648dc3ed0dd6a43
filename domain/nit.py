"""The NIT, Colombia's tax number: nine digits of an organisation and a check digit."""

import re

_WEIGHTS = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)
_CENTS = re.compile(r"[.,]00$")


def check_digit(number: str) -> int:
    """The check digit of a NIT given without it. Source: DIAN, Orden Administrativa 4 de 1989."""
    remainder = sum(int(d) * w for d, w in zip(reversed(number), _WEIGHTS, strict=False)) % 11
    return remainder if remainder < 2 else 11 - remainder


def read_nit(text: str) -> str | None:
    """The nine digits of an organisation's NIT, however it was written, or None.

    SECOP and spreadsheets write `890480184`, `890.480.184-4`, `8904801844`, `8904801844-4`, `0890480184` and
    `890.480.184,00`. What follows the nine digits must be the check digit, once or twice, else the number is
    impossible: None.
    """
    digits = re.sub(r"[^0-9]", "", _CENTS.sub("", text.strip())).lstrip("0")
    number, rest = digits[:9], digits[9:]
    if len(number) < 9 or rest.strip(str(check_digit(number))) or len(rest) > 2:
        return None
    return number


def is_organisation(nit: str) -> bool:
    """Organisations have NITs that begin with 8 or 9; other numbers belong to natural persons."""
    return len(nit) == 9 and nit[0] in "89"
