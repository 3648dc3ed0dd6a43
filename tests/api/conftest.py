"""Fixtures that the tests of the web share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.api.browsing import started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from started()
