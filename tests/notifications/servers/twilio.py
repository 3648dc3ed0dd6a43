"""A local Twilio: one account, one sender, webhooks in forms."""

import base64
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

from notifications.webhooks.twilio import signature
from tests.notifications.servers.base import Fault, ProviderServer, Refuse, Request, Response, Webhook

SID = "AC00000000000000000000000000000001"
AUTH_TOKEN = "an auth token of the tests"
SENDER = "+573000000000"
_PATH = f"/2010-04-01/Accounts/{SID}/Messages.json"
_LOGIN = base64.b64encode(f"{SID}:{AUTH_TOKEN}".encode()).decode()


class TwilioServer(ProviderServer):
    name = "twilio"
    account = "active"

    @property
    def url(self) -> str:
        return f"twilio+http://{SID}:{AUTH_TOKEN.replace(' ', '%20')}@{self.base[7:]}?from={SENDER}"

    def answer(self, request: Request) -> Response | Fault:
        form = dict(parse_qsl(request.body.decode()))
        if request.headers.get("Authorization") != f"Basic {_LOGIN}":
            return self.refusal(Refuse(20003, 401))
        if request.path != _PATH:
            return self.refusal(Refuse(20404, 404))
        to = form.get("To", "")
        if code := _wrong(form, to):
            return self.refusal(Refuse(code))
        return self.fault_or(to, lambda: self._take(to, form))

    def look(self, request: Request) -> Response | None:
        if request.path != f"/2010-04-01/Accounts/{SID}.json":
            return None
        if request.headers.get("Authorization") != f"Basic {_LOGIN}":
            return self.refusal(Refuse(20003, 401))
        return Response(200, {"sid": SID, "status": self.account, "type": "Full"})

    def refusal(self, refuse: Refuse) -> Response:
        says = refuse.says or "The 'To' number +573000000999 is not good"
        body = {"code": refuse.code, "message": says, "more_info": "https://…", "status": refuse.status}
        wait = refuse.retry_after_seconds
        return Response(refuse.status, body, {} if wait is None else {"Retry-After": str(wait)})

    def _take(self, to: str, form: dict[str, str]) -> Response:
        sid = f"SM{len(self.accepted) + 1:032x}"
        self.keep(sid, to, form["Body"], form)
        return Response(201, {"sid": sid, "status": "queued", "to": to, "error_code": None})

    def status(self, id_: str, status: str, *, code: int | None = None, key: str = "") -> Webhook:
        """A status of a message, as it comes signed."""
        fields = {"MessageSid": id_, "MessageStatus": status, "To": "+573000000001", "AccountSid": SID}
        if code is not None:
            fields["ErrorCode"] = str(code)
        return self.webhook(fields, query=f"?key={key}" if key else "")

    def message(self, sender: str, text: str, *, id_: str = "SMin") -> Webhook:
        """What a person wrote."""
        return self.webhook(
            {"MessageSid": id_, "From": sender, "To": SENDER, "Body": text, "AccountSid": SID}
        )

    def webhook(self, fields: dict[str, Any], *, query: str = "", token: str = AUTH_TOKEN) -> Webhook:
        """Any fields; with another `token` it is forged."""
        url = self.callback + query
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature(url, list(fields.items()), token),
        }
        return Webhook(url, headers, urlencode(fields).encode())


def _wrong(form: dict[str, str], to: str) -> int | None:
    """The code for a request that is not as documented."""
    if form.get("From") != SENDER:
        return 21603 if not form.get("From") else 21659
    if not re.fullmatch(r"\+[1-9][0-9]{7,14}", to):
        return 21211
    return None if form.get("Body") else 21602
