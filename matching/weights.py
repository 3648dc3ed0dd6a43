"""The weight table of the match, read once from `weights.toml`."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from domain.board import Trade
from domain.match import POINTS


@dataclass(frozen=True, slots=True)
class Feature:
    """How much a feature counts, and its score where it cannot be known."""

    weight: float
    unknown: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The table; `place`, `precedent` and `route` give scores by rule. Money in COP, working days. Of the
    features follow `total_weight` and `days_points`, the points (of POINTS) that enough days left count.
    """

    bar: float
    suitable_from: float
    features: dict[str, Feature]
    total_weight: float
    days_points: int
    place: dict[str, float]
    precedent: dict[str, float]
    route: dict[str, float]
    kindred: dict[Trade, tuple[Trade, ...]]
    kindred_score: float
    comfortable_cop: int
    largest_cop: int
    grows: float
    enough_days: int
    half_habit: int
    ranking: dict[str, float]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The table. Raises KeyError for a file that lacks a value: without it no score would be true."""
    table = tomllib.loads(files(__package__).joinpath("weights.toml").read_text(encoding="utf-8"))
    kindred = dict(table["kindred"])
    kindred_score = kindred.pop("score")
    features = {name: Feature(**row) for name, row in table["features"].items()}
    total = sum(feature.weight for feature in features.values())
    return Weights(
        bar=table["bar"],
        suitable_from=table["suitable_from"],
        features=features,
        total_weight=total,
        days_points=round(POINTS * features["days"].weight / total),
        place=table["place"],
        precedent=table["precedent"],
        route=table["route"],
        kindred={Trade(name): tuple(map(Trade, near)) for name, near in kindred.items()},
        kindred_score=kindred_score,
        comfortable_cop=table["size"]["comfortable_cop"],
        largest_cop=table["size"]["largest_cop"],
        grows=table["size"]["grows"],
        enough_days=table["days"]["enough"],
        half_habit=table["habit"]["half"],
        ranking=table["ranking"],
    )
