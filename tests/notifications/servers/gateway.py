"""A local SMS gateway as docs/channels.md describes it: a key is one message, however often it comes."""

import base64
import json
import re
from typing import Any

from notifications.webhooks.gateway import signature
from tests.notifications.servers.base import Fault, ProviderServer, Refuse, Request, Response, Webhook

USER, PASSWORD = "convite", "a password of the tests"
SECRET = "a gateway's secret of the tests"
AT = 1_780_000_000
_LOGIN = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


class GatewayServer(ProviderServer):
    name = "gateway"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._ids: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://{USER}:{PASSWORD.replace(' ', '%20')}@{self.base[7:]}/sms"

    def answer(self, request: Request) -> Response | Fault:
        body = request.json()
        if request.headers.get("Authorization") != f"Basic {_LOGIN}":
            return self.refusal(Refuse("bad_login", 401))
        to, text, key = (str(body.get(name) or "") for name in ("to", "text", "key"))
        if request.path != "/sms" or not text or not key or request.headers.get("Idempotency-Key") != key:
            return self.refusal(Refuse("bad_message", 422))
        if not re.fullmatch(r"\+57[0-9]{10}", to):
            return self.refusal(Refuse("invalid_number", 422))
        return self.fault_or(to, lambda: self._take(to, text, key, body))

    def refusal(self, refuse: Refuse) -> Response:
        wait = refuse.retry_after_seconds
        headers = {} if wait is None else {"Retry-After": str(wait)}
        return Response(refuse.status, {"error": refuse.code}, headers)

    def _take(self, to: str, text: str, key: str, body: dict[str, Any]) -> Response:
        with self.lock:
            is_new = key not in self._ids
            id_ = self._ids.setdefault(key, f"g-{len(self._ids) + 1}")
        if is_new:
            self.keep(id_, to, text, body, key)
        return Response(202 if is_new else 200, {"id": id_})

    def status(
        self, id_: str, status: str, *, at: int = AT, error: str | None = None, key: str | None = None
    ) -> Webhook:
        """A status of a message, as it comes signed."""
        return self.webhook(
            {"type": "status", "id": id_, "at": at, "status": status, "error": error, "key": key}
        )

    def message(self, sender: str, text: str, *, id_: str = "in-1", at: int = AT) -> Webhook:
        """What a person wrote."""
        return self.webhook({"type": "message", "id": id_, "at": at, "from": sender, "text": text})

    def webhook(self, *events: dict[str, Any], at: int = AT, secret: str = SECRET) -> Webhook:
        """Any events, signed at `at`; with another `secret` it is forged."""
        body = json.dumps({"events": events}).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Convite-Timestamp": str(at),
            "X-Convite-Signature": signature(str(at), body, secret),
        }
        return Webhook(self.callback, headers, body)
