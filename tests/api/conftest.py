"""Fixtures that the tests of the web share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.access import passwords
from tests.api.browsing import started

_CHEAP = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=16, parallelism=1),))


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password takes a tenth of a second to check, which is what keeps it from being guessed."""
    monkeypatch.setattr(passwords, "_HASH", _CHEAP)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from started()
