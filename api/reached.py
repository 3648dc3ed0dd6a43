"""How a board is reached, as its own pages show it: enough of an address to know it again, and no more."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from domain.board import Board
from domain.contact import Authorisation, Channel, ContactSource
from notifications.addresses import masked
from store import authorisations, boards, contacts, stops, trials
from store.contacts import KnownContact
from store.vault import Vault

BETWEEN_TESTS = timedelta(hours=1)


class Address(NamedTuple):
    """One of the board's. `failed`: the provider said that there is nobody. `tested_at`: the newest test."""

    id: int
    channel: Channel
    masked: str
    source: ContactSource
    failed: bool
    is_readable: bool  # a key of ours opens it
    is_stopped: bool
    tested_at: datetime | None

    @property
    def is_good(self) -> bool:
        return self.is_readable and not self.failed and not self.is_stopped

    def may_be_tested(self, now: datetime) -> bool:
        return self.is_good and (self.tested_at is None or now >= self.tested_at + BETWEEN_TESTS)


class Reached(NamedTuple):
    """`addresses` in the order they are tried; `given` all authorisations, the newest first."""

    board: Board
    addresses: list[Address]
    given: list[Authorisation]
    is_stopped: bool

    @property
    def standing(self) -> Authorisation | None:
        """The authorisation by which we may write."""
        return next((one for one in self.given if one.withdrawn_at is None), None)

    @property
    def first_good(self) -> Address | None:
        """Where a message would go."""
        return next((one for one in self.addresses if one.is_good), None)


def read_reached(db: Connection, vault: Vault, board: Board) -> Reached:
    known = contacts.of_boards(db, vault, [board.code])[board.code]
    return Reached(
        board,
        _addresses(db, known),
        authorisations.of_board(db, board.code)[::-1],
        board.code in boards.stopped_among(db, [board.code]),
    )


def _addresses(db: Connection, known: Sequence[KnownContact]) -> list[Address]:
    stopped = stops.among(db, [one.digest for one in known])
    tested = trials.newest(db, [one.id for one in known])
    return [
        Address(
            one.id,
            one.contact.channel,
            masked(one.contact.channel, one.contact.address) if one.is_readable else "no se puede leer",
            one.contact.source,
            one.failed_at is not None,
            one.is_readable,
            one.digest in stopped,
            tested.get(one.id),
        )
        for one in known
    ]
