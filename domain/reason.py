"""A reason that explains itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the rule that spoke, how strongly (0–1), and the Spanish words for it."""

    rule: str
    score: float
    words: str
