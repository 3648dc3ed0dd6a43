"""Boards that can be written to: each has a mail address of its own, and an authorisation that stands."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from domain.contact import ContactSource
from store import authorisations, contacts
from store.vault import Vault
from tests.examples import NOW, a_contact, an_authorisation


def address_of(code: str) -> str:
    return f"{code.lower()}@juntas.example"


def reach(db: Connection, vault: Vault, codes: Iterable[str], at: datetime = NOW) -> None:
    """Let these boards, which are there, be written to."""
    named = {code: [a_contact(board_code=code, address=address_of(code))] for code in codes}
    contacts.save(db, vault, named, ContactSource.FILE, at)
    authorisations.give(db, [an_authorisation(board_code=code) for code in named])
