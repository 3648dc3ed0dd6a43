"""Could a community board do this at all? Evidence for and against, from a readable table of weights.

What counts is the object, then its size and the kind of buyer; the modality hardly. The table is
`suitability.toml`; a lift is upkeep too, and it is the words against that keep it from a playground.
"""

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from domain.text import fold
from matching.trade import TradeHint, suggested_trades
from matching.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that speaks for (positive weight) or against, with the words that a person is told."""

    rule: str
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class Suitability:
    """How suitable for any board (0–1), and why, the heaviest first."""

    score: float
    signs: tuple[Sign, ...]
    trades: tuple[TradeHint, ...]

    @property
    def words_for(self) -> tuple[str, ...]:
        return tuple(sign.words for sign in self.signs if sign.weight > 0 and sign.words)

    @property
    def words_against(self) -> tuple[str, ...]:
        return tuple(sign.words for sign in self.signs if sign.weight < 0 and sign.words)


def suitability(
    text: str,
    *,
    buyer: str = "",
    value_cop: float | None = None,
    modality: str = "",
    contract_type: str = "",
    unspsc: str | None = None,
    more_unspsc: str | None = None,
) -> Suitability:
    """How suitable a purchase is for any community board. A blank or a zero value says nothing."""
    folded = fold(text)
    trades = suggested_trades(folded, unspsc, more_unspsc)
    signs = [
        *_said(folded, "groups"),
        *_said(fold(buyer), "buyer"),
        *_by_form(modality, contract_type),
        *_by_value(value_cop),
        *_by_trade(trades),
    ]
    total = _table()["base"] + sum(sign.weight for sign in signs)
    signs.sort(key=lambda sign: -abs(sign.weight))
    return Suitability(1.0 / (1.0 + math.exp(-total)), tuple(signs), trades)


def _said(folded: str, part: str) -> Iterator[Sign]:
    for name in _vocabulary(part).find(folded):
        group = _table()[part][name]
        yield Sign(f"{part}.{name}", group["weight"], group.get("words", ""))


def _by_form(modality: str, contract_type: str) -> Iterator[Sign]:
    if weight := _table()["contract"].get(fold(contract_type)):
        yield Sign(f"contract.{fold(contract_type)}", weight, "")
    folded = fold(modality)
    for words, weight in _table()["modality"].items():
        if words in folded:
            yield Sign(f"modality.{words}", weight, "")


def _by_value(value_cop: float | None) -> Iterator[Sign]:
    if value_cop:
        step = next(step for step in _table()["value"] if value_cop <= step["up_to_cop"])
        yield Sign(f"value.{step['up_to_cop']}", step["weight"], "")


def _by_trade(trades: tuple[TradeHint, ...]) -> Iterator[Sign]:
    if trades:
        yield Sign("trade", _table()["trade"]["weight"] * trades[0].score, "")


@lru_cache(maxsize=1)
def _table() -> dict:  # type: ignore[type-arg]  # the shape of the file, as tomllib gives it
    return tomllib.loads(files(__package__).joinpath("suitability.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=2)
def _vocabulary(part: str) -> Vocabulary:
    return Vocabulary({name: group["terms"] for name, group in _table()[part].items()})
