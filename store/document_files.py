"""What became of the files of calls: fetched, read, refused, and what was found in them.

refusal    the last try was in vain; `due_at` says when the next is, none that there is none
sha256     the content that was fetched last, which is read, or found unreadable, at `read_at`
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from domain.document import Document
from domain.finding import Finding, FindingKind
from store.matches import answerable
from store.questions import PORTFOLIOS, Question, Rows
from store.records import record_columns
from store.tables import document_files, document_findings, documents
from store.upsert import upsert

_FILE = document_files.c
_MOST_IDS = 5_000  # of one query: SQLite takes some 32,000


class Due(NamedTuple):
    """A document to be fetched and read. `unread` is the content that was fetched and not read yet."""

    document: Document
    url: str
    tries: int
    unread: str | None


def due(db: Connection, today: date, now: datetime, rules: int) -> list[Due]:
    """The documents to be fetched or read, of calls that match and may still be answered; newest first.

    One is due that was never tried, that the source changed since, whose next try has come, that was not
    read, or that was read by other rules than these.
    """
    is_due = or_(
        _FILE.document_key.is_(None),
        documents.c.changed_at > _FILE.tried_at,
        _FILE.due_at <= now,
        and_(_FILE.refusal.is_(None), or_(_FILE.read_at.is_(None), _FILE.rules != rules)),
    )
    query = (
        select(*record_columns(documents), documents.c.url, _FILE.tries, _FILE.sha256, _FILE.read_at)
        .join_from(documents, document_files, _FILE.document_key == documents.c.key, isouter=True)
        .where(
            documents.c.portfolio_id.in_(answerable(today)),
            documents.c.contract_id.is_(None),  # what belongs to a contract comes after the call
            documents.c.url.is_not(None),
            documents.c.key.not_like("%#%"),  # a second row of one file
            is_due,
        )
        .order_by(documents.c.loaded_on.desc().nulls_last(), documents.c.key)
    )
    return [
        Due(Document._make(fields), url, tries or 0, sha256 if read_at is None else None)
        for *fields, url, tries, sha256, read_at in db.execute(query)
    ]


def fetched(db: Connection, key: str, sha256: str, size_bytes: int, rules: int, at: datetime) -> bool:
    """Record that a file was had. Returns whether it is to be read: it, or the rules, are others now."""
    before = db.execute(
        select(_FILE.sha256).where(
            _FILE.document_key == key, _FILE.read_at.is_not(None), _FILE.rules == rules
        )
    ).scalar_one_or_none()
    is_new = before != sha256
    had = {
        "document_key": key,
        "tried_at": at,
        "tries": 0,
        "refusal": None,
        "due_at": None,
        "sha256": sha256,
        "size_bytes": size_bytes,
        "fetched_at": at,
    }
    upsert(db, document_files, [{**had, "read_at": None} if is_new else had])
    return is_new


def refused(
    db: Connection, key: str, refusal: str, tries: int, due_at: datetime | None, at: datetime
) -> None:
    """Record a try in vain, the how-manieth it was, and when the next one is due."""
    row = {"document_key": key, "tried_at": at, "tries": tries, "refusal": refusal, "due_at": due_at}
    upsert(db, document_files, [row])


def read(
    db: Connection, key: str, findings: Sequence[Finding], rules: int, at: datetime, **facts: Any
) -> None:
    """Record a reading with its findings, in place of those of an earlier one.

    `facts`: how many `pages`, the `notes` of what was left out, or why the file was `unreadable`.
    """
    told = {"pages": None, "notes": None, "unreadable": None, **facts}
    db.execute(
        update(document_files).where(_FILE.document_key == key).values(read_at=at, rules=rules, **told)
    )
    db.execute(delete(document_findings).where(document_findings.c.document_key == key))
    rows = [
        {"document_key": key, "number": number, **finding._asdict()}
        for number, finding in enumerate(findings, 1)
    ]
    if rows:
        db.execute(insert(document_findings), rows)


def findings_of(db: Connection, portfolio_ids: Iterable[str]) -> dict[str, list[tuple[Document, Finding]]]:
    """What the documents of these calls say, by portfolio: the newest document first, each as it goes on."""
    found: dict[str, list[tuple[Document, Finding]]] = {}
    wanted = sorted(set(portfolio_ids))
    for start in range(0, len(wanted), _MOST_IDS):
        of_these = documents.c.portfolio_id.in_(wanted[start : start + _MOST_IDS])
        found |= _by_call(db.execute(_FINDINGS.where(of_these)).all())
    return found


def _by_call(rows: Rows) -> dict[str, list[tuple[Document, Finding]]]:
    found: dict[str, list[tuple[Document, Finding]]] = {}
    for row in rows:
        document = Document._make(row[: -len(Finding._fields)])
        kind, *rest = row[-len(Finding._fields) :]
        assert document.portfolio_id  # it was asked for by it
        found.setdefault(document.portfolio_id, []).append((document, Finding(FindingKind(kind), *rest)))
    return found


_FINDINGS = (
    select(*record_columns(documents), *(document_findings.c[name] for name in Finding._fields))
    .join_from(document_findings, documents, document_findings.c.document_key == documents.c.key)
    .order_by(documents.c.loaded_on.desc().nulls_last(), documents.c.key, document_findings.c.number)
)
FINDINGS = Question(
    _FINDINGS.where(documents.c.portfolio_id.in_(PORTFOLIOS)),
    _by_call,
)
"""What the documents of some calls say, by portfolio: the newest document first, each as it goes on."""


def awaited(db: Connection, today: date) -> set[str]:
    """The addresses that will be tried again, for which half a file may be at hand."""
    query = (
        select(documents.c.url)
        .join_from(document_files, documents, _FILE.document_key == documents.c.key)
        .where(documents.c.portfolio_id.in_(answerable(today)), _FILE.due_at.is_not(None))
    )
    return set(db.execute(query).scalars())
