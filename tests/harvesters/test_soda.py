"""The control side against a local source: patience, pace, budget, and what did not change."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from harvesters.budget import Budget
from harvesters.soda import USER_AGENT, Source, SourceUnavailable
from service.demo.soda_server import Fault, Faults, SodaServer

DATASET = "test-0001"
HTML = b"<html><body>The gateway is busy</body></html>"


@contextmanager
def a_source(
    faults: Faults | None = None, budget: Budget | None = None, delay_seconds: float | None = None
) -> Iterator[tuple[Source, SodaServer]]:
    with SodaServer(faults) as server:
        server.put(DATASET, [{"name": "A"}, {"name": "B"}])
        with closing(Source(server.url, None, budget=budget, delay_seconds=delay_seconds)) as source:
            yield source, server


def first(fault: Callable[[], Fault]) -> Faults:
    return lambda _path, _parameters, number: fault() if number == 1 else None


def test_retry_after_as_a_date_is_waited_for() -> None:
    def busy() -> Fault:
        # A date has whole seconds: between one and two from now.
        later = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
        return Fault(status=503, body=HTML, headers={"Retry-After": format_datetime(later, usegmt=True)})

    with a_source(first(busy)) as (source, _):
        started = time.monotonic()
        assert source.count(DATASET, None) == 2
        assert time.monotonic() - started >= 1.0


def test_a_source_that_asks_for_an_hour_is_left_alone_until_the_next_run() -> None:
    with a_source(first(lambda: Fault(status=429, headers={"Retry-After": "3600"}))) as (source, server):
        with pytest.raises(SourceUnavailable, match="3600 seconds is too long"):
            source.count(DATASET, None)
        assert len(server.requests) == 1


def test_a_wait_that_outlasts_the_budget_is_not_begun() -> None:
    fault = Fault(status=429, headers={"Retry-After": "60"})
    with a_source(first(lambda: fault), Budget(seconds=30)) as (source, _), pytest.raises(SourceUnavailable):
        source.describe(DATASET)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=202, body=b"{}", headers={"Content-Type": "application/json"}),
        Fault(status=500, body=HTML),
        Fault(status=200, body=HTML),
        Fault(cut=True),
        Fault(reset=True),
    ],
    ids=["202", "500", "200 html", "cut", "reset"],
)
def test_a_passing_fault_of_rows_or_metadata_is_asked_again(fault: Fault) -> None:
    with a_source(first(lambda: fault)) as (source, _):
        assert source.count(DATASET, None) == 2
    with a_source(first(lambda: fault)) as (source, _):
        assert source.describe(DATASET).columns == {"name": "text"}


def test_a_source_that_is_busy_for_good_is_given_up_after_six_tries() -> None:
    with a_source(lambda *_: Fault(status=503, body=HTML)) as (source, server):
        with pytest.raises(SourceUnavailable, match="503"):
            source.describe(DATASET)
        assert len(server.requests) == 6


def test_a_refusal_is_not_asked_again() -> None:
    with a_source() as (source, server):
        with pytest.raises(SourceUnavailable, match="400"):
            source.query(DATASET, select="nothing_of_the_kind")
        assert len(server.requests) == 1


def test_requests_keep_their_distance() -> None:
    with a_source(delay_seconds=0.2) as (source, _):
        started = time.monotonic()
        for _ in range(3):
            source.count(DATASET, None)
        assert time.monotonic() - started >= 0.4


def test_the_budget_counts_every_request_and_then_says_so() -> None:
    budget = Budget(requests=3)
    with a_source(first(lambda: Fault(reset=True)), budget) as (source, server):
        source.count(DATASET, None)
        source.count(DATASET, None)
        with pytest.raises(SourceUnavailable, match="CONVITE_SODA_MAX_REQUESTS"):
            source.describe(DATASET)
        assert len(server.requests) == 3


def test_metadata_that_we_hold_already_is_not_sent_again() -> None:
    with a_source() as (source, server):
        held = source.describe(DATASET)
        assert held.etag
        assert source.describe_if_new(DATASET, held.etag) is None
        server.put(DATASET, [{"name": "C"}], updated_at=datetime(2026, 6, 3, tzinfo=UTC))
        renewed = source.describe_if_new(DATASET, held.etag)
        assert renewed is not None
        assert renewed.rows_updated_at == datetime(2026, 6, 3, tzinfo=UTC)
        assert renewed.etag != held.etag


def test_a_source_tells_whether_it_knows_what_we_hold() -> None:
    with a_source() as (source, _):
        assert source.answers_304(DATASET) is True
        assert source.answers_304(DATASET, select="name", order="name") is True


def test_the_source_is_told_who_asks() -> None:
    assert "Convite" in USER_AGENT
    with a_source() as (source, _):
        assert source._client.session.headers["User-Agent"] == USER_AGENT
