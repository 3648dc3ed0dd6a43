"""A call as a leader passes it on to the board's group: everything to decide by, and no key of the board."""

from datetime import date
from urllib.parse import quote

from api.calls import Call
from domain.titles import readable
from notifications import words

_LONGEST_TITLE = 160


def share_link(call: Call, days_left: int | None, today: date) -> str:
    """Opens WhatsApp with the words, for whoever presses it to choose a group."""
    return f"https://wa.me/?text={quote(share_text(call, days_left, today))}"


def share_text(call: Call, days_left: int | None, today: date) -> str:
    process = call.process
    lines = [f"*{readable(process.title, _LONGEST_TITLE)}*", f"Contrata: {readable(process.buyer_name, 80)}"]
    if process.price_cop:
        lines.append(f"Valor: {words.amount(process.price_cop)}")
    lines.append(words.days_left(process.closes_on, days_left, today))
    if process.closes_on and process.closes_on >= today:
        lines[-1] += f": {words.day(process.closes_on)}"
    if call.link:
        lines.append(f"En SECOP: {call.link}")
    return "\n".join([*lines, "¿Nos presentamos?"])
