"""What became of a message, by what its provider told of it."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from domain.alert import ProviderStatus, StatusReport, Whose
from domain.contact import Channel
from domain.fate import Fate, fate
from tests.examples import NOW

_SENT, _DELIVERED, _READ, _FAILED = ProviderStatus


def _at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def _told(status: ProviderStatus, minutes: int, **fields: object) -> StatusReport:
    return StatusReport(Channel.WHATSAPP, "wamid.1", status, _at(minutes), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ((), Fate()),
        ((_told(_SENT, 0),), Fate()),
        ((_told(_DELIVERED, 1),), Fate(_at(1))),
        ((_told(_READ, 2),), Fate(_at(2), _at(2))),
        ((_told(_SENT, 0), _told(_DELIVERED, 1), _told(_READ, 2)), Fate(_at(1), _at(2))),
        ((_told(_DELIVERED, 1), _told(_FAILED, 3)), Fate(_at(1))),
        ((_told(_READ, 1), _told(_FAILED, 0)), Fate(_at(1), _at(1))),
        (
            (_told(_SENT, 0), _told(_FAILED, 1, answer="131026", whose=Whose.ADDRESS)),
            Fate(bounced_at=_at(1), whose=Whose.ADDRESS, answer="131026"),
        ),
        ((_told(_FAILED, 1, whose=Whose.OURS),), Fate(bounced_at=_at(1), whose=Whose.OURS)),
    ],
)
def test_the_order_in_which_it_is_told_does_not_matter(
    told: tuple[StatusReport, ...], expected: Fate
) -> None:
    assert all(fate(order) == expected for order in permutations(told))


def test_of_two_words_that_say_the_same_the_first_counts() -> None:
    assert fate([_told(_DELIVERED, 5), _told(_DELIVERED, 1)]) == Fate(_at(1))
