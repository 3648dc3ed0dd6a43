"""Which trades of a board a purchase asks for, from its words and its UNSPSC codes."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from domain.board import Trade
from matching.vocabulary import Vocabulary

_KINDS = {"strong": 3.0, "words": 1.0}  # what one term of each kind counts
_HALF = 3.0  # the evidence at which a trade is as likely as not: one strong word
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class TradeHint:
    """A trade that a purchase suggests: how strongly (0–1) and the words of the text that say so."""

    trade: Trade
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Table:
    labels: dict[Trade, str]
    words: Vocabulary
    unspsc: dict[str, tuple[tuple[Trade, float], ...]]


def suggested_trades(
    folded: str, unspsc: str | None = None, more_unspsc: str | None = None
) -> tuple[TradeHint, ...]:
    """The trades that a folded text and its codes suggest, the likeliest first; none if nothing speaks."""
    table = _table()
    evidence: dict[Trade, float] = {}
    heard: dict[Trade, dict[str, float]] = {}
    for label, met in table.words.find(folded).items():
        name, kind = label.split("/")
        trade, strength = Trade(name), _KINDS[kind]
        evidence[trade] = evidence.get(trade, 0.0) + strength * len(met)
        heard.setdefault(trade, {}).update(dict.fromkeys(met.values(), strength))
    for code in _codes(unspsc, more_unspsc):
        for trade, strength in _said_by(code, table):
            evidence[trade] = evidence.get(trade, 0.0) + strength
    hints = [
        TradeHint(trade, total / (total + _HALF), _strongest(heard.get(trade, {})))
        for trade, total in evidence.items()
    ]
    return tuple(sorted(hints, key=lambda hint: (-hint.score, hint.trade)))


def label(trade: Trade) -> str:
    """The Spanish name of a trade: `"limpieza, poda y cuidado del espacio público"`."""
    return _table().labels[trade]


def _strongest(heard: dict[str, float]) -> tuple[str, ...]:
    return tuple(sorted(heard, key=lambda words: -heard[words])[:3])


def _codes(*published: str | None) -> tuple[str, ...]:
    """SECOP writes `V1.72141000`, SECOP I `721410`, plans `72141000 72141100`; UNSPECIFIED says nothing."""
    text = " ".join(code for code in published if code).replace("V1.", " ")
    return tuple(dict.fromkeys(code for code in _DIGITS.findall(text) if len(code) >= 4))


def _said_by(code: str, table: _Table) -> list[tuple[Trade, float]]:
    """What the longest listed prefix of a code says of each trade."""
    said: dict[Trade, float] = {}
    for length in range(2, len(code) + 1):
        said.update(table.unspsc.get(code[:length], ()))
    return list(said.items())


@lru_cache(maxsize=1)
def _table() -> _Table:
    rows = tomllib.loads(files(__package__).joinpath("trades.toml").read_text(encoding="utf-8"))
    unspsc: dict[str, list[tuple[Trade, float]]] = {}
    for name, row in rows.items():
        for prefix, weight in row["unspsc"].items():
            unspsc.setdefault(prefix, []).append((Trade(name), weight))
    return _Table(
        {Trade(name): row["label"] for name, row in rows.items()},
        Vocabulary(
            {f"{name}/{kind}": row[kind] for name, row in rows.items() for kind in ("strong", "words")}
        ),
        {prefix: tuple(said) for prefix, said in unspsc.items()},
    )
