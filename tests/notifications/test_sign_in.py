"""The link and the code that let a board in."""

import pytest

from notifications.links import sign
from notifications.sign_in import code_of, path_of, read_code, read_token, token_of

SECRET = "a secret of the tests"


def test_a_token_is_read_back_and_none_of_another_secret_or_purpose() -> None:
    token = token_of("aB3_-xyz", SECRET)
    assert read_token(token, SECRET) == "aB3_-xyz"
    assert path_of("aB3_-xyz", SECRET) == f"/e/{token}"
    assert len(token) <= 26  # a text message has room for it
    for other in (
        token_of("aB3_-xyz", "another"),
        sign("aB3_-xyz", SECRET),
        token[:-1],
        "",
        "ñ",
        token + "A",
    ):
        assert read_token(other, SECRET) is None


def test_a_code_belongs_to_one_wish_and_one_secret() -> None:
    codes = {code_of(f"wish{nth}", SECRET) for nth in range(200)}
    assert len(codes) > 195
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert code_of("wish1", SECRET) == code_of("wish1", SECRET) != code_of("wish1", "another")


@pytest.mark.parametrize(
    ("typed", "read"), [("482913", "482913"), (" 482 913 ", "482913"), ("482-913", "482913")]
)
def test_a_code_is_read_as_people_type_it(typed: str, read: str) -> None:
    assert read_code(typed) == read


@pytest.mark.parametrize("typed", ["", "48291", "4829134", "48291a", "４８２９１３"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None
