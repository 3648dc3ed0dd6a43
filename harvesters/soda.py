"""The control side of a harvest, by sodapy: what columns there are, how fresh the data is, how many rows.

The rows themselves come by the crawl. A refused token is dropped with a note: it fails every call.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from sodapy import Socrata
from sodapy.utils import raise_for_status

from harvesters.budget import SPENT, Budget
from harvesters.patience import (
    BASE_SECONDS,
    LOCAL_BASE_SECONDS,
    LONGEST_SECONDS,
    PASSING_STATUSES,
    wait_seconds,
)

T = TypeVar("T")

USER_AGENT = "Convite/0.1 (public contracts for community action boards)"
_PUBLIC_DELAY_SECONDS = 1.0  # robots.txt of www.datos.gov.co: Crawl-delay: 1
TIMEOUT_SECONDS = 180.0  # counts by group of forty million rows take minutes
_TRIES = 6
_BAD_TOKEN = re.compile("app_?token", re.IGNORECASE)
_LARGEST_ANSWER = 50_000


class SourceUnavailable(Exception):
    """The source does not answer, or answers what cannot be used. The message is for operators."""


class SourceAway(SourceUnavailable):
    """Nobody answers at the source's address: there is no use in asking for another dataset."""


class Refused(SourceUnavailable):
    """The source does not take the question as it was put."""


class Counted(NamedTuple):
    """How many rows there are, and when one of them was last touched, if the source tells."""

    rows: int
    touched: str | None


def is_local(url: str) -> bool:
    """Whether a server is on this machine, where patience would be wasted."""
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def delay_between_requests(url: str, chosen: float | None) -> float:
    """Seconds between requests to a site: the chosen ones, else 1 for a public site and 0 for one's own."""
    if chosen is not None:
        return chosen
    return 0.0 if is_local(url) else _PUBLIC_DELAY_SECONDS


@dataclass(frozen=True)
class Description:
    """What the source says of a dataset: its columns, and when its rows were last renewed (UTC)."""

    columns: Mapping[str, str]  # name → type: text, number, calendar_date, url
    rows_updated_at: datetime | None
    etag: str | None = None


class Source:
    """A connection to one SODA site, which keeps `delay_seconds` between its requests and to a budget.

    `notes` tells what was given up, such as a refused token.
    """

    def __init__(
        self,
        url: str,
        token: str | None,
        *,
        delay_seconds: float | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
        budget: Budget | None = None,
    ) -> None:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        self.url = f"{parts.scheme}://{parts.netloc}"
        self.token = token
        self.notes: list[str] = []
        self._delay = delay_between_requests(self.url, delay_seconds)
        self._base = LOCAL_BASE_SECONDS if is_local(self.url) else BASE_SECONDS
        self._budget = budget or Budget()
        self._timeout = timeout_seconds
        self._asked_at = float("-inf")
        self._tells_touched = True
        adapter = {"prefix": f"{parts.scheme}://", "adapter": HTTPAdapter()}
        # sodapy complains at large where no token is given: it gets a blank one, which is then taken back.
        self._client = Socrata(parts.netloc, token or "-", timeout=timeout_seconds, session_adapter=adapter)
        self._client.session.headers["User-Agent"] = USER_AGENT
        if not token:
            self._drop_token()

    def describe(self, dataset: str) -> Description:
        """Columns and freshness of a dataset. Raises SourceUnavailable."""
        description = self.describe_if_new(dataset, None)
        assert description is not None  # nothing was said of an etag
        return description

    def describe_if_new(self, dataset: str, etag: str | None) -> Description | None:
        """The description, or None where the source says that it is still the one with this etag."""
        response = self._ask(lambda: self._get(_about(dataset), etag))
        if etag and response.status_code == 304:
            return None
        metadata: dict[str, Any] = response.json()
        published = metadata.get("columns", ())
        columns = {column["fieldName"]: column["dataTypeName"] for column in published}
        if not columns:
            raise SourceUnavailable(f"{self.url} names no columns for {dataset}")
        renewed = metadata.get("rowsUpdatedAt")
        return Description(
            columns, datetime.fromtimestamp(renewed, UTC) if renewed else None, response.headers.get("ETag")
        )

    def query(self, dataset: str, **clauses: str | None) -> list[dict[str, str]]:
        """A small answer of at most 50,000 rows: select, where, group, order. Raises SourceUnavailable."""
        return self._ask(lambda: self._rows(dataset, clauses))

    def count(self, dataset: str, where: str | None) -> int:
        """How many rows fulfil a condition; without one, how many there are."""
        return self.counts(dataset, where)[None].rows

    def counts(self, dataset: str, where: str | None, by: str | None = None) -> dict[str | None, Counted]:
        """The rows that fulfil a condition, by the values of an expression; None is what has no value."""
        columns, group = (f"{by} AS part, count(*) AS n", "part") if by else ("count(*) AS n", None)
        rows = None
        if self._tells_touched:
            try:
                select = f"{columns}, max(:updated_at) AS touched"
                rows = self.query(dataset, select=select, where=where, group=group)
            except Refused:
                self._tells_touched = False
        if rows is None:
            rows = self.query(dataset, select=columns, where=where, group=group)
        return {row.get("part"): Counted(int(row["n"]), row.get("touched")) for row in rows}

    def answers_304(self, dataset: str, **clauses: str) -> bool | None:
        """Whether the same question, asked a second time with the etag of the first answer, is answered
        with 304; None where the first has no etag. Without clauses it is the metadata that is asked for.
        """
        path = f"/resource/{dataset}.json" if clauses else _about(dataset)
        parameters = {f"${name}": value for name, value in clauses.items()}
        etag = self._ask(lambda: self._get(path, None, parameters)).headers.get("ETag")
        if etag is None:
            return None
        return self._ask(lambda: self._get(path, etag, parameters)).status_code == 304

    def close(self) -> None:
        self._client.close()

    def _rows(self, dataset: str, clauses: Mapping[str, str | None]) -> list[dict[str, str]]:
        rows = self._client.get(dataset, limit=_LARGEST_ANSWER, **clauses)
        if not isinstance(rows, list):
            raise ValueError("the answer is no list of rows")
        return rows

    def _get(
        self, path: str, etag: str | None, parameters: Mapping[str, str] | None = None
    ) -> requests.Response:
        """By the session of sodapy, which shows no headers itself."""
        response: requests.Response = self._client.session.get(
            f"{self.url}{path}",
            params=parameters,
            headers={"If-None-Match": etag} if etag else None,
            timeout=self._timeout,
        )
        raise_for_status(response)
        if response.status_code == 202:
            raise requests.HTTPError("202: the answer is still being made", response=response)
        if response.status_code != 304:
            response.json()  # a gateway's page in HTML, even with status 200, is no answer
        return response

    def _ask(self, call: Callable[[], T]) -> T:
        """Ask until an answer can be used, with growing pauses in between. Raises SourceUnavailable."""
        for tries in range(1, _TRIES + 1):
            try:
                return self._once(call)
            except _Passing as fault:
                wait = wait_seconds(fault.retry_after, tries, self._base, datetime.now(UTC))
                if tries == _TRIES:
                    kind = SourceAway if fault.nobody_answers else SourceUnavailable
                    raise kind(str(fault)) from fault
                if wait > LONGEST_SECONDS or not self._budget.allows(wait):
                    raise SourceUnavailable(f"{fault}; a wait of {wait:.0f} seconds is too long") from fault
                time.sleep(wait)
        raise AssertionError("the last try raises")

    def _once(self, call: Callable[[], T]) -> T:
        """Raises _Passing for what may pass, SourceUnavailable for what will not."""
        self._take_turn()
        try:
            return call()
        except requests.HTTPError as error:
            if self.token and _is_bad_token(error):
                self._drop_token()
                self.notes.append("the app token was refused and left out: renew CONVITE_SODA_TOKEN")
                return self._once(call)
            answer = error.response
            if answer is not None and answer.status_code in PASSING_STATUSES:
                raise _Passing(f"{self.url}: {error}", answer.headers.get("Retry-After")) from error
            kind = Refused if answer is not None and answer.status_code == 400 else SourceUnavailable
            raise kind(f"{self.url}: {error}") from error
        except (requests.ConnectionError, requests.Timeout) as error:
            raise _Passing(f"{self.url} does not answer: {_reason(error)}", nobody_answers=True) from error
        except Exception as error:  # sodapy raises a plain Exception for what is no JSON
            raise _Passing(f"{self.url}: {error}") from error

    def _take_turn(self) -> None:
        if self._budget.is_spent:
            raise SourceUnavailable(SPENT)
        time.sleep(max(0.0, self._asked_at + self._delay - time.monotonic()))
        self._budget.spend()
        self._asked_at = time.monotonic()

    def _drop_token(self) -> None:
        self.token = None
        self._client.session.headers.pop("X-App-token", None)


class _Passing(Exception):
    """A fault that may pass. `retry_after` is what the source says about it."""

    def __init__(self, says: str, retry_after: str | None = None, *, nobody_answers: bool = False) -> None:
        super().__init__(says)
        self.retry_after = retry_after
        self.nobody_answers = nobody_answers


def _about(dataset: str) -> str:
    return f"/api/views/{dataset}.json"


def _reason(error: requests.RequestException) -> str:
    """What lies under the layers of a failed connection: `[Errno 111] Connection refused`."""
    inner: BaseException = error
    while isinstance(deeper := getattr(inner, "reason", None) or next(iter(inner.args), None), Exception):
        inner = deeper
    return str(inner).rpartition(": ")[2] or type(inner).__name__


def _is_bad_token(error: requests.HTTPError) -> bool:
    response = error.response
    return response is not None and response.status_code == 403 and bool(_BAD_TOKEN.search(response.text))
