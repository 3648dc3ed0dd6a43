"""The control side of a harvest, by sodapy: what columns there are, how fresh the data is, how many rows.

The rows themselves come by the crawl. A refused token is dropped with a note: it fails every call.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from sodapy import Socrata
from urllib3.util import Retry

T = TypeVar("T")

USER_AGENT = "Convite/0.1 (public contracts for community action boards)"
_TIMEOUT_SECONDS = 60
_TRIES = 5
_BAD_TOKEN = re.compile("app_?token", re.IGNORECASE)


class SourceUnavailable(Exception):
    """The source does not answer, or answers what cannot be used. The message is for operators."""


def is_local(url: str) -> bool:
    """Whether a server is on this machine, where patience would be wasted."""
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Description:
    """What the source says of a dataset: its columns, and when its rows were last renewed (UTC)."""

    columns: Mapping[str, str]  # name → type: text, number, calendar_date, url
    rows_updated_at: datetime | None


class Source:
    """A connection to one SODA site. `notes` tells what was given up, such as a refused token."""

    def __init__(self, url: str, token: str | None) -> None:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        self.url = f"{parts.scheme}://{parts.netloc}"
        self.token = token
        self.notes: list[str] = []
        self._pause = 0.05 if is_local(url) else 1.0
        retry = Retry(
            total=_TRIES,
            backoff_factor=self._pause,
            backoff_jitter=self._pause,
            status_forcelist=(429, 500, 502, 503, 504),
            raise_on_status=False,
        )
        adapter = {"prefix": f"{parts.scheme}://", "adapter": HTTPAdapter(max_retries=retry)}
        # sodapy complains at large where no token is given: it gets a blank one, which is then taken back.
        self._client = Socrata(parts.netloc, token or "-", timeout=_TIMEOUT_SECONDS, session_adapter=adapter)
        self._client.session.headers["User-Agent"] = USER_AGENT
        if not token:
            self._drop_token()

    def describe(self, dataset: str) -> Description:
        """Columns and freshness of a dataset. Raises SourceUnavailable."""
        metadata: dict[str, Any] = self._ask(lambda: self._client.get_metadata(dataset))
        published = metadata.get("columns", ())
        columns = {column["fieldName"]: column["dataTypeName"] for column in published}
        if not columns:
            raise SourceUnavailable(f"{self.url} names no columns for {dataset}")
        renewed = metadata.get("rowsUpdatedAt")
        return Description(columns, datetime.fromtimestamp(renewed, UTC) if renewed else None)

    def query(self, dataset: str, **clauses: str | None) -> list[dict[str, str]]:
        """A small answer of at most 50,000 rows: select, where, group, order. Raises SourceUnavailable."""
        rows: list[dict[str, str]] = self._ask(lambda: self._client.get(dataset, limit=50_000, **clauses))
        return rows

    def count(self, dataset: str, where: str | None) -> int:
        """How many rows fulfil a condition; without one, how many there are."""
        return int(self.query(dataset, select="count(*) as n", where=where)[0]["n"])

    def close(self) -> None:
        self._client.close()

    def _ask(self, call: Callable[[], T]) -> T:
        """Ask until an answer can be used: a gateway's page in HTML, even with status 200, is none.

        Refusals and broken connections were tried again by the adapter before they arrive here.
        """
        for left in reversed(range(_TRIES)):
            try:
                return call()
            except requests.HTTPError as error:
                if not (self.token and _is_bad_token(error)):
                    raise SourceUnavailable(f"{self.url}: {error}") from error
                self._drop_token()
                self.notes.append("the app token was refused and left out: renew CONVITE_SODA_TOKEN")
            except requests.ConnectionError as error:
                raise SourceUnavailable(f"{self.url} does not answer: {_reason(error)}") from error
            except Exception as error:  # sodapy raises a plain Exception for what is no JSON
                if not left:
                    raise SourceUnavailable(f"{self.url}: {error}") from error
            time.sleep(self._pause)
        raise SourceUnavailable(f"{self.url} gave no usable answer in {_TRIES} tries")

    def _drop_token(self) -> None:
        self.token = None
        self._client.session.headers.pop("X-App-token", None)


def _reason(error: requests.ConnectionError) -> str:
    """What lies under the layers of a failed connection: `[Errno 111] Connection refused`."""
    inner: BaseException = error
    while isinstance(deeper := getattr(inner, "reason", None) or next(iter(inner.args), None), Exception):
        inner = deeper
    return str(inner).rpartition(": ")[2] or type(inner).__name__


def _is_bad_token(error: requests.HTTPError) -> bool:
    response = error.response
    return response is not None and response.status_code == 403 and bool(_BAD_TOKEN.search(response.text))
