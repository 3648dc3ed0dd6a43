"""Imports: files of boards, evidence, answers and shapes. What is refused is said, row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from domain.board import Board
from domain.contact import ContactSource
from domain.readiness import EvidenceSource
from matching.places.gazetteer import Gazetteer
from readiness.catalogue import load
from readiness.survey import load as load_survey
from service import board_file, evidence_file, geo, survey_answers
from service.board_file import BoardRow
from service.context import Context
from store import authorisations, contacts, places, said_trades, sizes
from store import boards as board_store
from store import evidence as evidence_store
from store.engine import reading, writing
from store.upsert import Saved


@dataclass(frozen=True)
class RejectedLine:
    row: int
    reason: str


@dataclass(frozen=True)
class ImportSummary:
    file: str
    accepted: int
    new: int
    changed: int
    unchanged: int
    rejected: tuple[RejectedLine, ...]
    notes: tuple[str, ...] = ()
    dry_run: bool = False


def boards(context: Context, path: Path, *, dry_run: bool = False) -> ImportSummary:
    """Boards by code: new ones are added, known ones brought up to date, the rest left as it is."""
    municipality = context.settings.municipality
    found = board_file.read(path, Gazetteer.load(municipality), municipality)
    with writing(context.engine) as db:
        said = said_trades.every(db)
        saved = _save_boards(context, db, found.rows)
        standing = authorisations.standing(db)
        if dry_run:
            db.rollback()
    left_out = sum(bool(row.contacts) and row.board.code not in standing for row in found.rows)
    told_itself = sum(bool(b.trades) and b.trades != said.get(b.code, b.trades) for b in found.boards)
    notes = [note.format(n) for note, n in ((_LEFT_OUT, left_out), (_TOLD_ITSELF, told_itself)) if n]
    return _summary(path, saved, found.rejected, [*found.notes, *notes], dry_run=dry_run)


_LEFT_OUT = "Juntas que no autorizan que les escriban, y cuyas direcciones no se guardaron: {}"
_TOLD_ITSELF = "Juntas que dijeron sus oficios en su página, y de las que no se tomaron los del archivo: {}"


def _save_boards(context: Context, db: Connection, rows: Sequence[BoardRow]) -> Saved:
    """A board whose address or authorisation alone is news counts as changed. Addresses are kept only
    while an authorisation stands, as the notice promises; the name of who presides, unless it was taken back.
    """
    now = context.now
    gone = authorisations.taken_back(db)
    new, changed = board_store.save_named(db, [_board(row, gone) for row in rows], now)
    changed |= authorisations.give(db, [row.authorisation for row in rows if row.authorisation])
    refused = authorisations.withdraw_filed(db, [row.board.code for row in rows if row.is_refused], now)
    standing = authorisations.standing(db)
    for code in sorted(refused - standing):
        contacts.erase(db, code, now)
    changed |= sizes.save(db, {row.board.code: row.affiliates for row in rows if row.affiliates}, now)
    reached = {row.board.code: row.contacts if row.board.code in standing else () for row in rows}
    changed |= refused | contacts.save(db, context.vault, reached, ContactSource.FILE, now)
    changed -= new
    return Saved(len(new), len(changed), len(rows) - len(new) - len(changed))


def _board(row: BoardRow, gone: Mapping[str, datetime]) -> Board:
    taken_back, given = gone.get(row.board.code), row.authorisation
    if taken_back is None or (given and given.given_at > taken_back):
        return row.board
    return replace(row.board, president=None)


def evidence(context: Context, path: Path) -> ImportSummary:
    """What boards can prove: the newest word of each source on a requirement holds."""
    with reading(context.engine) as db:
        codes = {board.code for board in board_store.every(db)}
    requirements = load(context.today).requirements
    found = evidence_file.read(path, requirements, frozenset(codes), context.today)
    with writing(context.engine) as db:
        saved = evidence_store.save(db, found.evidence, context.now)
    return _summary(path, saved, found.rejected, found.notes)


def survey(context: Context, path: Path) -> ImportSummary:
    """What boards answered to the needs survey: evidence that they say so, beside what others know.

    A board's newest submission is what it says, in place of an older one; where an answer of it was refused,
    the older one stands.
    """
    with reading(context.engine) as db:
        known = board_store.every(db)
    questions = load_survey(load(context.today))
    found = survey_answers.read(path, questions, known, context.today)
    saved, notes = Saved(), list(found.notes)
    with writing(context.engine) as db:
        told, shown = evidence_store.told_at(db, EvidenceSource.SURVEY), evidence_store.every(db)
        for one in found.boards:
            at = min(one.sent_at or context.now, context.now)
            if one.code in told and at < told[one.code]:
                notes.append(f"La junta {one.code} ya respondió después: estas respuestas no se tomaron")
                continue
            stands = [item for item in shown.get(one.code, ()) if item.requirement in one.refused]
            page = [(one.code, item) for item in (*stands, *one.evidence)]
            some, taken_back = evidence_store.replace(db, EvidenceSource.SURVEY, page, at, [one.code])
            saved = Saved(*map(sum, zip(saved, some, strict=True)))
            if taken_back:
                notes.append(f"La junta {one.code} ya no responde {taken_back} de lo que decía: se quitó")
    return _summary(path, saved, found.rejected, notes)


def shapes(context: Context, path: Path) -> ImportSummary:
    """Outlines of barrios, for the map and for who is whose neighbour."""
    municipality = context.settings.municipality
    found, rejected = geo.read(path, municipality)
    with writing(context.engine) as db:
        saved = places.save(db, found)
        near = geo.near(places.shapes(db, municipality), Gazetteer.load(municipality))
        places.replace_neighbours(db, municipality, near)
    return _summary(path, saved, rejected)


def _summary(
    path: Path,
    saved: Saved,
    rejected: list[tuple[int, str]],
    notes: list[str] | tuple[str, ...] = (),
    *,
    dry_run: bool = False,
) -> ImportSummary:
    return ImportSummary(
        file=str(path),
        accepted=sum(saved),
        new=saved.new,
        changed=saved.changed,
        unchanged=saved.unchanged,
        rejected=tuple(RejectedLine(row, reason) for row, reason in rejected),
        notes=tuple(notes),
        dry_run=dry_run,
    )
