"""All that is held of the people of one board, for who asks to know it (Ley 1581 de 2012, art. 8, a and c).

Not here: what is a hash or a secret, what only carries a message (attempts), which boards another board does
not want to hear from, and what SECOP publishes.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, or_, select

from store.access_tables import audit, ended_links, sessions, sign_ins
from store.accompaniment_tables import accompaniment_actions, accompaniment_entries
from store.audit import of_board
from store.contact_rows import place_of as address_place
from store.guide_tables import guide_consents, inquiries
from store.help_tables import help_answers, help_cases
from store.papers_tables import filings
from store.project_tables import project_wordings, projects
from store.register import place_of as name_place
from store.register_tables import dignitaries, stages
from store.tables import boards, evidence, outcomes
from store.telling_tables import (
    alerts,
    authorisations,
    contacts,
    deliveries,
    preferences,
    replies,
)
from store.vault import Unreadable, Vault


class Kept(NamedTuple):
    """Rows of a table; `opened` is what lay sealed in one, None where no key of ours opens it."""

    table: str
    rows: list[dict[str, Any]]


_COLUMNS: dict[Table, tuple[str, ...]] = {
    boards: ("code", "name", "president", "added_at", "changed_at", "stopped_at"),
    contacts: ("channel", "sealed", "role", "source", "added_at", "failed_at"),
    dignitaries: ("post", "sealed", "since", "until", "ended_on", "recorded_at"),
    authorisations: ("notice", "given_at", "means", "proof", "withdrawn_at"),
    preferences: ("rhythm", "opens_hour", "closes_hour", "urgent_any_time", "paused_until", "changed_at"),
    deliveries: ("code", "channel", "queued_at", "accepted_at", "delivered_at", "read_at", "failed_at"),
    alerts: ("kind", "about", "queued_at"),
    replies: ("channel", "read_as", "about", "received_at"),
    outcomes: ("portfolio_id", "kind", "at", "source", "note"),
    filings: ("requirement", "kind", "size_bytes", "notice", "handed_in_at", "decided_at", "fate", "words"),
    evidence: ("requirement", "source", "level", "issued_on", "expires_on", "note", "proof", "recorded_at"),
    help_cases: ("about", "asked_at", "source", "taken_at", "closed_at"),
    help_answers: ("about", "at", "words"),
    accompaniment_actions: ("what", "doer", "due_on", "added_at", "done_on", "dropped_at", "cannot_why"),
    accompaniment_entries: ("on", "words", "written_at"),
    stages: ("stage", "on", "note"),
    projects: ("registered_at", "published_at", "withdrawn_at"),
    project_wordings: ("title", "what", "whom", "said_at", "replaced_at"),
    guide_consents: ("words", "given_at", "withdrawn_at"),
    inquiries: ("asker_code", "guide_code", "words", "asked_at", "answer", "answered_at"),
    sign_ins: ("asked_at", "used_at"),
    sessions: ("began_at", "seen_at"),
    ended_links: ("at",),
    audit: ("at", "action", "detail"),
}
TABLES = frozenset(table.name for table in _COLUMNS)


def of(db: Connection, vault: Vault, code: str) -> Iterator[Kept]:
    """By table, in the order in which they are told."""
    for table, names in _COLUMNS.items():
        query = select(*table.c[*names]).where(_whose(table, code)).order_by(*table.primary_key)
        rows = [dict(row) for row in db.execute(query).mappings()]
        yield Kept(table.name, [_opened(vault, code, row) if "sealed" in row else row for row in rows])


def _opened(vault: Vault, code: str, row: dict[str, Any]) -> dict[str, Any]:
    place = address_place(row["role"], code, row["channel"]) if "channel" in row else name_place(code)
    sealed = row.pop("sealed")
    try:
        return {"opened": vault.open(sealed, place), **row}
    except Unreadable:
        return {"opened": None, **row}


def _whose(table: Table, code: str) -> ColumnElement[bool]:
    if table is boards:
        return boards.c.code == code
    if table is inquiries:
        return or_(inquiries.c.asker_code == code, inquiries.c.guide_code == code)
    if table is project_wordings:
        return project_wordings.c.project_id.in_(select(projects.c.id).where(projects.c.board_code == code))
    if table is audit:
        return audit.c.about == of_board(code)
    return table.c.board_code == code
