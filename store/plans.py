"""Planned purchases: what of the plans holds, which procedures came of it, and what is still ahead."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    bindparam,
    delete,
    func,
    select,
)

from domain.contract import PlannedPurchase
from domain.process import Process
from store.questions import Question, Rows
from store.records import record_columns
from store.tables import plan_links, planned_purchases, processes
from store.upsert import upsert


class PlanLink(NamedTuple):
    """A planned purchase and the procedure that came of it, and how sure we are (certain, probable)."""

    plan_key: str
    portfolio_id: str
    score: float
    verdict: str


class FirstSeen(NamedTuple):
    """When we first saw a procedure's plan, when it was published, and when we first saw it."""

    plan_at: datetime
    published_on: date | None
    at: datetime


def line_of(rows: FromClause) -> ColumnElement[str]:
    """What names a line in all versions of its plan; a row without line or plan stands for itself."""
    named: ColumnElement[str] = func.coalesce(rows.c.plan_id + "|" + rows.c.line_id, rows.c.key)
    return named


def line_of_purchase(plan: PlannedPurchase) -> str:
    """The same of a planned purchase at hand."""
    return plan.key if plan.plan_id is None or plan.line_id is None else f"{plan.plan_id}|{plan.line_id}"


def every(db: Connection) -> list[PlannedPurchase]:
    """Each planned purchase as the newest version of its plan that has it says it."""
    lines = _lines().subquery()
    query = select(*_records(lines)).where(lines.c.nth == 1).order_by(lines.c.key)
    return [PlannedPurchase._make(row) for row in db.execute(query)]


def ahead(db: Connection, since: date, until: date) -> list[PlannedPurchase]:
    """What is expected from one day on and before another and became no procedure yet, the soonest first.

    A line that the newest version of its plan left out is planned no more.
    """
    lines = _lines().subquery()
    query = (
        select(*_records(lines))
        .where(
            lines.c.nth == 1,
            func.coalesce(lines.c.version, 0) == func.coalesce(lines.c.newest, 0),
            lines.c.expected_on >= since,
            lines.c.expected_on < until,
            lines.c.key.not_in(select(plan_links.c.plan_key)),
        )
        .order_by(lines.c.expected_on, lines.c.key)
    )
    return [PlannedPurchase._make(row) for row in db.execute(query)]


def expected_within(db: Connection, first: date, last: date) -> list[PlannedPurchase]:
    """What the newest versions of plans expect from one month's first day to another's, both counted, whether
    it became a procedure or not.
    """
    lines = _lines().subquery()
    query = (
        select(*_records(lines))
        .where(
            lines.c.nth == 1,
            func.coalesce(lines.c.version, 0) == func.coalesce(lines.c.newest, 0),
            lines.c.expected_on.between(first, last),
        )
        .order_by(lines.c.key)
    )
    return [PlannedPurchase._make(row) for row in db.execute(query)]


def known_key(db: Connection, said: str) -> str | None:
    """The key of the newest row of a line, by its key or by the buyer's own number of it, if only one line of
    all plans has that.
    """
    rows = planned_purchases.c
    query = select(rows.key, rows.plan_id).where((rows.key == said) | (rows.line_id == said))
    found = db.execute(query.order_by(rows.version.desc().nulls_last(), rows.key.desc())).all()
    if any(row.key == said for row in found):
        return said
    return found[0].key if len({row.plan_id for row in found}) == 1 else None


def still_planned(db: Connection, keys: Iterable[str]) -> dict[str, PlannedPurchase]:
    """Those of these lines that became no procedure yet, by key."""
    return _by_key(db.execute(_STILL_PLANNED.where(planned_purchases.c.key.in_(sorted(set(keys))))).all())


def still_planned_of(keys: Select[str]) -> Question[dict[str, PlannedPurchase]]:
    """The same of the lines that a query names."""
    return Question(_STILL_PLANNED.where(planned_purchases.c.key.in_(keys)), _by_key)


_STILL_PLANNED = select(*record_columns(planned_purchases)).where(
    planned_purchases.c.key.not_in(select(plan_links.c.plan_key))
)


def _by_key(rows: Rows) -> dict[str, PlannedPurchase]:
    return {row.key: PlannedPurchase._make(row) for row in rows}


def rows_of_planning_buyers(db: Connection) -> list[Process]:
    """Every process row of the buyers whose plans we hold."""
    buyers = select(planned_purchases.c.buyer_nit)
    query = select(*record_columns(processes)).where(processes.c.buyer_nit.in_(buyers))
    return [Process._make(row) for row in db.execute(query.order_by(processes.c.key))]


def replace_links(db: Connection, found: Sequence[PlanLink], at: datetime) -> None:
    """Make these the links: one that is found no more is taken back, one found again keeps its date."""
    known = {PlanLink(*row) for row in db.execute(select(*plan_links.c[*PlanLink._fields]))}
    wanted = {(link.plan_key, link.portfolio_id) for link in found}
    if gone := [link for link in known if (link.plan_key, link.portfolio_id) not in wanted]:
        of_link = (
            plan_links.c.plan_key == bindparam("of_plan"),
            plan_links.c.portfolio_id == bindparam("of_portfolio"),
        )
        db.execute(
            delete(plan_links).where(*of_link),
            [{"of_plan": link.plan_key, "of_portfolio": link.portfolio_id} for link in gone],
        )
    fresh = [{**link._asdict(), "linked_at": at} for link in found if link not in known]
    upsert(db, plan_links, fresh, keep=("linked_at",))


def first_seen(db: Connection, verdict: str) -> list[FirstSeen]:
    """For each procedure that is linked to a plan with this verdict, what we saw first of both."""
    lines = _lines().subquery()
    planned = (
        select(plan_links.c.portfolio_id, func.min(lines.c.seen_at).label("plan_at"))
        .join(lines, lines.c.key == plan_links.c.plan_key)
        .where(plan_links.c.verdict == verdict)
        .group_by(plan_links.c.portfolio_id)
        .subquery()
    )
    query = (
        select(planned.c.plan_at, func.min(processes.c.published_on), func.min(processes.c.first_seen_at))
        .join(processes, processes.c.portfolio_id == planned.c.portfolio_id)
        .group_by(planned.c.portfolio_id, planned.c.plan_at)
        .order_by(planned.c.portfolio_id)
    )
    return [FirstSeen._make(row) for row in db.execute(query)]


def watched_since(db: Connection) -> datetime | None:
    """When we first saw any plan."""
    first: datetime | None = db.execute(select(func.min(planned_purchases.c.first_seen_at))).scalar_one()
    return first


def _lines() -> Select[*tuple[Any, ...]]:
    """Every row with its rank among the versions of its line, when the line was first seen, and its plan's
    newest version.
    """
    rows = planned_purchases.c
    of_line = line_of(planned_purchases)
    of_plan = func.coalesce(rows.plan_id, rows.key)
    nth = func.row_number().over(
        partition_by=of_line, order_by=(rows.version.desc().nulls_last(), rows.key.desc())
    )
    return select(
        *record_columns(planned_purchases),
        nth.label("nth"),
        func.min(rows.first_seen_at).over(partition_by=of_line).label("seen_at"),
        func.max(rows.version).over(partition_by=of_plan).label("newest"),
    )


def _records(lines: Any) -> list[Any]:
    return [lines.c[column.name] for column in record_columns(planned_purchases)]
