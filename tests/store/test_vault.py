"""Sealing addresses: what opens, what does not, and which hash finds an address again."""

import pytest

from domain.contact import Channel
from store.vault import Unreadable, Vault

ADDRESS, PLACE = "junta@gaviotas.example", "board|JAC-0001|email"
VAULT = Vault(["one key"])


def test_what_was_sealed_opens_in_its_place() -> None:
    sealed = VAULT.seal(ADDRESS, PLACE)
    assert VAULT.open(sealed, PLACE) == ADDRESS
    assert ADDRESS.encode() not in sealed


def test_the_same_address_is_sealed_differently_each_time() -> None:
    assert VAULT.seal(ADDRESS, PLACE) != VAULT.seal(ADDRESS, PLACE)


def test_what_was_moved_to_another_boards_row_does_not_open() -> None:
    sealed = VAULT.seal(ADDRESS, PLACE)
    with pytest.raises(Unreadable):
        VAULT.open(sealed, "board|JAC-0002|email")


@pytest.mark.parametrize("change", [-1, 20])
def test_what_was_tampered_with_does_not_open(change: int) -> None:
    sealed = bytearray(VAULT.seal(ADDRESS, PLACE))
    sealed[change] ^= 1
    with pytest.raises(Unreadable):
        VAULT.open(bytes(sealed), PLACE)


def test_another_key_opens_nothing_and_the_error_names_no_data() -> None:
    with pytest.raises(Unreadable, match="CONVITE_CONTACT_KEYS") as error:
        Vault(["another key"]).open(VAULT.seal(ADDRESS, PLACE), PLACE)
    assert "gaviotas" not in str(error.value)
    assert "JAC-0001" not in str(error.value)


def test_a_new_key_opens_what_the_old_one_sealed_and_finds_it_by_the_same_hash() -> None:
    sealed = VAULT.seal(ADDRESS, PLACE)
    rotated = Vault(["a newer key", "one key"])
    assert rotated.open(sealed, PLACE) == ADDRESS
    assert rotated.digest(Channel.EMAIL, ADDRESS) == VAULT.digest(Channel.EMAIL, ADDRESS)
    assert not sealed.startswith(rotated.head)
    assert rotated.seal(ADDRESS, PLACE).startswith(rotated.head)


def test_a_retired_key_opens_and_does_nothing_else() -> None:
    vault = Vault(["a newer key"], retired=["one key"])
    assert vault.open(VAULT.seal(ADDRESS, PLACE), PLACE) == ADDRESS
    assert vault.digest(Channel.EMAIL, ADDRESS) != VAULT.digest(Channel.EMAIL, ADDRESS)


def test_what_nobody_sealed_yet_opens_anywhere() -> None:
    assert VAULT.open(b"\x00" + ADDRESS.encode(), "wherever") == ADDRESS


def test_a_vault_without_a_key_is_none() -> None:
    with pytest.raises(ValueError, match="needs a key"):
        Vault([])


@pytest.mark.parametrize(
    ("channel", "one", "other"),
    [
        (Channel.EMAIL, "Junta@Gaviotas.EXAMPLE", "junta@gaviotas.example"),
        (Channel.SMS, "+57 300 000 0012", "+573000000012"),
        (Channel.TELEGRAM, " 12345 ", "12345"),
    ],
)
def test_an_address_written_in_two_ways_has_one_hash(channel: Channel, one: str, other: str) -> None:
    assert VAULT.digest(channel, one) == VAULT.digest(channel, other)


def test_a_number_is_one_address_on_whatsapp_and_by_sms_and_another_on_telegram() -> None:
    number = "+573000000012"
    assert VAULT.digest(Channel.WHATSAPP, number) == VAULT.digest(Channel.SMS, number)
    assert VAULT.digest(Channel.TELEGRAM, number) != VAULT.digest(Channel.SMS, number)


def test_the_hash_of_another_key_is_another() -> None:
    assert Vault(["another key"]).digest(Channel.EMAIL, ADDRESS) != VAULT.digest(Channel.EMAIL, ADDRESS)
