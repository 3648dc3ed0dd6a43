"""A project on its way, for the pages: what is sure, what may be, and what holds no more."""

from datetime import timedelta

from sqlalchemy import Connection

from api.following import follow
from domain.project import BudgetLine, TieKind
from store import budget_lines, processes, project_ties, projects
from store.contracts import CONTRACTS, PLANNED_PURCHASES
from store.plans import PlanLink, replace_links
from tests.api.town import SECRET
from tests.examples import NOW, YESTERDAY, a_contract, a_process
from tests.projects import CANALS, a_line, a_wording, an_officer, harvest, registered, tie

BUDGET = BudgetLine(2026, "ALCALDÍA", "De la Virgen y Turística", "12", CANALS, "6", 55_000_000, "acta 3")
HISTORY = NOW - timedelta(days=2)


def fill(db: Connection) -> int:
    """The id of a public project with a contract that should be over, and of one that nobody published."""
    by, id_ = an_officer(db, SECRET), registered(db)
    projects.register(db, "JAC-0001", a_wording(title="Una cancha"), NOW)
    projects.change(db, id_, a_wording(whom="Quienes viven junto al canal"), NOW)
    budget_lines.save(db, [BUDGET], NOW)
    (line,) = budget_lines.find(db, "", None, 1)
    harvest(db, PLANNED_PURCHASES, [a_line(), a_line(key="PAA-2", line_id="L2")])
    harvest(db, processes.RECORDS, [a_process(number=n) for n in (8, 9)])
    contract = a_contract(portfolio_id="CO1.BDOS.9", ends_on=YESTERDAY, added_days=15)
    harvest(db, CONTRACTS, [contract, contract._replace(key="CO1.PCCNTR.2", status="Cancelado")])
    replace_links(db, [PlanLink("PAA-1", "CO1.BDOS.8", 88.0, "probable")], NOW)
    for kind, about in ((TieKind.PLAN_LINE, "PAA-2"), (TieKind.BUDGET_LINE, str(line.id))):
        tie(db, id_, kind, about, by)
    follow(db, HISTORY, id_)
    first = project_ties.OF_PROJECT.ask(db, project=id_)[0]
    project_ties.untie(db, id_, first.id, "era otra línea", by, NOW)
    for kind, about in ((TieKind.PLAN_LINE, "PAA-1"), (TieKind.PROCESS, "CO1.BDOS.9")):
        tie(db, id_, kind, about, by)
    follow(db, NOW, id_)
    return id_
