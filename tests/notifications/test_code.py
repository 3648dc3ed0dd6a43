"""The code of a message, as it is printed and as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.code import printed, read
from store.alerts import _CODE_LETTERS


def test_a_code_is_printed_in_two_halves() -> None:
    assert printed("K7QM2XPF") == "K7QM-2XPF"


@pytest.mark.parametrize(
    "typed",
    [
        "K7QM-2XPF",
        "k7qm2xpf",
        " k7qm 2xpf ",
        "K7QM–2XPF",
        "k7-qm-2x-pf",
        "K7OM-2XPF",
        "K70M 2XPF",
        "KIQM2XPF",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read(typed) == "K7QM2XPF"


@pytest.mark.parametrize("typed", ["", "K7QM-2XP", "K7QM-2XPFF", "ÑÑÑÑÑÑÑÑ", "----", "٣٣٣٣٣٣٣٣"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read(typed) is None


@given(st.text(_CODE_LETTERS, min_size=8, max_size=8))
def test_every_code_is_read_back_as_it_was_made(code: str) -> None:
    assert read(printed(code)) == code
    assert read(printed(code).lower()) == code
