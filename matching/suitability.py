"""Could a community board do this at all? Evidence for and against, from a readable table of weights.

What counts is the object, then its size and the kind of buyer; the modality hardly. The table is
`suitability.toml`; a lift is upkeep too, and it is the words against that keep it from a playground. How far
each sign is to be trusted was learned from judged purchases (`learned_weights.py`).
"""

import math
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from domain.text import fold
from matching.learned_weights import Learned, learned, stems
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
        """What speaks for it: first what is said of the likeliest trade, then the heaviest."""
        likeliest = self.trades[0].trade if self.trades else None
        spoken = [sign for sign in self.signs if sign.weight > 0 and sign.words]
        return tuple(sign.words for sign in sorted(spoken, key=lambda sign: _trade(sign) != likeliest))

    @property
    def words_against(self) -> tuple[str, ...]:
        return tuple(sign.words for sign in self.signs if sign.weight < 0 and sign.words)


class Evidence(NamedTuple):
    """What the table alone finds in a purchase."""

    signs: tuple[Sign, ...]
    trades: tuple[TradeHint, ...]

    @property
    def score(self) -> float:
        """How suitable (0–1) by the table alone."""
        return _curve(_table()["base"] + sum(sign.weight for sign in self.signs))


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
    """How suitable a purchase is for any community board. A blank or a zero value says nothing.

    The score is the chance that a reader would say that a board could do it; its signs add up to it.
    """
    found = evidence(
        text,
        buyer=buyer,
        value_cop=value_cop,
        modality=modality,
        contract_type=contract_type,
        unspsc=unspsc,
        more_unspsc=more_unspsc,
    )
    score, signs = scored(found.signs, stems(fold(text)), learned())
    return Suitability(score, tuple(sorted(signs, key=lambda sign: -abs(sign.weight))), found.trades)


def evidence(
    text: str,
    *,
    buyer: str = "",
    value_cop: float | None = None,
    modality: str = "",
    contract_type: str = "",
    unspsc: str | None = None,
    more_unspsc: str | None = None,
) -> Evidence:
    """The signs of the table, with the weights of the table."""
    folded = fold(text)
    trades = suggested_trades(folded, unspsc, more_unspsc)
    signs = (
        *_said(folded, "groups"),
        *_said(fold(buyer), "buyer"),
        *_by_form(modality, contract_type),
        *_by_value(value_cop),
        *_by_trade(trades),
    )
    return Evidence(signs, trades)


def scored(signs: Iterable[Sign], stems: Iterable[str], learned: Learned) -> tuple[float, list[Sign]]:
    """The score, and the signs with the weights that made it; words that were learned are one sign more."""
    weighed = [replace(sign, weight=sign.weight * learned.times(sign.rule)) for sign in signs]
    if of_words := learned.of_words(stems):
        weighed.append(Sign("words", of_words, ""))
    return _curve(learned.base + sum(sign.weight for sign in weighed)), weighed


def _curve(total: float) -> float:
    return 1.0 / (1.0 + math.exp(-total))


def _trade(sign: Sign) -> str | None:
    """The trade that a group of words is about."""
    part, _, name = sign.rule.partition(".")
    trade: str | None = _table()[part].get(name, {}).get("trade") if part == "groups" else None
    return trade


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
