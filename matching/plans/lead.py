"""The lead: how many days a purchasing plan told of a procedure before it was published.

Measured over the procedures that are certain to have been planned, each by the line of its plan that we saw
first. Our first sight of a line says when it was told only if we were watching by then: where the procedure
was published before, or on the day on which we began, the lead is not known. It may be negative, for buyers
also write a line after its procedure. A line that was there when we began gave more lead than is measured.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median, quantiles
from typing import NamedTuple


class Told(NamedTuple):
    """The days in Bogotá on which we first saw a procedure's plan, it was published, and we first saw it."""

    plan_seen_on: date
    published_on: date | None
    seen_on: date


@dataclass(frozen=True)
class Days:
    """Numbers of days, by their median and quartiles."""

    lower_quartile: float
    median: float
    upper_quartile: float


@dataclass(frozen=True)
class Lead:
    """The lead over so many `procedures` known to have been planned; it could be measured of `measured`.

    `late` of these were not told of before the day of their publication. The days run from our first sight of
    the plan, to the publication and to our own first sight of the procedure.
    """

    procedures: int
    measured: int
    late: int
    to_publication: Days | None
    to_our_notice: Days | None


def lead(told: Iterable[Told], watched_since: date | None) -> Lead:
    """The lead over these procedures; `watched_since` is the day on which we first saw any plan."""
    every = list(told)
    to_publication, to_our_notice = [], []
    for one in every:
        if one.published_on and watched_since and one.published_on > watched_since:
            to_publication.append((one.published_on - one.plan_seen_on).days)
            to_our_notice.append((one.seen_on - one.plan_seen_on).days)
    return Lead(
        procedures=len(every),
        measured=len(to_publication),
        late=sum(days <= 0 for days in to_publication),
        to_publication=_days(to_publication),
        to_our_notice=_days(to_our_notice),
    )


def _days(measured: list[int]) -> Days | None:
    if not measured:
        return None
    spread = quantiles(measured, n=4, method="inclusive") if len(measured) > 1 else measured * 3
    return Days(spread[0], median(measured), spread[2])
