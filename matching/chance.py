"""A chance in words that people use, never as a number: it was measured in bands no finer than these.

How often readers said that a board could do it, of purchases held back from learning (learned/report.md):
muy probable 97 of 100, probable 77, posible 29, poco probable 2.
"""

_FROM = ((0.8, "muy probable"), (0.5, "probable"), (0.2, "posible"))
_ELSE = "poco probable"

CHANCES = (*(words for _, words in _FROM), _ELSE)  # the likeliest first


def chance_words(chance: float) -> str:
    """What to call a chance between 0 and 1, such as the score of `suitability`. Raises ValueError."""
    if not 0.0 <= chance <= 1.0:
        raise ValueError(f"no chance: {chance}")
    return next((words for least, words in _FROM if chance >= least), _ELSE)
