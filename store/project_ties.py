"""What projects are tied to, and the harvested rows that came of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from domain.contract import Contract, PlannedPurchase
from domain.days import day_of
from domain.project import Tie, TieKind
from domain.project_way import Tied, TiedLine
from store import processes as process_store
from store.access_tables import staff
from store.project_tables import project_ties, projects
from store.projects import PROJECT, hold
from store.questions import Question
from store.records import record_columns
from store.tables import contracts, plan_links, planned_purchases, processes

_T = project_ties.c
_CERTAIN = "certain"
_AT_ONCE = 10_000


class _Lines(NamedTuple):
    """Of one project: its lines of plans, and what may have come of them, each procedure with whether it is
    sure.
    """

    lines: list[TiedLine]
    calls: dict[str, bool]


def tie(
    db: Connection, project_id: int, kind: TieKind, about: str, why: str, source: str, by: int, at: datetime
) -> bool:
    """Tie a project to a row. False where it is tied to it already."""
    hold(db, project_id)
    same = _T.project_id == project_id, _T.kind == kind.value, _T.about == about, _T.untied_at.is_(None)
    if db.execute(select(_T.id).where(*same)).first():
        return False
    row = {"project_id": project_id, "kind": kind.value, "about": about, "why": why, "source": source}
    db.execute(insert(project_ties).values({**row, "tied_by": by, "tied_at": at}))
    return True


def untie(db: Connection, project_id: int, tie_id: int, why: str, by: int, at: datetime) -> bool:
    """Take a tie back; it stays, with who and why. False where there is none to take back."""
    own = _T.id == tie_id, _T.project_id == project_id, _T.untied_at.is_(None)
    taken = {"untied_by": by, "untied_at": at, "untied_why": why}
    return db.execute(update(project_ties).where(*own).values(taken)).rowcount == 1


_BY, _UNDONE_BY = staff.alias("by"), staff.alias("undone_by")
OF_PROJECT = Question(
    select(project_ties, _BY.c.name.label("by"), _UNDONE_BY.c.name.label("undone_by"))
    .join(_BY, _BY.c.id == _T.tied_by)
    .outerjoin(_UNDONE_BY, _UNDONE_BY.c.id == _T.untied_by)
    .where(_T.project_id == PROJECT)
    .order_by(_T.id),
    lambda rows: [_tie(row._mapping) for row in rows],
)
"""Those that stand and those that were taken back, in their order."""


def find_process(db: Connection, said: str) -> str | None:
    """The procedure that SECOP calls so, by its own id, a notice's or its page's; None if none of ours."""
    rows, notice = processes.c, f"noticeUID={said}"
    if not said.startswith("CO1.NTC."):
        named = or_(rows.portfolio_id == said, rows.process_id == said)
        found: str | None = db.execute(select(rows.portfolio_id).where(named)).scalar()
        return found
    query = select(rows.portfolio_id, rows.url).where(rows.url.contains(notice, autoescape=True))
    pages = ((id_, url.partition(notice)) for id_, url in db.execute(query))
    return next((id_ for id_, (_, met, behind) in pages if met and behind[:1] in ("", "&")), None)


def find_contract(db: Connection, said: str) -> str | None:
    found: str | None = db.execute(select(contracts.c.key).where(contracts.c.key == said)).scalar()
    return found


def tied(db: Connection, project_id: int | None = None) -> dict[int, Tied]:
    """What all projects that were not withdrawn, or one, are tied to, with the rows of today."""
    own = projects.c.withdrawn_at.is_(None) if project_id is None else projects.c.id == project_id
    standing = and_(_T.untied_at.is_(None), _T.project_id.in_(select(projects.c.id).where(own)))
    ties = {id_: _OfKind(list) for id_ in db.execute(select(projects.c.id).where(own)).scalars()}
    query = select(_T.project_id, _T.kind, _T.about).where(standing).order_by(_T.id)
    for id_, kind, about in db.execute(query):
        ties[id_][TieKind(kind)].append(about)
    lines = _lines(db, standing)
    calls = {
        id_: {**lines[id_].calls, **dict.fromkeys(own[TieKind.PROCESS], True)} for id_, own in ties.items()
    }
    signed = _contracts(
        db,
        {call for some in calls.values() for call, is_sure in some.items() if is_sure},
        {key for own in ties.values() for key in own[TieKind.CONTRACT]},
    )
    theirs = {id_: _theirs(signed, calls[id_], own[TieKind.CONTRACT]) for id_, own in ties.items()}
    for id_, some in theirs.items():
        calls[id_] |= {one.portfolio_id: True for one in some if one.portfolio_id}
    known = process_store.newest(db, {call for some in calls.values() for call in some})
    return {
        id_: Tied(
            budget_lines=own[TieKind.BUDGET_LINE],
            lines=lines[id_].lines,
            calls=calls[id_],
            processes={call: known[call] for call in calls[id_] if call in known},
            contracts=theirs[id_],
        )
        for id_, own in ties.items()
    }


_OfKind = defaultdict[TieKind, list[str]]


def _theirs(signed: Iterable[Contract], calls: Mapping[str, bool], keys: Collection[str]) -> list[Contract]:
    """Those of the procedures that are sure, and those that were tied themselves."""
    return [one for one in signed if one.key in keys or calls.get(one.portfolio_id or "", False)]


def _lines(db: Connection, standing: ColumnElement[bool]) -> defaultdict[int, _Lines]:
    """A tie names the row that a person saw: its line goes on in the newest version of the plan."""
    seen, line, every = (planned_purchases.alias(name) for name in ("seen", "line", "every"))
    same = and_(line.c.plan_id == seen.c.plan_id, line.c.line_id == seen.c.line_id)
    newest = select(func.max(every.c.version)).where(every.c.plan_id == line.c.plan_id).scalar_subquery()
    query = (
        select(
            *(_T.project_id, _T.about, newest.label("newest"), line.c.first_seen_at),
            *(line.c[column.name] for column in record_columns(planned_purchases)),
            *(plan_links.c.portfolio_id, plan_links.c.verdict),
        )
        .select_from(project_ties)
        .join(seen, seen.c.key == _T.about)
        .join(line, or_(line.c.key == seen.c.key, same))
        .outerjoin(plan_links, plan_links.c.plan_key == line.c.key)
        .where(standing, _T.kind == TieKind.PLAN_LINE.value)
        .order_by(_T.project_id, _T.about, line.c.version.nulls_first(), line.c.key)
    )
    rows: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in db.execute(query):
        rows[row.project_id, row.about].append(row)
    found: defaultdict[int, _Lines] = defaultdict(lambda: _Lines([], {}))
    for (id_, _), versions in rows.items():
        _add(found[id_], versions)
    return found


def _add(found: _Lines, versions: list[Any]) -> None:
    """The rows of one line, the newest version last, each as often as it has links."""
    line = PlannedPurchase._make(versions[-1][4:-2])
    seen_on = min(day_of(row.first_seen_at) for row in versions)
    is_left_out = (line.version or 0) < (versions[-1].newest or 0)
    if all(one.line.key != line.key for one in found.lines):
        found.lines.append(TiedLine(line, seen_on, is_left_out))
    for row in versions:
        if row.key == line.key and row.portfolio_id:
            is_sure = row.verdict == _CERTAIN
            found.calls[row.portfolio_id] = is_sure or found.calls.get(row.portfolio_id, False)


def _contracts(db: Connection, calls: Collection[str], keys: Collection[str]) -> list[Contract]:
    """Those of the procedures and those with these keys, in the order of signing."""
    columns, found = record_columns(contracts), dict[str, Contract]()
    for column, wanted in ((contracts.c.portfolio_id, sorted(calls)), (contracts.c.key, sorted(keys))):
        for start in range(0, len(wanted), _AT_ONCE):
            query = select(*columns).where(column.in_(wanted[start : start + _AT_ONCE]))
            found |= {row.key: Contract._make(row) for row in db.execute(query)}
    return sorted(found.values(), key=lambda one: (one.signed_on or date.max, one.key))


def _tie(row: Mapping[Any, Any]) -> Tie:
    names = ("id", "project_id", "about", "why", "source", "tied_at", "untied_at", "untied_why")
    own = {name: row[name] for name in names}
    return Tie(kind=TieKind(row["kind"]), by=row["by"], untied_by=row["undone_by"], **own)
