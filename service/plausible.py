"""What a harvest must bring to be believed: not far fewer rows than before, and data that is not stale.

An empty or stale source looks like a quiet day and is none. For the public site each dataset has an expected
minimum and maximum age; a server of one's own may hold few rows of any date, so there only what was seen
before counts, unless the operator sets CONVITE_SODA_MAX_AGE_HOURS.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from harvesters.soda import is_local
from service.settings import Settings

# SECOP's rows are added to and rarely taken back; a source that is being replaced shows a part for hours.
_SHRINKS_TO = 0.7
# What shrank for longer than this stays so: it is believed, for no larger harvest is remembered any more.
REMEMBERED = timedelta(days=14)
# Calls that were open and are not there any more: so many at once are a part of a source, until a full
# harvest shows it whole.
_VANISH_AT_MOST = 10


class Expected(NamedTuple):
    """What a dataset should bring: rows at least of a full harvest, and the age of its data at most.

    `keeps` says that a row once published stays, so that far fewer rows are a fault.
    """

    rows: int = 0
    max_age: timedelta | None = None
    keeps: bool = True


# The processes are renewed each day, weekends included (their metadata and several peers say so). Five days
# let the longest pauses pass: Wednesday before Easter to Monday, and SECOP's maintenance of 28 May to
# 1 June 2026.
_DAILY = timedelta(days=5)
_EXPECTED = {
    "p6dx-8zbt": Expected(1, _DAILY),
    "jbjy-vk9h": Expected(1, _DAILY),
    "f789-7hwg": Expected(0, _DAILY),
    "hgi6-6wh3": Expected(0, _DAILY),
    "wi7w-2nvm": Expected(0, timedelta(days=15)),  # 47 million rows: how often is not known
    "dmgg-8hin": Expected(0, _DAILY),
    "e2u2-swiw": Expected(keeps=False),  # holds the last eight days; the catalogue dates it to 2021
    "b6m4-qgqv": Expected(0, timedelta(days=45)),  # plans are published in January and mended now and then
    "9sue-ezhx": Expected(0, timedelta(days=45)),
    "qmzu-gj57": Expected(0, timedelta(days=15)),
}


def expected(dataset: str, chosen: Settings) -> Expected:
    """What this installation may expect of a dataset. The files of past years and the sanctions, of which
    nobody knows how often they are renewed, may have any age.
    """
    found = _EXPECTED.get(dataset, Expected())
    if is_local(chosen.soda_url):
        found = Expected(keeps=found.keeps)
    if chosen.soda_max_age_hours is not None:
        return found._replace(max_age=timedelta(hours=chosen.soda_max_age_hours))
    return found


def is_stale(data_at: datetime | None, limits: Expected, now: datetime) -> bool:
    """Whether the source's own date is older than it should be. A source that gives none is not judged."""
    return data_at is not None and limits.max_age is not None and now - data_at > limits.max_age


def problems(
    limits: Expected,
    *,
    full: bool,
    rows: int,
    most_rows: int | None,
    asked: int = 0,
    gone: int = 0,
    data_at: datetime | None,
    now: datetime,
) -> list[str]:
    """Why a harvest that came whole is not to be believed, in words for its notes; none: it is.

    `full` says that all rows of the dataset that concern us were asked for, not a window or ids; `most_rows`
    is what the largest complete harvest that is remembered brought, None without one; of the `asked` ids,
    `gone` are not there any more; `data_at` is the source's own date of its data.
    """
    found = []
    if full and rows < limits.rows:
        found.append(f"{rows} rows, where there must be some")
    elif full and limits.keeps and most_rows is not None and rows < _SHRINKS_TO * most_rows:
        found.append(f"{rows} rows, where an earlier harvest brought {most_rows}")
    if not full and gone > max(_VANISH_AT_MOST, (1 - _SHRINKS_TO) * asked):
        found.append(f"{gone} of the {asked} processes that were still open are not there any more")
    if is_stale(data_at, limits, now):
        assert data_at is not None
        assert limits.max_age is not None
        found.append(
            f"the source's data is of {data_at:%Y-%m-%d %H:%M} UTC, "
            f"older than the {limits.max_age / timedelta(days=1):.3g} days that are usual"
        )
    return found
