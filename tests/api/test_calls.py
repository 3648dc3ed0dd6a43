"""The list of open calls by the page."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.calls import BadCursor, Call, CallPage, page_of
from domain.process import Standing
from tests.examples import TODAY, a_process

DEADLINES = st.lists(st.none() | st.integers(0, 4).map(lambda n: TODAY + timedelta(n)), max_size=25)


def _calls(deadlines: list[object]) -> list[Call]:
    calls = [Call(a_process(number=n, closes_on=day), Standing.OPEN) for n, day in enumerate(deadlines)]
    return sorted(calls, key=lambda c: (c.process.closes_on or TODAY.max, c.process.portfolio_id))


@given(DEADLINES, st.integers(1, 7))
def test_the_pages_together_are_the_list_whatever_ties_there_are(deadlines: list[object], size: int) -> None:
    calls = _calls(deadlines)
    page, seen = page_of(calls, None, size), []
    while True:
        seen += page.calls
        if page.next is None:
            break
        assert len(page.calls) == size
        page = page_of(calls, page.next, size)
    assert seen == calls


@given(st.text(max_size=30))
def test_a_foreign_cursor_is_refused_or_leads_somewhere_and_never_fails(cursor: str) -> None:
    with suppress(BadCursor):
        page_of(_calls([TODAY]), cursor, 5)


def test_a_call_that_appears_behind_the_cursor_does_not_shift_the_next_page() -> None:
    calls = _calls([TODAY + timedelta(n) for n in range(4)])
    first = page_of(calls, None, 2)
    earlier = Call(a_process(number=99, closes_on=TODAY), Standing.OPEN)
    assert page_of([earlier, *calls], first.next, 2) == CallPage(calls[2:], None)


@pytest.mark.parametrize("url", [None, "", "http://example.org", "javascript:alert(1)", "//example.org"])
def test_only_a_secure_web_address_becomes_a_link(url: str | None) -> None:
    assert Call(a_process(url=url), Standing.OPEN).link is None
