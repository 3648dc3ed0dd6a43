"""Documents: the files of the calls that match, fetched slowly, read, and what they ask for.

    due ─▶ fetch ─▶ written down ─▶ read, in a process of its own ─▶ findings written down ─▶ file deleted

Killed anywhere, the next run goes on: a file that was fetched and not read is read, half a file is gone on
with. The file and its full text are not kept. SECOP has the one, and both hold names, signatures and numbers
of natural persons; the findings with their passages are what a board needs.
"""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from harvesters.documents import reader
from harvesters.documents.choice import is_wanted, next_try
from harvesters.documents.download import (
    PORTAL,
    PUBLIC_DELAY_SECONDS,
    Downloader,
    Fetched,
    NotFetched,
    leftovers,
)
from harvesters.documents.findings import RULES
from harvesters.documents.pages import Reading
from service.context import Context
from service.steps.measured import measured
from store import document_files, leases
from store.document_files import Due
from store.engine import reading, writing

MOST_FILES = 50  # a run
_PORTAL = f"host {PORTAL}"
_TURN = timedelta(minutes=20)
_PAUSE = timedelta(seconds=PUBLIC_DELAY_SECONDS)
_TAKEN = "another run is at it"
_PATIENCE = 3  # files in a row that the host itself refuses: then it is left alone


@dataclass
class DocumentsSummary:
    """`refused` counts by reason. `left` are due beyond the cap of the run; `stopped` says what ended it."""

    due: int = 0
    fetched: int = 0
    read: int = 0
    unreadable: int = 0
    findings: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    left: int = 0
    stopped: str | None = None
    seconds: float = 0.0


@measured("documents")
def run(context: Context, most_files: int = MOST_FILES) -> DocumentsSummary:
    """Fetch and read the files that are due, at most so many."""
    started, summary = perf_counter(), DocumentsSummary()
    folder = Path(context.settings.documents_folder)
    with _alone(folder) as is_alone:
        if is_alone and _has_portal(context, folder):
            _work(context, folder, most_files, summary)
        else:
            summary.stopped = _TAKEN
    summary.seconds = perf_counter() - started
    return summary


def _work(context: Context, folder: Path, most_files: int, summary: DocumentsSummary) -> None:
    with reading(context.engine) as db:
        found = document_files.due(db, context.today, context.now, RULES)
        awaited = document_files.awaited(db, context.today)
    due = [one for one in found if is_wanted(one.document)]
    unread = {one.unread for one in due if one.unread}
    for left in leftovers(folder, unread, awaited | {one.url for one in due}):
        left.unlink()
    summary.due, summary.left = len(due), max(0, len(due) - most_files)
    refused_in_a_row = 0
    with (
        Downloader(folder, context.settings.soda_url) as downloader,
        context.progress.step("documents") as counter,
    ):
        counter.expect(len(due) - summary.left)
        for one in due[:most_files]:
            if not _has_portal(context, folder):
                summary.stopped = _TAKEN
                return
            path = _at_hand(folder, one)
            if path is None:
                outcome = downloader.fetch(one.url)
                path = _written_down(context, one, outcome, summary)
                is_refused = isinstance(outcome, NotFetched) and outcome.refusal.is_of_the_host
                refused_in_a_row = refused_in_a_row + 1 if is_refused else 0
            if path is not None:
                _read(context, one, path, summary)
            counter.advance()
            if refused_in_a_row == _PATIENCE:
                summary.stopped = f"the host refused {_PATIENCE} files in a row"
                break
    with writing(context.engine) as db:  # the next visitor is as slow as we were
        leases.take(db, _PORTAL, _visitor(folder), context.now, context.now + _PAUSE)


def _has_portal(context: Context, folder: Path) -> bool:
    """Whether it is this folder's turn: all workers together are one visitor to the portal, and a slow one.
    A turn is long enough for the slowest file, and is taken up again by who works in the same folder.
    """
    now = context.now
    with writing(context.engine) as db:
        return leases.take(db, _PORTAL, _visitor(folder), now, now + _TURN)


def _visitor(folder: Path) -> str:
    return f"{socket.gethostname()}:{folder.resolve()}"


def _at_hand(folder: Path, one: Due) -> Path | None:
    """The file that an earlier run fetched and did not read."""
    path = folder / one.unread if one.unread else None
    return path if path and path.exists() else None


def _written_down(
    context: Context, one: Due, outcome: Fetched | NotFetched, summary: DocumentsSummary
) -> Path | None:
    """Record what became of a fetch. Returns the file if it is to be read."""
    key, now = one.document.key, context.now
    if isinstance(outcome, NotFetched):
        summary.refused[outcome.refusal] = summary.refused.get(outcome.refusal, 0) + 1
        tries = one.tries + 1
        with writing(context.engine) as db:
            document_files.refused(db, key, outcome.refusal, tries, next_try(outcome, tries, now), now)
        return None
    summary.fetched += 1
    with writing(context.engine) as db:
        is_new = document_files.fetched(db, key, outcome.sha256, outcome.size_bytes, RULES, now)
    if not is_new:
        outcome.path.unlink()
    return outcome.path if is_new else None


def _read(context: Context, one: Due, path: Path, summary: DocumentsSummary) -> None:
    """Read a file, write down what it says, and delete it."""
    answer = reader.read(path)
    with writing(context.engine) as db:
        if isinstance(answer, Reading):
            summary.read += 1
            summary.findings += len(answer.findings)
            document_files.read(
                db,
                one.document.key,
                answer.findings,
                RULES,
                context.now,
                pages=len(answer.pages),
                notes=answer.notes,
            )
        else:
            summary.unreadable += 1
            document_files.read(db, one.document.key, (), RULES, context.now, unreadable=answer.reason)
    path.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether no other run is in this folder; the lock falls with the process that holds it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
