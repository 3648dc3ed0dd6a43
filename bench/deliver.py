"""Deliver: a mail to each of 64,000 boards through a local SMTP server in a process of its own.

From the ledger and back into it, composing included; against a bare loop that sends equal bytes over as many
reused connections, and against one connection a message. And claims, against the bare statement.
"""

import smtplib
import sqlite3
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import psycopg
from sqlalchemy import Engine, insert

from bench.figures import Figure
from bench.mail_sink import Sink, served
from bench.measured import Measured, Stopwatch, measure
from bench.postgres import database
from domain.alert import AlertKind, Priority
from domain.contact import ContactSource
from domain.match import Match
from domain.readiness import Verdict
from notifications.compose import message
from notifications.mime import encode, message_id
from service.context import Context
from service.deliver.gather import Nothing, gather
from service.progress import Progress
from service.settings import Settings
from service.steps import deliver
from store import authorisations, boards, contacts, deliveries, matches, processes
from store.engine import open_database, reading, writing
from store.migrating import migrate
from store.telling_tables import alerts as alert_table
from store.telling_tables import attempts as attempt_table
from store.telling_tables import deliveries as delivery_table
from tests.examples import NOW, a_board, a_contact, a_process, an_authorisation
from tests.postgres import server

_BOARDS, _BOARDS_QUICK = 64_000, 3_000
_SAMPLE = 2_000  # of one connection a message
_CALLS = 4
_CLAIMS, _CLAIMS_QUICK, _AT_ONCE, _TIMES = 20_000, 5_000, 50, 3
_WORKERS = (1, 2)
_REUSED_TARGET, _SINGLE_TARGET, _CLAIM_TARGET = 0.8, 2.5, 0.5
_SECRET = "a secret of the bench alone"
_SENDER = "convite@convite.example"


def run(quick: bool) -> list[Figure]:
    """Mails, then claims on both databases."""
    number = _BOARDS_QUICK if quick else _BOARDS
    claims = _CLAIMS_QUICK if quick else _CLAIMS
    with tempfile.TemporaryDirectory() as home:
        figures = [*_mails(f"sqlite:///{Path(home) / 'convite.db'}", number)]
        figures.append(_claims("SQLite", f"sqlite:///{Path(home) / 'claims.db'}", claims))
    with server() as databases, database(databases, "claims") as address:
        figures.append(_claims("PostgreSQL", address, claims))
    return figures


def ours(address: str, smtp_url: str, workers: int) -> Measured:
    """`convite deliver`, over its usual number of connections, in so many processes that share the work."""
    with Stopwatch() as watch, ProcessPoolExecutor(workers, get_context("fork")) as pool:
        sent = sum(pool.map(_deliver, [address] * workers, [smtp_url] * workers))
    return watch.measured(sent)


def _deliver(address: str, smtp_url: str) -> int:
    engine = open_database(address)
    try:
        return deliver.run(_context(engine, smtp_url)).sent
    finally:
        engine.dispose()


def reused(mail: str, smtp_url: str, number: int, connections: int) -> Measured:
    """The bytes of one mail, over and over."""
    content, parts = mail.encode(), urlsplit(smtp_url)

    def send(some: range) -> None:
        with smtplib.SMTP(parts.hostname or "", parts.port or 0) as smtp:
            smtp.ehlo()
            for nth in some:
                smtp.mail(_SENDER)
                smtp.rcpt(f"jac-{nth}@juntas.example")
                smtp.data(content)

    with Stopwatch() as watch:
        threads = [
            threading.Thread(target=send, args=(range(first, number, connections),))
            for first in range(connections)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return watch.measured(number)


def single(mail: str, smtp_url: str, number: int) -> Measured:
    """A connection for each mail, one after the other."""
    content, parts = mail.encode(), urlsplit(smtp_url)
    with Stopwatch() as watch:
        for nth in range(number):
            with smtplib.SMTP(parts.hostname or "", parts.port or 0) as smtp:
                smtp.sendmail(_SENDER, f"jac-{nth}@juntas.example", content)
    return watch.measured(number)


def _mails(address: str, number: int) -> Iterator[Figure]:
    engine = open_database(address)
    migrate(engine)
    _fill(engine, number)
    with served() as sink:
        context = _context(engine, sink.url)
        mail, connections = _one_mail(context), context.settings.smtp_connections
        engine.dispose()  # before others are forked from here
        bare = _counted(sink, reused, mail, sink.url, number, connections, rows=number)
        mine = {workers: _sent(sink, address, number, workers) for workers in _WORKERS}
        sample = min(number, _SAMPLE)
        alone = _counted(sink, single, mail, sink.url, sample, rows=sample)
    size = f"{number:,} mails of {len(mail) / 1000:.0f} kB, {_CALLS} calls each"
    for workers, taken in mine.items():
        yield Figure(
            f"{size}, by {workers} of our processes, against a bare loop over {connections} connections",
            str(taken),
            str(bare),
            _pace(taken) / _pace(bare),
            _REUSED_TARGET,
        )
    best = max(map(_pace, mine.values()))
    yield Figure(
        "the faster of these, against one connection a message",
        f"{best:,.0f} mails/s",
        f"{_pace(alone):,.0f} mails/s",
        best / _pace(alone),
        _SINGLE_TARGET,
    )


def _sent(sink: Sink, address: str, number: int, workers: int) -> Measured:
    """From a ledger of which nothing was sent."""
    engine = open_database(address)
    with writing(engine) as db:
        db.execute(attempt_table.delete())
        nothing = {"accepted_at": None, "channel": None, "tries": 0, "recorded": 0}
        db.execute(delivery_table.update().values(nothing))
    engine.dispose()
    return _counted(sink, ours, address, sink.url, workers, rows=number)


def _counted(sink: Sink, way: Callable[..., Measured], *given: Any, rows: int) -> Measured:
    before = sink.taken()
    measured = measure(way, *given, rows=rows)
    assert sink.taken() - before == rows
    return measured


def _pace(taken: Measured) -> float:
    return taken.rows / taken.seconds


def _claims(name: str, address: str, number: int) -> Figure:
    """The whole ledger claimed in fifties, by ours and by the driver alone, in turn."""
    engine = open_database(address)
    migrate(engine)
    _fill(engine, number)
    mine, bare = [], []
    for nth in range(_TIMES):
        now = NOW + timedelta(hours=2 * nth)
        bare.append(_bare_claims(engine, now, number))
        mine.append(_our_claims(engine, now + timedelta(hours=1), number))
        with writing(engine) as db:
            db.execute(delivery_table.update().values(recorded=delivery_table.c.tries))
    engine.dispose()
    ours_, floor = number / statistics.median(mine), number / statistics.median(bare)
    return Figure(
        f"claim {number:,} in batches of {_AT_ONCE}, {name}, against the bare statement",
        f"{ours_:,.0f}/s",
        f"{floor:,.0f}/s",
        ours_ / floor,
        _CLAIM_TARGET,
    )


def _our_claims(engine: Engine, now: Any, number: int) -> float:
    with writing(engine) as db:  # what the bare loop took is on record: nobody died
        db.execute(delivery_table.update().values(recorded=delivery_table.c.tries))
    started, claimed = perf_counter(), 0
    while True:
        with writing(engine) as db:
            found = deliveries.claim(db, "bench", now, now + timedelta(minutes=30), _AT_ONCE)
        if not found:
            break
        claimed += len(found)
    assert claimed == number
    return perf_counter() - started


def _bare_claims(engine: Engine, now: Any, number: int) -> float:
    statement, given = _plain(engine, now)
    connection = _driver(engine)
    begin = "BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "BEGIN"
    started, claimed = perf_counter(), 0
    while True:
        connection.execute(begin)
        found = connection.execute(statement, given).fetchall()
        connection.execute("COMMIT")
        if not found:
            break
        claimed += len(found)
    assert claimed == number
    taken = perf_counter() - started
    connection.close()
    return taken


def _plain(engine: Engine, now: Any) -> tuple[str, Sequence[Any] | dict[str, Any]]:
    """Our statement in the driver's own words."""
    compiled = deliveries.CLAIM.compile(dialect=engine.dialect)
    until = now + timedelta(minutes=30)
    given = {**compiled.params, "worker": "bare", "at": now, "until": until, "most": _AT_ONCE}
    if engine.dialect.name != "sqlite":
        return str(compiled), given
    wire = {name: _as_text(value) for name, value in given.items()}
    return str(compiled), [wire[name] for name in compiled.positiontup or ()]


def _as_text(value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _driver(engine: Engine) -> Any:
    if engine.dialect.name == "sqlite":
        connection = sqlite3.connect(str(engine.url.database), isolation_level=None)
        connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
        return connection
    plain = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    return psycopg.connect(plain, autocommit=True)


def _fill(engine: Engine, number: int) -> None:
    """A message of four calls for each board."""
    codes = [f"JAC-{nth:06}" for nth in range(number)]
    calls = [a_process(number=nth) for nth in range(_CALLS)]
    with writing(engine) as db:
        boards.save(db, [a_board(code=code) for code in codes], NOW)
        processes.RECORDS.save(db, calls, [b"1"] * len(calls), NOW)
        named = {code: [a_contact(board_code=code, address=f"{code}@juntas.example")] for code in codes}
        contacts.save(db, _context(engine, "").vault, named, ContactSource.FILE, NOW)
        authorisations.give(db, [an_authorisation(board_code=code) for code in codes])
        common = {"role": "board", "priority": Priority.NEW.value, "queued_at": NOW, "due_at": NOW}
        common |= {"tries": 0, "recorded": 0}
        rows = [
            {**common, "id": nth + 1, "board_code": code, "key": f"key-{nth}", "code": f"{nth:08}"}
            for nth, code in enumerate(codes)
        ]
        db.execute(insert(delivery_table), rows)
        pairs = [(code, call.portfolio_id) for code in codes for call in calls]
        suited = [Match(code, about, 0.8, "R4", Verdict.ELIGIBLE, ()) for code, about in pairs]
        matches.renew(db, [], suited, NOW)
        told = {"kind": AlertKind.NEW_MATCH.value, "version": "", "queued_at": NOW}
        db.execute(
            insert(alert_table),
            [
                {**told, "board_code": code, "about": call.portfolio_id, "delivery_id": nth + 1}
                for nth, code in enumerate(codes)
                for call in calls
            ],
        )


def _one_mail(context: Context) -> str:
    """The first board's mail, as it goes over the wire; it is not claimed."""
    with writing(context.engine) as db:
        (first,) = deliveries.claim(db, "bench", NOW, NOW, 1)
        deliveries.put_back(db, "bench", [first], NOW)
    with reading(context.engine) as db:
        said = gather(context, db, [first])[first.id]
    assert not isinstance(said, Nothing)
    sender = Address("Convite", addr_spec=_SENDER)
    id_ = message_id(first.key, sender.domain)
    return encode(message(said).mail(), sender, "jac-0@juntas.example", id_, NOW).decode("ascii")


def _context(engine: Engine, smtp_url: str) -> Context:
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it
        smtp_url=smtp_url or None,
        mail_from=f"Convite <{_SENDER}>",
        secret_key=_SECRET,
    )
    return Context(engine, settings, lambda: NOW, Progress(quiet=True))
