"""A contact as its row has it, sealed, and as the rest of the house knows it."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row

from domain.contact import Channel, Contact, ContactSource, Role
from store.vault import Vault


class KnownContact(NamedTuple):
    id: int
    contact: Contact
    digest: str
    failed_at: datetime | None  # the provider said that there is nobody


def place_of(role: str, code: str | None, channel: str) -> str:
    """What an address is sealed for."""
    return f"{role}|{code or ''}|{channel}"


def opened(vault: Vault, row: Row[Any]) -> KnownContact:
    """The contact of a row. Raises Unreadable."""
    contact = Contact(
        channel=Channel(row.channel),
        address=vault.open(row.sealed, place_of(row.role, row.board_code, row.channel)),
        board_code=row.board_code,
        role=Role(row.role),
        position=row.position,
        source=ContactSource(row.source),
        locality=row.locality,
    )
    digest = row.digest or vault.digest(contact.channel, contact.address)
    return KnownContact(row.id, contact, digest, row.failed_at)


def row_of(vault: Vault, contact: Contact, at: datetime) -> dict[str, Any]:
    """The row of a contact that is new."""
    role, channel = contact.role.value, contact.channel.value
    return {
        "role": role,
        "board_code": contact.board_code,
        "channel": channel,
        "sealed": vault.seal(contact.address, place_of(role, contact.board_code, channel)),
        "digest": vault.digest(contact.channel, contact.address),
        "position": contact.position,
        "source": contact.source.value,
        "locality": contact.locality,
        "added_at": at,
    }
