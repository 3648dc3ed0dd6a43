"""Any other service by its apprise URL: the address holds the service, the login and the room.

Apprise says whether a service took a message, and of its answer the HTTP status alone.
"""

import logging
import re

from apprise import Apprise, AppriseAsset

from domain.alert import DeliveryResult
from domain.contact import Channel
from notifications.addresses import read_address
from notifications.channels import Receipt, refusals
from notifications.channels.posting import in_doubt
from notifications.message import Message

# Its warnings name rooms and numbers.
logging.getLogger("apprise").propagate = False
logging.getLogger("apprise").addHandler(logging.NullHandler())

_ASSET = AppriseAsset(app_id="Convite", async_mode=False, http_redirects=False, secure_logging=True)


class AppriseChannel:
    """Sends to any service that apprise knows. Many threads may share it.

    An address makes this machine post where it says, so it is to be taken from the office alone.
    """

    name = Channel.APPRISE

    def send(self, address: str, message: Message, *, key: str) -> Receipt:  # noqa: ARG002 - there is no place for it
        """Hand one message over, as text and without buttons."""
        chat = message.chat()
        if not chat.text.strip():
            return refusals.receipt(refusals.message("the text is empty"), "apprise")
        service = _service(address)
        if service is None:
            return refusals.receipt(refusals.address("not an address of a service that we know"), "apprise")
        result = service.notify(body=chat.text)
        if result:
            return Receipt(DeliveryResult.ACCEPTED, "apprise: accepted")
        return _judge([entry.message for entry in result.logs()])

    def close(self) -> None:
        """Nothing is kept open."""


def _service(address: str) -> Apprise | None:
    """The service, tried once; `optional` in an address would call a failure a success."""
    service = Apprise(asset=_ASSET)
    if read_address(Channel.APPRISE, address) is None or not service.add(address):
        return None
    service[0].optional, service[0].retry, service[0].redirects = False, 0, False
    return service


_STATUS = re.compile(r"\berror=(\d{3})\b")
_GONE = {400, 401, 403, 404, 410}  # login and room are parts of the address


def _judge(log: list[str]) -> Receipt:
    statuses = [int(found[1]) for line in log if (found := _STATUS.search(line))]
    if not statuses:
        return in_doubt("apprise: the service did not answer")
    label = f"apprise HTTP {statuses[-1]}"
    if statuses[-1] in _GONE:
        return refusals.receipt(refusals.address("the service does not know this address"), label)
    return refusals.receipt(refusals.later("the service refused for now"), label)
