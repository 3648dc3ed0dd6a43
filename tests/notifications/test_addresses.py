"""Addresses: what is one, what is not, and what is shown of one."""

import pytest

from domain.contact import Channel
from notifications.addresses import WANTED, masked, read_address


@pytest.mark.parametrize(
    ("channel", "text", "address"),
    [
        (Channel.EMAIL, " Junta@Gaviotas.EXAMPLE ", "Junta@gaviotas.example"),
        (Channel.EMAIL, "junta.example", None),
        (Channel.EMAIL, "", None),
        (Channel.WHATSAPP, "300 000 0012", "+573000000012"),
        (Channel.SMS, "+57 300 0000012", "+573000000012"),
        (Channel.SMS, "605 650 1234", None),  # a landline of Cartagena takes no text message
        (Channel.SMS, "300 000 00", None),
        (Channel.SMS, "llamar a la vecina", None),
        (Channel.TELEGRAM, " 123456789 ", "123456789"),
        (Channel.TELEGRAM, "-100123", "-100123"),  # a group
        (Channel.TELEGRAM, "@gaviotas", None),
        (Channel.TELEGRAM, "123456789012345678901", None),
        (Channel.APPRISE, "ntfy://localhost/junta", "ntfy://localhost/junta"),
        (Channel.APPRISE, "paloma://localhost", None),
        (Channel.APPRISE, "syslog://", None),
        (Channel.APPRISE, "ntfy://localhost/a,ntfy://localhost/b", None),
        (Channel.APPRISE, "", None),
        (Channel.APPRISE, "ntfy://[", None),
    ],
)
def test_each_channel_reads_its_own_addresses(channel: Channel, text: str, address: str | None) -> None:
    assert read_address(channel, text) == address


def test_every_channel_says_what_it_wants() -> None:
    assert set(WANTED) == set(Channel)


@pytest.mark.parametrize(
    ("channel", "address", "shown"),
    [
        (Channel.EMAIL, "junta@gaviotas.example", "j•••@gaviotas.example"),
        (Channel.SMS, "+573000000012", "•••0012"),
        (Channel.TELEGRAM, "1234567", "•••4567"),
        (Channel.TELEGRAM, "123456", "•••"),
        (Channel.APPRISE, "ntfys://token@host/topic", "ntfys://•••"),
    ],
)
def test_what_is_shown_of_an_address_is_not_enough_to_write_to_it(
    channel: Channel, address: str, shown: str
) -> None:
    assert masked(channel, address) == shown
