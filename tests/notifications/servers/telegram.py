"""A local Telegram Bot API: one bot, sendMessage, updates by webhook."""

import json
from typing import Any

from tests.notifications.servers.base import Fault, ProviderServer, Refuse, Request, Response, Webhook

TOKEN = "100000001:a-Token_of_the_tests"
SECRET = "a-secret-of-the-tests"
AT = 1_780_000_000


class TelegramServer(ProviderServer):
    name = "telegram"

    def answer(self, request: Request) -> Response | Fault:
        body = request.json()
        if not request.path.startswith(f"/bot{TOKEN}/"):
            return self.refusal(Refuse(401, says="Unauthorized"))
        if request.path != f"/bot{TOKEN}/sendMessage":
            return self.refusal(Refuse(404, says="Not Found"))
        to, text = str(body.get("chat_id") or ""), str(body.get("text") or "")
        if not text.strip():
            return self.refusal(Refuse(400, says="Bad Request: message text is empty"))
        if not to.lstrip("-").isdigit():
            return self.refusal(Refuse(400, says="Bad Request: chat not found"))
        rows = body.get("reply_markup", {}).get("inline_keyboard", [])
        if any(len(button["callback_data"].encode()) > 64 for row in rows for button in row):
            return self.refusal(Refuse(400, says="Bad Request: BUTTON_DATA_INVALID"))
        return self.fault_or(to, lambda: self._take(to, text, body))

    def look(self, request: Request) -> Response | None:
        if not request.path.endswith("/getMe"):
            return None
        if request.path != f"/bot{TOKEN}/getMe":
            return self.refusal(Refuse(401, says="Unauthorized"))
        return Response(200, {"ok": True, "result": {"id": 100000001, "is_bot": True, "username": "Bot"}})

    def refusal(self, refuse: Refuse) -> Response:
        assert isinstance(refuse.code, int)
        body: dict[str, Any] = {"ok": False, "error_code": refuse.code, "description": refuse.says}
        if refuse.retry_after_seconds is not None:
            body["parameters"] = {"retry_after": refuse.retry_after_seconds}
        return Response(refuse.code, body)

    def _take(self, to: str, text: str, body: dict[str, Any]) -> Response:
        number = len(self.accepted) + 1
        self.keep(str(number), to, text, body)
        result = {"message_id": number, "date": AT, "chat": {"id": int(to), "type": "private"}, "text": text}
        return Response(200, {"ok": True, "result": result})

    def message(self, chat: int, text: str, *, update: int = 1, answers: int | None = None) -> Webhook:
        """What a person wrote."""
        sender = {"id": chat, "is_bot": False, "first_name": "Inventada"}
        told: dict[str, Any] = {"message_id": 9000 + update, "date": AT, "text": text, "from": sender}
        told["chat"] = {"id": chat, "type": "private"}
        if answers is not None:
            told["reply_to_message"] = {"message_id": answers, "date": AT, "chat": told["chat"]}
        return self.webhook({"update_id": update, "message": told})

    def press(self, chat: int, number: int, data: str, *, update: int = 1, id_: str = "4711") -> Webhook:
        """A button that a person pressed under our message of this number."""
        about = {"message_id": number, "date": AT, "chat": {"id": chat, "type": "private"}}
        sender = {"id": chat, "is_bot": False, "first_name": "Inventada"}
        query = {"id": id_, "from": sender, "message": about, "chat_instance": "1", "data": data}
        return self.webhook({"update_id": update, "callback_query": query})

    def webhook(self, update: dict[str, Any], secret: str = SECRET) -> Webhook:
        """Any update; with another `secret` it is forged."""
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
        return Webhook(self.callback, headers, json.dumps(update).encode())
