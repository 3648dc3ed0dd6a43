"""The figures for whoever watches the service."""

from datetime import timedelta
from typing import Any

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from domain.contact import Channel
from domain.figures import ATTEMPT_SECONDS, STEP_ROWS, STEP_RUNS, Figure, Sheet
from domain.source import HarvestReport, RejectedRow
from store import boards, channel_states, harvests, jobs, leases, sources, troubles
from store import figures as counted
from store.engine import writing
from store.jobs import Outcome
from store.sources import SourceState
from tests.api.counting import statements_of
from tests.api.town import POZON, a_client, page_of
from tests.examples import NOW
from tests.filled import fill

DATASET = "p6dx-8zbt"
PUBLISHED = NOW - timedelta(minutes=42)


def figures(engine: Engine) -> dict[tuple[str, str], float]:
    """Every sample by name and dataset."""
    answer = a_client(engine).get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["cache-control"] == "no-store"
    families = text_string_to_metric_families(answer.text)
    return {(s.name, s.labels.get("dataset", "")): s.value for family in families for s in family.samples}


def log(engine: Engine, *, complete: bool = True, rejected: int = 0) -> None:
    report = HarvestReport(DATASET, NOW, 90, 1, 2, 87, rejected, 100, complete, 60.0, PUBLISHED)
    rows = [RejectedRow(DATASET, str(number), "no id", "{}") for number in range(rejected)]
    with writing(engine) as db:
        harvests.keep_rejected(db, rows, NOW)
        harvests.record(db, report, whole=True)


def test_what_was_never_harvested_has_no_figure(engine: Engine) -> None:
    found = figures(engine)
    assert found["convite_messages_waiting", ""] == 0
    assert [
        name for name, dataset in found if dataset or name.startswith(("convite_harvest", "convite_source"))
    ] == []


def test_a_complete_harvest_gives_the_date_of_the_data_and_its_lag(engine: Engine) -> None:
    log(engine, rejected=3)
    found = figures(engine)
    assert found["convite_source_data_timestamp_seconds", DATASET] == PUBLISHED.timestamp()
    assert found["convite_source_lag_seconds", DATASET] == 43 * 60
    assert found["convite_harvest_timestamp_seconds", DATASET] == NOW.timestamp()
    assert found["convite_harvest_rows", DATASET] == 90
    assert found["convite_harvest_expected_rows", DATASET] == 100
    assert found["convite_harvest_complete", DATASET] == 1
    assert found["convite_harvest_duration_seconds", DATASET] == 60
    assert found["convite_rejected_rows", DATASET] == 3


def test_an_incomplete_harvest_says_so_and_nothing_of_freshness(engine: Engine) -> None:
    log(engine, complete=False)
    found = figures(engine)
    assert found["convite_harvest_complete", DATASET] == 0
    assert found["convite_rejected_rows", DATASET] == 0
    assert ("convite_source_lag_seconds", DATASET) not in found


def test_the_last_poll_is_a_figure_too(engine: Engine) -> None:
    with writing(engine) as db:
        sources.keep(db, SourceState(DATASET, None, PUBLISHED, NOW, NOW))
        sources.keep(db, SourceState("jbjy-vk9h", None, None, NOW, NOW))
    found = figures(engine)
    assert found["convite_source_newest_timestamp_seconds", DATASET] == PUBLISHED.timestamp()
    assert found["convite_source_polled_timestamp_seconds", "jbjy-vk9h"] == NOW.timestamp()
    assert ("convite_source_newest_timestamp_seconds", "jbjy-vk9h") not in found


def told(engine: Engine, **fields: Any) -> dict[str, float]:
    """Every sample as the format writes it, in one order of labels."""
    families = text_string_to_metric_families(a_client(engine, **fields).get("/metrics").text)
    return {f"{s.name}{sorted(s.labels.items())}": s.value for one in families for s in one.samples}


def test_what_runs_counted_adds_up_and_what_stands_is_replaced(engine: Engine) -> None:
    for rows, seconds in ((7, 0.04), (3, 0.3), (5, 99.0)):
        sheet = Sheet()
        sheet.count(STEP_RUNS, "match")
        sheet.put(STEP_ROWS, rows, "match", "new")
        sheet.observe(ATTEMPT_SECONDS, seconds, "sms")
        with writing(engine) as db:
            counted.keep(db, sheet)
    found = told(engine)
    assert found["convite_step_runs_total[('step', 'match')]"] == 3
    assert found["convite_step_rows[('rows', 'new'), ('step', 'match')]"] == 5
    name = "convite_delivery_attempt_duration_seconds"
    within = {
        le: found[f"{name}_bucket[('channel', 'sms'), ('le', '{le}')]"] for le in ("0.05", "0.25", "0.5")
    }
    assert within == {"0.05": 1, "0.25": 1, "0.5": 2}
    assert found[f"{name}_bucket[('channel', 'sms'), ('le', '+Inf')]"] == 3
    assert found[f"{name}_count[('channel', 'sms')]"] == 3
    assert found[f"{name}_sum[('channel', 'sms')]"] == 99.34


def test_a_bound_counts_what_is_just_as_long() -> None:
    figure = Figure("x_seconds", "", (), (1.0, 2.0))
    sheet = Sheet()
    for amount in (1.0, 1.001, 2.001):
        sheet.observe(figure, amount)
    assert {key[1][-1]: n for key, n in sheet.added.items() if key[1]} == {"1": 1, "2": 1, "+Inf": 1}


def test_jobs_channels_troubles_and_who_leads_are_told(engine: Engine) -> None:
    hour = timedelta(hours=1)
    assert told(engine)["convite_schedule_kept[]"] == 0
    with writing(engine) as db:
        leases.take(db, leases.SCHEDULE, "here", NOW, NOW + hour)
        jobs.settle(db, {"cycle": NOW, "poll": NOW + hour}, NOW - hour)
        jobs.begin(db, "cycle", "here", NOW, NOW + hour)
        begun = jobs.read(db)["cycle"]
        jobs.end(db, begun, Outcome.FAILED, "no", NOW + timedelta(seconds=90))
        channel_states.stop(db, Channel.SMS, "no credit", NOW)
        channel_states.trouble(db, Channel.EMAIL, "535", NOW)
        troubles.note(db, "queue", NOW)
        troubles.note(db, "mailbox", NOW)
        troubles.over(db, "mailbox")
    found = told(engine)
    of = "[('job_name', 'cycle')]"
    assert found["convite_schedule_kept[]"] == 1
    assert (found[f"convite_job_runs_total{of}"], found[f"convite_job_failures_total{of}"]) == (1, 1)
    assert (found[f"convite_job_last_success{of}"], found[f"convite_job_last_duration_seconds{of}"]) == (
        0,
        90,
    )
    assert found["convite_job_next_run_timestamp_seconds[('job_name', 'poll')]"] == (NOW + hour).timestamp()
    assert "convite_job_last_success[('job_name', 'poll')]" not in found
    assert [found[f"convite_channel_stopped[('channel', '{one}')]"] for one in ("sms", "email")] == [1, 0]
    assert [found[f"convite_channel_refuses[('channel', '{one}')]"] for one in ("sms", "email")] == [0, 1]
    assert [name for name in found if "trouble" in name] == [
        "convite_trouble_since_timestamp_seconds[('trouble', 'queue')]"
    ]


def test_requests_are_counted_by_the_route_as_the_code_writes_it(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [POZON], NOW)
    client = a_client(engine)
    for path in (page_of(POZON), page_of(POZON), "/junta/nobody", "/no/such/page"):
        client.get(path)
    client.request("BREW", "/")
    text = client.get("/metrics").text
    name = "convite_web_requests_total"
    assert f'{name}{{method="GET",route="/junta/{{token}}",status="200"}} 2.0' in text
    assert f'{name}{{method="GET",route="/junta/{{token}}",status="404"}} 1.0' in text
    assert f'{name}{{method="GET",route="none",status="404"}} 1.0' in text
    assert f'{name}{{method="other",' in text
    assert page_of(POZON).split("/")[-1] not in text


def test_all_is_read_by_a_handful_of_questions_whatever_the_database_holds(engine: Engine) -> None:
    client = a_client(engine)
    with statements_of(engine) as asked:
        assert client.get("/metrics").status_code == 200
    empty = len(asked)
    with writing(engine) as db:
        fill(db)
        for number in range(300):
            sheet = Sheet()
            sheet.count(STEP_RUNS, f"step {number}")
            counted.keep(db, sheet)
    # What fills tables for a test are no real channels and outcomes.
    with writing(engine) as db:
        for table in ("jobs", "channel_states", "figures"):
            db.exec_driver_sql(f"DELETE FROM {table}")
    with statements_of(engine) as asked:
        assert client.get("/metrics").status_code == 200
    assert len(asked) == empty
    assert empty <= 14
