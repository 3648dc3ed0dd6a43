"""Purchases that readers judged: what was read, and what they said."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from domain.text import fold


class Purchase(NamedTuple):
    """What a reader sees of a public purchase; blanks where the source left them."""

    id: str
    text: str
    buyer: str = ""
    value_cop: float | None = None
    modality: str = ""
    contract_type: str = ""
    unspsc: str = ""
    municipality: str = ""
    month: str = ""  # 2026-03


class Judged(NamedTuple):
    """A purchase and one answer of each reader: 0 (nothing a board does) to 3 (typical), and the trade."""

    purchase: Purchase
    suit: Sequence[int]
    trades: Sequence[str]

    @property
    def is_suitable(self) -> bool:
        return min(self.suit) >= 2

    @property
    def is_unsuitable(self) -> bool:
        return max(self.suit) == 0


def purchase(row: Mapping[str, Any], month: str = "") -> Purchase:
    """A row of `id, source, entity, city, dept, modality, type, unspsc, value, text` (docs/interface.md)."""
    said = {name: str(row.get(name) or "").strip() for name in ("city", "entity", "text", "id")}
    city = fold(said["city"])
    return Purchase(
        id=said["id"],
        text=said["text"],
        buyer=said["entity"],
        value_cop=_amount(row.get("value")),
        modality=str(row.get("modality") or ""),
        contract_type=str(row.get("type") or ""),
        unspsc=str(row.get("unspsc") or ""),
        # A buyer without a town stands for one: its rows are alike, too.
        municipality=city if city not in ("", "no definido") else fold(said["entity"]),
        month=month,
    )


def _amount(value: object) -> float | None:
    """The amount, or None where it is blank, zero or no number."""
    try:
        return float(str(value)) or None
    except ValueError:
        return None
