"""A mail server and a keyed SMS gateway that fail one message in ten, in a process of their own.

`python -m tests.flow.chaos_servers SEED` prints their addresses as JSON; for each line that it reads it tells
what they took: mails by Message-ID, texts by key, and how often a text came again that was taken before.
"""

import json
import random
import re
import sys
from collections import Counter

from service.demo.smtp_server import Fault as MailFault
from service.demo.smtp_server import SmtpServer, Stage
from tests.notifications.servers.base import Fault, Refuse
from tests.notifications.servers.gateway import GatewayServer

_MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE | re.IGNORECASE)


class _Gateway(GatewayServer):
    """Counts what comes again, and keeps nothing that is not asked for."""

    again = 0

    def _take(self, to, text, key, body):  # type: ignore[no-untyped-def]  # as the server's own
        self.again += key in self._ids
        self.requests.clear()
        return super()._take(to, text, key, {})


def main() -> None:
    chance = random.Random(int(sys.argv[1]))
    mails: Counter[str] = Counter()

    def mail_faults(stage: Stage, _address: str) -> str | MailFault | None:
        match stage, chance.random():
            case Stage.RECIPIENT, drawn if drawn < 0.01:
                return "550 5.1.1 nobody here"
            case Stage.RECIPIENT, drawn if drawn < 0.05:
                return "450 4.2.1 busy"
            case Stage.CONTENT, drawn if drawn < 0.03:
                return "451 4.3.0 later"
            case Stage.CONTENT, drawn if drawn < 0.05:
                return MailFault.DROP
        return None

    def text_faults(_address: str) -> Refuse | Fault | None:
        drawn = chance.random()
        if drawn < 0.01:
            return Refuse("unreachable", 422)
        if drawn < 0.05:
            return Refuse("busy", 503, retry_after_seconds=0)
        return Fault.DROP_AFTER if drawn < 0.10 else None

    def tell(_recipient: str, raw: bytes) -> None:
        found = _MESSAGE_ID.search(raw)
        assert found
        mails[found[1].decode()] += 1

    with SmtpServer(faults=mail_faults, tell=tell) as smtp, _Gateway(text_faults) as gateway:
        print(json.dumps({"smtp": smtp.url, "sms": gateway.url}), flush=True)  # noqa: T201
        for _ in sys.stdin:
            texts = Counter(taken.key for taken in gateway.accepted)
            print(json.dumps({"mails": mails, "texts": texts, "again": gateway.again}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
