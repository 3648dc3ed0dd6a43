"""Grams of texts: the same whether they are worked out, remembered, or were forgotten."""

import numpy as np
import pytest

from matching import grams as module
from matching.grams import Grams, grams, likeness, vectors

TEXTS = ["el pozon", "limpieza de canales en el pozon", "", "villa estrella", "el pozon"]


def same(one: Grams, other: Grams) -> bool:
    return np.array_equal(one.at, other.at) and np.array_equal(one.weight, other.weight)


def test_grams_are_the_rows_of_the_matrix_one_for_each_text() -> None:
    rows = vectors(TEXTS)
    wanted = [Grams(row.indices, row.data) for row in (rows[n] for n in range(len(TEXTS)))]
    found = grams(TEXTS)
    assert len(found) == len(TEXTS)
    assert all(map(same, found, wanted))


def test_of_no_texts_there_are_no_grams() -> None:
    assert grams([]) == []


def test_grams_asked_for_again_are_not_worked_out_again() -> None:
    (first,), (again,) = grams(["barrio de prueba"]), grams(["barrio de prueba"])
    assert first is again


def test_what_was_remembered_longest_makes_room_for_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_REMEMBERED", 3)
    (oldest,) = grams(["uno"])
    grams(["dos", "tres", "cuatro"])
    assert len(module._remembered) == 3
    (anew,) = grams(["uno"])
    assert anew is not oldest
    assert same(anew, oldest)


def test_more_texts_at_once_than_are_remembered_are_all_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_REMEMBERED", 2)
    found = grams(["uno", "dos", "tres", "cuatro"])
    assert all(map(same, found, [grams([text])[0] for text in ("uno", "dos", "tres", "cuatro")]))


def test_a_name_is_like_itself_and_unlike_an_empty_text() -> None:
    assert likeness("el pozon", "el pozon") == pytest.approx(1.0)
    assert likeness("el pozon", "") == 0.0
    assert likeness("", "el pozon") == 0.0
