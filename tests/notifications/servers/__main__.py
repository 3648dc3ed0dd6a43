"""One local provider in a process of its own: prints the URL for its channel, and serves until it is ended.

`python -m tests.notifications.servers whatsapp [--port N] [--fail-one-in N]`. GET / tells what it took.
"""

import argparse
import itertools
import time

from tests.notifications.servers.base import Faults, ProviderServer, Refuse
from tests.notifications.servers.gateway import GatewayServer
from tests.notifications.servers.telegram import TelegramServer
from tests.notifications.servers.twilio import TwilioServer
from tests.notifications.servers.whatsapp import WhatsAppServer

SERVERS: dict[str, type[ProviderServer]] = {
    server.name: server for server in (WhatsAppServer, TwilioServer, GatewayServer, TelegramServer)
}

_OF_THE_HOUR: dict[str, Refuse] = {
    "whatsapp": Refuse(131000, 500),
    "twilio": Refuse(30001, 500),
    "gateway": Refuse("busy", 503, retry_after_seconds=0),
    "telegram": Refuse(500),
}


def failing(name: str, one_in: int) -> Faults:
    """Every so-manieth message is refused for the hour."""
    count = itertools.count(1)
    return lambda _address: _OF_THE_HOUR[name] if next(count) % one_in == 0 else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", choices=SERVERS)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--fail-one-in", type=int, default=0)
    given = parser.parse_args()
    faults = failing(given.server, given.fail_one_in) if given.fail_one_in else None
    with SERVERS[given.server](faults, port=given.port) as server:
        print(server.url, flush=True)  # noqa: T201 - whoever started it reads it
        while True:
            time.sleep(60)


if __name__ == "__main__":
    main()
