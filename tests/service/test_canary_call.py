"""The invented process suits the invented board on any day of the year, and cannot wait."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from domain.alert import Priority
from domain.canary import BOARD, is_canary
from domain.contact import Channel
from domain.days import BOGOTA
from domain.match import Eligibility
from domain.process import standing
from matching.match import Day, match
from matching.prepare import Call, prepare
from matching.profile import Profile, profile
from readiness.assess import assess
from readiness.catalogue import load
from readiness.days import business_days_between
from readiness.eligibility import eligibility, wanted_by
from service.alert.telling import priority_of
from service.canary import tells_arrival
from service.canary_call import a_call
from service.match.inputs import in_its_town
from service.settings import Settings


@pytest.mark.parametrize("weeks", range(0, 104, 3))
def test_it_matches_whatever_the_day_of_the_calendar_of_elections(weeks: int) -> None:
    at = datetime(2026, 1, 2, 5, 10, tzinfo=BOGOTA) + timedelta(weeks=weeks, days=weeks % 7)
    today, process = at.date(), a_call(at)
    catalogue = load(today)
    wanted = wanted_by(catalogue, process, today)
    assert wanted
    assessed = {wanted.route: assess(catalogue, wanted.route, {}, today)}

    def eligible(_: Profile, __: Call) -> Eligibility | None:
        return eligibility(catalogue, assessed, wanted, {})

    call = in_its_town(prepare(process, standing(process, today), "13001"))
    day = Day(today, partial(business_days_between, today))
    (found,) = match([profile(BOARD)], [call], eligible, day).matches
    assert is_canary(found.portfolio_id)
    assert priority_of(found.closes_on, today) is Priority.URGENT
    assert match([profile(replace(BOARD, municipality="13001"))], [call], eligible, day).matches == []


@pytest.mark.parametrize(
    ("address", "mailbox", "tells"),
    [
        ("convite@convite.example", "imaps://u:p@host/INBOX", True),
        ("Convite+prueba@Convite.example", "imaps://u:p@host/INBOX", True),
        ("convite@convite.example", None, False),
        ("convite@convite.example", "", False),
        ("otra@convite.example", "imaps://u:p@host/INBOX", False),
        ("convite@otra.example", "imaps://u:p@host/INBOX", False),
    ],
)
def test_a_mailbox_tells_only_of_what_comes_to_it(address: str, mailbox: str | None, tells: bool) -> None:
    chosen = Settings(mail_from="Convite <convite@convite.example>", mailbox_url=mailbox)
    assert tells_arrival(chosen, Channel.EMAIL, address) is tells


WHATSAPP = {"whatsapp_token": "t", "whatsapp_phone_id": "1", "whatsapp_app_secret": "x"}
GATEWAY = {"sms_url": "https://u:p@sms.example/send", "sms_secret": "y"}
TWILIO = {"sms_url": "twilio+https://S:T@api.twilio.com?from=+573000000000", "sms_secret": "y"}
OUTSIDE, INSIDE = {"public_url": "https://convite.example"}, {"public_url": "http://127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("chosen", "channel", "tells"),
    [
        (WHATSAPP, Channel.WHATSAPP, True),
        (WHATSAPP | {"whatsapp_app_secret": ""}, Channel.WHATSAPP, False),
        (GATEWAY | INSIDE, Channel.SMS, True),
        (GATEWAY | {"sms_secret": ""}, Channel.SMS, False),
        ({"sms_secret": "y"}, Channel.SMS, False),
        (TWILIO | OUTSIDE, Channel.SMS, True),
        (TWILIO | INSIDE, Channel.SMS, False),
        (WHATSAPP | TWILIO | OUTSIDE, Channel.TELEGRAM, False),
    ],
)
def test_a_messenger_tells_where_its_webhook_can_be_called(
    chosen: dict[str, Any], channel: Channel, tells: bool
) -> None:
    assert tells_arrival(Settings(_env_file=None, **chosen), channel, "1") is tells  # type: ignore[call-arg]
