"""A program that asked for it is called for each new match: signed, and again later where it was in vain."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection, Engine, select

from domain.access import Permission, StaffRole
from domain.canary import BOARD_CODE
from domain.hook import wait_after
from notifications.hooks import SIGNATURE, Caller, fault_of, secret_of
from service.context import Context
from service.progress import Progress
from service.settings import Settings
from service.steps import hooks as step
from store import boards, hooks, keys, matches, staff
from store.engine import reading, writing
from store.key_tables import hook_calls
from store.vault import Vault
from tests.examples import NOW, a_board, a_match

URL = "https://universidad.example/convite"
SECRET = "a secret that only the tests know"
LATER = NOW + timedelta(hours=1)


class OtherSide:
    """A program's server: it keeps what it was sent, and answers as it is told."""

    def __init__(self, status: int = 200, lives_at: str = "93.184.216.34") -> None:
        self.status, self.lives_at = status, lives_at
        self.heard: list[httpx2.Request] = []

    def __call__(self) -> Caller:
        return Caller(transport=httpx2.MockTransport(self._answer), resolve=lambda _: [self.lives_at])

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.heard.append(request)
        return httpx2.Response(self.status, headers={"location": "https://elsewhere.example/"})


def a_key(db: Connection) -> int:
    by = staff.add(db, Vault([SECRET]), "Ana", "ana@oficina.example", StaffRole.ADMINISTRATOR, None, NOW)
    keys.make(db, "Universidad", [Permission.SEE_BOARDS], by, NOW)
    return keys.every(db)[0].id


@pytest.fixture
def subscribed(engine: Engine) -> Engine:
    """A board with a match from before a program asked, and two from after; and the canary's."""
    with writing(engine) as db:
        boards.save(db, [a_board(), a_board(code=BOARD_CODE)], NOW)
        matches.replace(db, [a_match(portfolio_id="OLD")], [], NOW)
        hooks.subscribe(db, a_key(db), URL, NOW)
        new = [a_match(portfolio_id=one) for one in ("OLD", "CO1.BDOS.1", "CO1.BDOS.2")]
        matches.replace(db, [*new, a_match(board_code=BOARD_CODE)], [], NOW + timedelta(minutes=1))
    return engine


def run(engine: Engine, other: Callable[[], Caller], now: datetime = LATER) -> dict[str, Any]:
    settings = Settings(secret_key=SECRET)
    return step.run(Context(engine, settings, lambda: now, Progress(quiet=True)), other)


def test_a_program_is_called_once_for_each_match_that_is_newer_than_its_wish(subscribed: Engine) -> None:
    other = OtherSide()
    assert run(subscribed, other) == {"queued": 2, "accepted": 2, "failed": 0}
    assert run(subscribed, other) == {"queued": 0, "accepted": 0, "failed": 0}
    told = [json.loads(request.content) for request in other.heard]
    assert sorted(one["portfolio_id"] for one in told) == ["CO1.BDOS.1", "CO1.BDOS.2"]
    assert set(told[0]) == {"id", "event", "board_code", "portfolio_id", "matched_at"}
    assert told[0]["matched_at"] == "2026-06-03T08:01:00-05:00"


def test_a_call_is_signed_with_the_hook_s_own_secret_and_its_hour(subscribed: Engine) -> None:
    other = OtherSide()
    run(subscribed, other)
    with reading(subscribed) as db:
        (hook,) = hooks.of_key(db, 1)
    seconds, made = other.heard[0].headers[SIGNATURE].removeprefix("t=").split(",v1=")
    assert int(seconds) == int(LATER.timestamp())
    signed = f"{seconds}.".encode() + other.heard[0].content
    key = secret_of(hook.salt, SECRET).encode()
    assert made == hmac.new(key, signed, hashlib.sha256).hexdigest()


def test_a_call_in_vain_is_made_again_later_with_the_same_id(subscribed: Engine) -> None:
    other = OtherSide(503)
    assert run(subscribed, other)["failed"] == 2
    wait = wait_after(1)
    assert wait
    other.status = 200
    assert run(subscribed, other, LATER + wait - timedelta(seconds=1))["accepted"] == 0
    assert run(subscribed, other, LATER + wait)["accepted"] == 2
    ids = [json.loads(request.content)["id"] for request in other.heard]
    assert sorted(ids[:2]) == sorted(ids[2:])


def test_a_program_that_never_answers_is_called_for_three_days_and_then_no_more(subscribed: Engine) -> None:
    other, now, tries = OtherSide(500), LATER, 0
    while (wait := wait_after(tries := tries + 1)) is not None:
        assert run(subscribed, other, now)["failed"] == 2
        now += wait
    assert timedelta(days=3) <= now - LATER <= timedelta(days=4)
    assert run(subscribed, other, now)["failed"] == 2
    with reading(subscribed) as db:
        (hook,) = hooks.of_key(db, 1)
    assert (hook.ended_at, hook.why) == (now, "HTTP 500")
    assert run(subscribed, OtherSide(), now + timedelta(days=2)) == {"queued": 0, "accepted": 0, "failed": 0}


def test_a_program_that_is_gone_is_called_no_more(subscribed: Engine) -> None:
    run(subscribed, OtherSide(410))
    with reading(subscribed) as db:
        assert hooks.of_key(db, 1)[0].why == "HTTP 410"


@pytest.mark.parametrize("status", [301, 307])
def test_no_redirect_is_followed(subscribed: Engine, status: int) -> None:
    other = OtherSide(status)
    assert run(subscribed, other)["failed"] == 2
    assert {request.headers["host"] for request in other.heard} == {"universidad.example"}


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fd00::1", "no address"]
)
def test_nothing_within_our_own_network_is_called(subscribed: Engine, address: str) -> None:
    other = OtherSide(lives_at=address)
    assert run(subscribed, other)["failed"] == 2
    assert other.heard == []


def test_a_key_that_was_revoked_or_a_hook_that_was_ended_is_called_no_more(subscribed: Engine) -> None:
    other = OtherSide()
    with writing(subscribed) as db:
        hooks.queue(db, LATER)
        keys.revoke(db, 1, LATER)
    assert run(subscribed, other)["accepted"] == 0
    assert other.heard == []


def test_two_workers_never_claim_the_same_call(subscribed: Engine) -> None:
    with writing(subscribed) as db:
        hooks.queue(db, LATER)
        first = hooks.claim(db, LATER, 1)
    with writing(subscribed) as db:
        second = hooks.claim(db, LATER, 9)
    assert {one.id for one in first}.isdisjoint(one.id for one in second)
    assert len(second) == 1
    with writing(subscribed) as db:  # whoever claimed them died
        again = hooks.claim(db, LATER + timedelta(minutes=5), 9)
    assert [one.tries for one in again] == [2, 2]


def test_a_match_that_comes_back_is_no_news(subscribed: Engine) -> None:
    other = OtherSide()
    run(subscribed, other)
    with writing(subscribed) as db:
        matches.replace(db, [], [], LATER)
        matches.replace(db, [a_match()], [], LATER + timedelta(hours=1))
    assert run(subscribed, other, LATER + timedelta(hours=2))["queued"] == 0
    with reading(subscribed) as db:
        assert len(db.execute(select(hook_calls.c.id)).all()) == 2


@pytest.mark.parametrize(
    ("url", "is_good"),
    [
        (URL, True),
        ("https://universidad.example:443/a?b=c", True),
        ("http://universidad.example/", False),
        ("https://127.0.0.1/", False),
        ("https://[::1]/", False),
        ("https://localhost/", False),
        ("https://base.internal/", False),
        ("https://u:p@universidad.example/", False),
        ("https://universidad.example:8443/", False),
        ("https://universidad.example:x/", False),
        ("https://universidad.example/\n", False),
        ("https://ñ.example/", False),
        ("https://", False),
        ("", False),
        ("https://universidad.example/" + "a" * 500, False),
    ],
)
def test_only_public_addresses_over_https_are_taken(url: str, is_good: bool) -> None:
    assert (fault_of(url) is None) == is_good
