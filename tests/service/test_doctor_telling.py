"""What doctor says of telling: each trouble in its colour, with what to do."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from domain.alert import Alert, AlertKind, DeliveryResult, Ending, Priority
from domain.contact import Channel
from service import doctor_telling
from service.finding import Finding, Health
from service.settings import Settings
from store import alerts, boards, canary, channel_states, contacts, deliveries, replies, troubles
from store.vault import Vault
from tests.examples import NOW, a_board, a_contact

HOUR = timedelta(hours=1)


def seen(db: Connection, now: datetime = NOW, **fields: object) -> dict[str, Finding]:
    chosen = Settings(_env_file=None, **fields)  # type: ignore[arg-type, call-arg]  # any of them
    return {one.what: one for one in doctor_telling.findings(db, chosen, now)}


def test_a_quiet_installation_lacks_canary_and_operator_only(unsaved: Connection) -> None:
    found = seen(unsaved)
    wanting = {what for what, one in found.items() if one.health is not Health.GREEN}
    assert wanting == {"canary", "operator"}
    assert all(one.do for one in found.values() if one.health is not Health.GREEN)


def test_channels_tell_who_stopped_them_what_refuses_us_and_until_when_they_rest(unsaved: Connection) -> None:
    channel_states.stop(unsaved, Channel.SMS, "the contract ended", NOW)
    channel_states.trouble(unsaved, Channel.WHATSAPP, "operator: whatsapp 190: the token ran out", NOW)
    channel_states.rest(unsaved, Channel.TELEGRAM, NOW + HOUR)
    found = seen(unsaved)
    assert (found["sms channel"].health, "the contract ended" in found["sms channel"].says) == (
        Health.YELLOW,
        True,
    )
    assert found["whatsapp channel"].health is Health.RED
    assert found["telegram channel"].health is Health.YELLOW
    assert "telegram channel" not in seen(unsaved, NOW + HOUR)


def test_the_people_of_the_day_that_are_left_are_counted(unsaved: Connection) -> None:
    assert "whatsapp people" not in seen(unsaved)
    limit: dict[str, Any] = {"whatsapp_token": "x", "whatsapp_daily_people": 3}
    left = [seen(unsaved, **limit)["whatsapp people"]]
    for nth in range(3):
        _reach(unsaved, f"JAC-{nth}", f"+57300000000{nth}", NOW + nth * HOUR)
        left.append(seen(unsaved, NOW + 2 * HOUR, **limit)["whatsapp people"])
    left.append(seen(unsaved, NOW + 25 * HOUR, **limit)["whatsapp people"])  # two of them are a day ago
    assert [one.says for one in left] == [f"{n} of 3 people of 24 hours are left" for n in (3, 2, 1, 0, 2)]
    assert [one.health for one in left] == [*[Health.GREEN] * 3, Health.YELLOW, Health.GREEN]
    assert "Meta raises the limit" in left[3].do


def _reach(db: Connection, code: str, number: str, at: datetime) -> None:
    boards.save(db, [a_board(code=code)], NOW)
    known = a_contact(board_code=code, channel=Channel.WHATSAPP, address=number)
    contact_id = contacts.add(db, Vault(["a key of the tests alone"]), known, NOW)
    alerts.queue(db, [Alert(code, "C", AlertKind.NEW_MATCH)], NOW, NOW, Priority.NEW)
    (claimed,) = deliveries.claim(db, "w", at, at + HOUR)
    said = Ending(claimed, DeliveryResult.ACCEPTED, at, at, channel=Channel.WHATSAPP, contact_id=contact_id)
    deliveries.finish(db, [said])


def test_words_that_no_machine_understood_wait_for_a_person(unsaved: Connection) -> None:
    kept = replies.Taken("sms", "SM1", None, "digest", "not_understood", None, b"sealed", NOW)
    replies.keep(unsaved, kept)
    found = seen(unsaved)["replies"]
    assert (found.health, found.says[:1]) == (Health.YELLOW, "1")


@pytest.mark.parametrize(("days", "number"), [(6, "1"), (8, "no message")])
def test_a_message_sent_again_after_a_try_in_doubt_may_have_come_twice(
    unsaved: Connection, days: int, number: str
) -> None:
    boards.save(unsaved, [a_board()], NOW)
    alerts.queue(unsaved, [Alert(a_board().code, "C", AlertKind.NEW_MATCH)], NOW, NOW, Priority.NEW)
    for result in (DeliveryResult.MAYBE, DeliveryResult.ACCEPTED):
        (claimed,) = deliveries.claim(unsaved, "w", NOW, NOW)
        deliveries.finish(unsaved, [Ending(claimed, result, NOW, NOW, channel=Channel.EMAIL, due_at=NOW)])
    assert seen(unsaved, NOW + timedelta(days=days))["doubles"].says.startswith(number)


def test_the_canary_is_red_once_it_failed_or_is_old(unsaved: Connection) -> None:
    to: dict[str, Any] = {"canary": "email:prueba@convite.example"}
    assert seen(unsaved, **to)["canary"].says == "none was injected yet"
    canary.begin(unsaved, "CONVITE.CANARIO.1", NOW)
    assert seen(unsaved, **to)["canary"].health is Health.GREEN
    assert seen(unsaved, NOW + 27 * HOUR, **to)["canary"].health is Health.RED
    canary.end(unsaved, "CONVITE.CANARIO.1", "not alerted", "no alert ran", NOW)
    failed = seen(unsaved, **to)["canary"]
    assert (failed.health, "was not alerted: no alert ran" in failed.says) == (Health.RED, True)


def test_a_page_that_reached_nobody_is_red_until_one_does(unsaved: Connection) -> None:
    to: dict[str, Any] = {"operator": "json://127.0.0.1:9"}
    assert "operator" not in seen(unsaved, **to)
    troubles.note(unsaved, "queue", NOW)
    troubles.unsent(unsaved, "queue", NOW, "apprise: the service did not answer")
    assert seen(unsaved, **to)["operator"].health is Health.RED
    troubles.paged(unsaved, "queue", NOW)
    assert "operator" not in seen(unsaved, **to)
