"""A chance in words."""

import pytest

from matching.chance import CHANCES, chance_words


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (1.0, "muy probable"),
        (0.8, "muy probable"),
        (0.799, "probable"),
        (0.5, "probable"),
        (0.499, "posible"),
        (0.2, "posible"),
        (0.199, "poco probable"),
        (0.0, "poco probable"),
    ],
)
def test_each_band_has_its_words_from_its_lower_edge(chance: float, words: str) -> None:
    assert chance_words(chance) == words


def test_the_words_go_down_from_the_likeliest() -> None:
    assert CHANCES == ("muy probable", "probable", "posible", "poco probable")


@pytest.mark.parametrize("chance", [-0.01, 1.01, float("nan")])
def test_what_is_no_chance_is_refused(chance: float) -> None:
    with pytest.raises(ValueError, match="no chance"):
        chance_words(chance)
