"""20,000 alerts, workers killed at random, providers that fail one message in ten: nothing is lost, no board
is told twice by a provider that takes keys, and what may have arrived twice is on record.
"""

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from domain.alert import AlertKind, DeliveryResult, Priority
from domain.contact import Channel, Contact, ContactSource
from notifications.mime import message_id
from store import authorisations, boards, contacts, matches, processes
from store.engine import reading, writing
from store.telling_tables import alerts, attempts, deliveries
from store.vault import Vault
from tests.examples import NOW, a_board, a_contact, a_match, a_process, an_authorisation
from tests.flow.house import SECRET

ROOT = Path(__file__).resolve().parents[2]
_DELIVERIES, _ALERTS_EACH = 2_500, 8
_KILLS = 10
_SEED = "20260603"


@pytest.fixture
def servers() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.flow.chaos_servers", _SEED],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def test_every_alert_has_one_accepted_delivery_or_a_stated_failure(
    engine: Engine, servers: "subprocess.Popen[str]"
) -> None:
    _queue(engine)
    assert servers.stdout
    urls = json.loads(servers.stdout.readline())
    database = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.flow.chaos_run", database, urls["smtp"], urls["sms"]]
    run = subprocess.run(
        [*command, str(_KILLS), _SEED],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        timeout=180,
    )
    assert run.returncode == 0, run.stderr
    assert (run.stdout.split(), run.stderr) == ([str(_KILLS)], "")
    taken = _taken(servers)
    ended, tried = _ended(engine), _tried(engine)
    assert len(ended) == _DELIVERIES
    lost = [one for one in ended if (one.accepted_at is None) is not (bool(one.why and one.failed_at))]
    assert lost == []
    with reading(engine) as db:
        told = Counter(db.execute(select(alerts.c.delivery_id)).scalars())
    assert set(told.values()) == {_ALERTS_EACH}
    assert told.total() == _DELIVERIES * _ALERTS_EACH

    for one in ended:
        texts, mails = taken["texts"].get(one.key, 0), taken["mails"].get(_id(one.key), 0)
        results = tried[one.id]
        assert texts <= 1
        assert (results[DeliveryResult.ACCEPTED] > 0) is (one.accepted_at is not None)
        # What arrived more often than it was accepted, arrived at a try that is on record as in doubt.
        assert texts + mails - results[DeliveryResult.ACCEPTED] <= results[DeliveryResult.MAYBE]
        if one.accepted_at:
            assert (texts if one.channel == Channel.SMS.value else mails) >= 1
    copies = sum(number - 1 for number in taken["mails"].values())
    assert copies > 0
    assert taken["again"] > 0


def _queue(engine: Engine) -> None:
    """A message of eight calls to each board; the boards have a mail address, a mobile, or both."""
    codes = [f"JAC-{nth:04}" for nth in range(_DELIVERIES)]
    calls = [a_process(number=number) for number in range(_ALERTS_EACH)]
    vault = Vault((SECRET,))
    with writing(engine) as db:
        boards.save(db, [a_board(code=code) for code in codes], NOW)
        processes.RECORDS.save(db, calls, [b"1"] * len(calls), NOW)
        named = {code: _reached(nth, code) for nth, code in enumerate(codes)}
        contacts.save(db, vault, named, ContactSource.FILE, NOW)
        authorisations.give(db, [an_authorisation(board_code=code) for code in codes])
        db.execute(insert(deliveries), [_message(nth, code) for nth, code in enumerate(codes)])
        found = [a_match(board_code=code, portfolio_id=call.portfolio_id) for code in codes for call in calls]
        matches.renew(db, [], found, NOW)
        told = {"kind": AlertKind.NEW_MATCH.value, "version": "", "queued_at": NOW}
        rows = [
            {**told, "board_code": code, "about": call.portfolio_id, "delivery_id": nth + 1}
            for nth, code in enumerate(codes)
            for call in calls
        ]
        db.execute(insert(alerts), rows)


def _reached(nth: int, code: str) -> list[Contact]:
    mail = a_contact(board_code=code, address=f"{code.lower()}@juntas.example")
    text = a_contact(board_code=code, channel=Channel.SMS, address=f"+573000000{nth % 1000:03}")
    return [[mail], [text], [mail, text], [text, mail]][nth % 4]


def _message(nth: int, code: str) -> dict[str, Any]:
    return {
        "id": nth + 1,
        "board_code": code,
        "role": "board",
        "key": f"key-{nth}",
        "code": f"C{nth:07}",
        "priority": Priority.AWAITED.value,
        "queued_at": NOW,
        "due_at": NOW,
        "tries": 0,
        "recorded": 0,
    }


def _ended(engine: Engine) -> list[Any]:
    columns = ("id", "key", "channel", "accepted_at", "failed_at", "why")
    with reading(engine) as db:
        return list(db.execute(select(*(deliveries.c[name] for name in columns))))


def _tried(engine: Engine) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    with reading(engine) as db:
        for delivery_id, result in db.execute(select(attempts.c.delivery_id, attempts.c.result)):
            found[delivery_id][result] += 1
    return found


def _taken(servers: "subprocess.Popen[str]") -> dict[str, Any]:
    assert servers.stdin
    assert servers.stdout
    servers.stdin.write("what did you take?\n")
    servers.stdin.flush()
    found: dict[str, Any] = json.loads(servers.stdout.readline())
    return found


def _id(key: str) -> str:
    return message_id(key, "convite.example")
