"""The cycle, top to bottom:

    harvest   the source's rows        → processes, their changes, contracts, planned purchases
    link      contracts × boards       → whose they are, outcomes
              plans × processes        → what became of them, the lead
    buyers    rows of three years      → the facts of each buyer
    assess    SECOP's rows × boards    → what they prove: account, contracts, sanctions
              evidence × catalogue     → how ready each board is for each route
    match     boards × live processes  → matches with reasons, refusals counted
              boards × planned purchases → what is coming, with its month
    harvest   files of what matches    → documents; what came later is a change of its call
    alert     matches and changes      → what each board is to be told, once
    deliver   what is due              → messages sent, every attempt written down
    record    all that is known        → events: what happened to each board, and since when it is known

Each step finds its work in the database, so any of them may run alone, twice, or after a crash.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import structlog

from service.channels import NoChannel
from service.context import Context
from service.feeds import FEEDS, DatasetName
from service.steps import alert, assess, buyers, deliver, harvest, link, match, plans_ahead, record
from service.steps.harvest import HarvestSummary

log = structlog.get_logger()


@dataclass(frozen=True)
class CycleSummary:
    harvest: HarvestSummary
    link: link.LinkSummary
    buyers: buyers.BuyersSummary
    assess: assess.AssessSummary
    match: match.MatchSummary
    plans: plans_ahead.PlansAheadSummary
    alert: alert.AlertSummary
    deliver: deliver.DeliverSummary | None  # None where sending is left to another moment
    record: record.RecordSummary
    complete: bool


def answer(summary: CycleSummary) -> dict[str, Any]:
    """The summary in the shape of docs/interface.md: each step's own, under its name."""
    steps = asdict(summary)
    return {**steps, "harvest": harvest.answer(summary.harvest)}


def cycle(
    context: Context, names: Sequence[DatasetName] | None = None, *, deliver_too: bool = True
) -> CycleSummary:
    """Run every step once, harvesting these datasets or all. An incomplete harvest does not stop the others:
    what arrived whole is used. Without a channel the messages wait.

    Documents are asked for of calls that match, so their turn comes after the match: then with what has just
    matched. Where they are not among the datasets, a new match is what makes it worth to ask.
    """
    asked = names or list(FEEDS)
    harvested = _harvest(context, [name for name in asked if name is not DatasetName.DOCUMENTS])
    linked = link.run(context)
    counted = buyers.run(context)
    assessed = assess.run(context)
    matched = match.run(context)
    planned = plans_ahead.run(context)
    if DatasetName.DOCUMENTS in asked or matched.new:
        documents = _harvest(context, [DatasetName.DOCUMENTS])
        harvested = HarvestSummary((*harvested.reports, *documents.reports))
    return CycleSummary(
        harvest=harvested,
        link=linked,
        buyers=counted,
        assess=assessed,
        match=matched,
        plans=planned,
        alert=alert.run(context),
        deliver=_deliver(context) if deliver_too else None,
        record=record.run(context),
        complete=harvested.complete,
    )


def _deliver(context: Context) -> deliver.DeliverSummary | None:
    try:
        return deliver.run(context)
    except NoChannel as error:
        log.warning("the messages wait", why=str(error))
        return None


def _harvest(context: Context, names: Sequence[DatasetName]) -> HarvestSummary:
    """No names are no dataset here, where the step takes them for all."""
    return harvest.run(context, names) if names else HarvestSummary(())
