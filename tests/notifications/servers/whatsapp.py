"""A local WhatsApp Cloud API: one sending number, approved templates, webhooks."""

import base64
import json
import re
from typing import Any

from notifications.chat_form import BODIES, names_of
from notifications.webhooks.signatures import hex_signature
from tests.notifications.servers.base import Fault, Faults, ProviderServer, Refuse, Request, Response, Webhook

TOKEN = "a-token-of-the-tests"
PHONE_ID = "100000000000001"
APP_SECRET = "an app secret of the tests"
AT = 1_780_000_000


class WhatsAppServer(ProviderServer):
    """`templates` are approved, each with its number of parameters; other messages are not taken."""

    name = "whatsapp"

    def __init__(
        self,
        faults: Faults | None = None,
        *,
        templates: dict[str, int] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(faults, **options)
        self.templates = templates or {name: len(names_of(name)) for name in BODIES}

    @property
    def url(self) -> str:
        return f"{self.base}/v24.0"

    def answer(self, request: Request) -> Response | Fault:
        body = request.json()
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.refusal(Refuse(190, 401))
        if request.path != f"/v24.0/{PHONE_ID}/messages":
            return self.refusal(Refuse(33))
        to = str(body.get("to") or body.get("recipient") or "")
        if code := self._wrong(body, to):
            return self.refusal(Refuse(code))
        return self.fault_or(to, lambda: self._take(to, body))

    def look(self, request: Request) -> Response | None:
        if request.path != f"/v24.0/{PHONE_ID}":
            return None
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.refusal(Refuse(190, 401))
        return Response(200, {"id": PHONE_ID, "verified_name": "Convite", "quality_rating": "GREEN"})

    def refusal(self, refuse: Refuse) -> Response:
        says = refuse.says or f"(#{refuse.code}) Message to +573000000999 failed"
        error = {"message": says, "type": "OAuthException", "code": refuse.code, "fbtrace_id": "Abc"}
        wait = refuse.retry_after_seconds
        headers = {} if wait is None else {"Retry-After": str(wait)}
        return Response(refuse.status, {"error": error}, headers)

    def _wrong(self, body: dict[str, Any], to: str) -> int | None:
        """The code for a request that is not as documented."""
        if body.get("messaging_product") != "whatsapp" or not to:
            return 131008
        match body:
            case {"type": "template", "template": {"name": name, "language": {"code": "es_CO"}, **template}}:
                return self._wrong_template(name, template.get("components", []))
        return 131009

    def _wrong_template(self, name: str, components: Any) -> int | None:
        if name not in self.templates:
            return 132001
        values = [p["text"] for c in components if c["type"] == "body" for p in c["parameters"]]
        if len(values) != self.templates[name]:
            return 132000
        return 132012 if any(re.search(r"[\n\t]| {5}", value) or not value for value in values) else None

    def _take(self, to: str, body: dict[str, Any]) -> Response:
        number = len(self.accepted) + 1
        # As Meta's do, the id has the person's number in it.
        wamid = "wamid." + base64.b64encode(f"\x1c\x18{to.lstrip('+')}\x15{number:020}".encode()).decode()
        self.keep(
            wamid,
            to,
            json.dumps(body[body["type"]], ensure_ascii=False),
            body,
            body.get("biz_opaque_callback_data"),
        )
        contact = {"input": to, "wa_id": to.lstrip("+")}
        answer = {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": wamid}]}
        return Response(200, answer)

    def status(
        self, id_: str, status: str, *, at: int = AT, code: int | None = None, key: str | None = None
    ) -> Webhook:
        """A status of a message, as it comes signed."""
        told: dict[str, Any] = {
            "id": id_,
            "status": status,
            "timestamp": str(at),
            "recipient_id": "573000000001",
        }
        if code is not None:
            told["errors"] = [{"code": code, "title": "Message undeliverable"}]
        if key is not None:
            told["biz_opaque_callback_data"] = key
        return self.webhook({"statuses": [told]})

    def message(
        self, sender: str, content: dict[str, Any], *, id_: str = "wamid.in", at: int = AT
    ) -> Webhook:
        """What a person wrote or pressed; `content` has type, and what goes with it."""
        told = {"from": sender.lstrip("+"), "id": id_, "timestamp": str(at), **content}
        contact = {"profile": {"name": "Junta Inventada"}, "wa_id": sender.lstrip("+")}
        return self.webhook({"contacts": [contact], "messages": [told]})

    def webhook(self, value: dict[str, Any], field: str = "messages", secret: str = APP_SECRET) -> Webhook:
        """Any change; with another `secret` it is forged."""
        metadata = {"display_phone_number": "573000000000", "phone_number_id": PHONE_ID}
        change = {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
        body = json.dumps(
            {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
        ).encode()
        signature = f"sha256={hex_signature(secret, body)}"
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature}
        return Webhook(self.callback, headers, body)
