"""What is learned from judged purchases, and what is held back from learning."""

import math

import numpy as np
import pytest

from matching.learned_weights import Learned, family, learned, read_learned, stems, written
from matching.learning.fit import chances, fit, shown
from matching.learning.held_back import held_back
from matching.learning.judged import Judged, Purchase, purchase

TOWNS = ("a", "b", "c", "d", "e", "f")


def judged(text: str, suit: int, town: str = "a") -> Judged:
    return Judged(Purchase("x", text, municipality=town), (suit,), ("none",))


def rows() -> list[Judged]:
    """Twelve of each, from six towns. `gorgojo` goes with yes, `chamizo` with no; no table knows them."""
    good = [judged("Limpieza de canales con gorgojo", 3, town) for town in TOWNS * 2]
    bad = [judged("Limpieza de canales con chamizo", 0, town) for town in TOWNS * 2]
    return good + bad


def test_a_word_that_goes_with_yes_weighs_more_than_one_that_goes_with_no() -> None:
    weights = fit(rows())
    assert weights.words["gorgoj"] > 0 > weights.words["chamiz"]


def test_what_was_learned_tells_yes_from_no() -> None:
    known = rows()
    scores = chances(fit(known), [shown(one.purchase) for one in known])
    assert scores[:12].min() > scores[12:].max()


def test_a_word_of_few_towns_is_not_learned() -> None:
    known = [judged(one.purchase.text, one.suit[0], "a") for one in rows()]
    assert fit(known).words == {}


def test_the_name_of_a_municipality_is_not_learned() -> None:
    known = [
        judged(f"{one.purchase.text} Zipaquirá", one.suit[0], one.purchase.municipality) for one in rows()
    ]
    assert not any(stem.startswith("zipaq") for stem in fit(known).words)


def test_a_sign_that_misleads_loses_its_weight_and_does_not_change_sides() -> None:
    misled = [judged("Limpieza de canales", 0, town) for town in TOWNS * 5]
    misled += [judged("Compra de software", 3, town) for town in TOWNS * 5]
    weights = fit(misled)
    assert 0.0 <= weights.times("groups.cleaning") < 1.0
    assert all(weight >= 0.0 for weight in weights.signs.values())


def test_learning_twice_gives_the_same() -> None:
    assert fit(rows()) == fit(rows())


def test_readers_who_disagree_count_half_each() -> None:
    def base(*suit: int) -> float:
        text = "Limpieza de canales"
        known = [Judged(Purchase("x", text, municipality=town), suit, ("none",)) for town in TOWNS * 4]
        return float(chances(fit(known), [shown(known[0].purchase)])[0])

    assert base(0, 0) < base(0, 3) < base(3, 3)


def test_what_is_written_is_read_again() -> None:
    lines = ["term,weight", *(f"{term},{weight}" for term, weight in written(learned()))]
    assert read_learned(lines) == learned()


@pytest.mark.parametrize("line", ["sign:groups.cleaning,-0.1", "phrase:a b,1", ",1"])
def test_a_weight_that_cannot_be_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="no weight can be"):
        read_learned(["term,weight", line])


def test_a_long_text_says_no_more_than_a_short_one_and_few_words_prove_little() -> None:
    weights = Learned(0.0, {}, {f"s{n}": 1.0 for n in range(48)})
    assert weights.of_words([]) == 0.0
    assert weights.of_words(["s1", "unknown"]) == pytest.approx(1 / math.sqrt(12))
    assert weights.of_words([f"s{n}" for n in range(12)]) == pytest.approx(math.sqrt(12))
    assert weights.of_words([f"s{n}" for n in range(48)]) == pytest.approx(math.sqrt(48))


def test_the_steps_of_the_value_are_one_family() -> None:
    assert family("value.60000000") == family("value.180000000") == "value"
    assert family("groups.cleaning") == "groups.cleaning"


def test_stems_are_of_words_of_four_letters_and_no_numbers() -> None:
    assert stems("limpieza de via 2026 canales limpiezas") == ["canale", "limpie"]


def test_nothing_is_learned_from_the_town_or_the_month_of_what_is_tested() -> None:
    towns = [f"t{n % 7}" for n in range(200)]
    months = [f"2026-{n % 9}" for n in range(200)]
    tested: list[int] = []
    for learn, test in held_back(towns, months):
        assert not {towns[i] for i in learn} & {towns[i] for i in test}
        assert not {months[i] for i in learn} & {months[i] for i in test}
        tested += test.tolist()
    assert sorted(tested) == list(range(200))


def test_without_months_only_towns_are_held_back() -> None:
    towns = [f"t{n % 7}" for n in range(50)]
    parts = list(held_back(towns, [""] * 50))
    assert len(parts) == 5
    assert all(len(learn) + len(test) == 50 for learn, test in parts)
    assert np.concatenate([test for _, test in parts]).size == 50


def test_a_buyer_without_a_town_stands_for_one() -> None:
    assert purchase({"id": "1", "city": "Cali", "entity": "X"}).municipality == "cali"
    assert (
        purchase({"id": "1", "city": "No Definido", "entity": "Alcaldía de Y"}).municipality
        == "alcaldia de y"
    )


@pytest.mark.parametrize(
    ("value", "amount"), [("", None), ("0", None), ("no", None), (None, None), ("5", 5.0)]
)
def test_an_amount_that_is_blank_zero_or_no_number_is_not_known(value: object, amount: float | None) -> None:
    assert purchase({"id": "1", "value": value}).value_cop == amount


def test_suitable_is_what_all_readers_say() -> None:
    one = Purchase("x", "")
    assert Judged(one, (2, 3), ()).is_suitable
    assert not Judged(one, (1, 3), ()).is_suitable
    assert Judged(one, (0, 0), ()).is_unsuitable
    assert not Judged(one, (0, 1), ()).is_unsuitable
