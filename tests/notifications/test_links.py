"""Signed links: ours are read, all others are not."""

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.links import (
    LINK_LASTS,
    UNDATED_OPEN_UNTIL,
    read,
    read_feed,
    read_link,
    read_start,
    sign,
    sign_at,
    sign_feed,
    start_payload,
)
from tests.examples import NOW

SECRET = "a secret of this test"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_code_comes_back_from_its_link(code: str) -> None:
    token = sign(code, SECRET)
    assert read(token, SECRET) == code
    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")


@given(st.text())
def test_no_made_up_token_is_read(token: str) -> None:
    assert read(token, SECRET) is None


def test_a_link_is_short_enough_for_a_small_screen() -> None:
    assert len(sign("JAC-0001", SECRET)) == 8 + 17
    assert len(sign("J-13001-0a1b2c3d", SECRET)) == 16 + 17


def test_a_changed_link_is_not_read() -> None:
    token = sign("JAC-0001", SECRET)
    others = sign("JAC-0002", SECRET)
    assert read(others.split(".")[0] + "." + token.split(".")[1], SECRET) is None
    assert read(token[:-1], SECRET) is None
    assert read(token + "a", SECRET) is None


def test_a_link_of_another_installation_is_not_read() -> None:
    assert read(sign("JAC-0001", "another secret"), SECRET) is None


def test_a_new_secret_signs_and_the_old_links_still_open() -> None:
    old = sign("JAC-0001", "old")
    assert read(old, ["old", "new"]) == "JAC-0001"
    assert sign("JAC-0001", ["old", "new"]) == sign("JAC-0001", "new")
    assert read(old, ["new"]) is None


def test_signing_twice_gives_the_same_link() -> None:
    assert sign("JAC-0001", SECRET) == sign("JAC-0001", SECRET)


CODES = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1)


@given(CODES)
def test_a_code_comes_back_from_what_opens_a_chat_unless_it_is_too_long_for_that(code: str) -> None:
    payload = start_payload(code, SECRET)
    assert (payload is None) == (len(code.encode()) > 31)
    if payload is not None:
        assert read_start(payload, SECRET) == code
        assert len(payload) <= 64
        assert set(payload) <= set(string.ascii_letters + string.digits + "-_")


@given(st.text())
def test_no_made_up_payload_joins_a_chat(payload: str) -> None:
    assert read_start(payload, SECRET) is None


def test_a_changed_payload_joins_no_chat() -> None:
    payload = start_payload("JAC-0001", SECRET)
    assert payload is not None
    other = start_payload("JAC-0002", SECRET)
    assert other is not None
    for changed in (payload[:-1], payload + "a", payload[:22], "", other[:22] + payload[22:]):
        assert read_start(changed, SECRET) is None
    assert read_start(payload, "another secret") is None
    assert read_start(payload, [SECRET, "new"]) == "JAC-0001"


def test_who_may_join_a_chat_may_not_open_the_page_by_that() -> None:
    payload = start_payload("JAC-0001", SECRET)
    assert payload is not None
    assert read(f"{payload[22:]}.{payload[:22]}", SECRET) is None
    code, signature = sign("JAC-0001", SECRET).split(".")
    assert read_start(signature + code, SECRET) is None


def test_a_code_in_letters_is_not_taken_for_an_encoded_one() -> None:
    encoded = sign("Junta n.º 1", SECRET)
    assert read(encoded, SECRET) == "Junta n.º 1"
    assert read(encoded.removeprefix("."), SECRET) is None


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(TEXTS, st.datetimes(datetime(2020, 1, 1), datetime(2051, 1, 1)))  # noqa: DTZ001
def test_a_dated_link_says_whose_it_is_and_when_it_was_made(code: str, at: datetime) -> None:
    at = at.replace(tzinfo=UTC)
    token = sign_at(code, SECRET, at)
    found = read_link(token, SECRET)
    assert found is not None
    assert found == (code, at.replace(second=0, microsecond=0))
    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")


def test_a_dated_link_is_four_signs_longer() -> None:
    assert len(sign_at("JAC-0001", SECRET, NOW)) == 8 + 21


@pytest.mark.parametrize("year", [2019, 2052])
def test_no_link_is_made_that_would_say_another_day(year: int) -> None:
    with pytest.raises(ValueError, match="cannot be made"):
        sign_at("JAC-0001", SECRET, NOW.replace(year=year))


def test_a_link_is_over_after_half_a_year_and_one_without_a_date_on_a_day() -> None:
    dated, old = read_link(sign_at("A", SECRET, NOW), SECRET), read_link(sign("A", SECRET), SECRET)
    assert dated
    assert old
    a_second = timedelta(seconds=1)
    assert [dated.is_over(at) for at in (NOW + LINK_LASTS - a_second, NOW + LINK_LASTS)] == [False, True]
    assert [old.is_over(at) for at in (UNDATED_OPEN_UNTIL - a_second, UNDATED_OPEN_UNTIL)] == [False, True]


@given(st.text())
def test_no_made_up_token_is_a_link_or_a_feeds(token: str) -> None:
    assert read_link(token, SECRET) is None
    assert read_feed(token, SECRET) is None


@pytest.mark.parametrize("code", ["JAC-0001", "Junta n.º 1"])
def test_no_token_is_taken_for_one_of_another_kind(code: str) -> None:
    link, feed, undated = sign_at(code, SECRET, NOW), sign_feed(code, SECRET, NOW), sign(code, SECRET)
    assert read_feed(feed, SECRET) == (code, NOW)
    assert [read_feed(one, SECRET) for one in (link, undated)] == [None, None]
    assert [read_link(feed, SECRET), read(link, SECRET), read(feed, SECRET)] == [None, None, None]
    day, rest = link[:4], link[4:]
    for changed in ("AAAA" + rest, rest, day.swapcase() + rest, link[:-1]):
        assert read_link(changed, SECRET) is None
