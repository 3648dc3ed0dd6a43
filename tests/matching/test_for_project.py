"""Which lines of plans are proposed for a project, and why."""

from domain.board import Trade
from matching.plans.for_project import candidates, with_words
from tests.projects import a_line, a_wording

OTHERS = [
    a_line(key=f"PAA-{n}", line_id=f"L{n}", description=f"Compra de {thing} para la oficina")
    for n, thing in enumerate(("papelería", "sillas", "tóner", "café"), 10)
]


def test_the_line_that_says_the_same_of_the_same_place_comes_first_with_its_reasons() -> None:
    elsewhere = a_line(key="PAA-2", description="Limpieza de canales pluviales del barrio Manga")
    found = candidates(a_wording(cost_cop=58_000_000), [elsewhere, *OTHERS, a_line()], "13001")
    assert [one.line.key for one in found] == ["PAA-1", "PAA-2"]
    told = {reason.rule: reason.words for reason in found[0].reasons}
    assert told["place"] == "Nombra el mismo lugar: El Pozón"
    assert told["words"].startswith("Los dos dicen «")
    assert "El valor es parecido" in told["amount"]
    assert {reason.words for reason in found[1].reasons if reason.rule == "place"} == {
        "Nombra otro lugar: Manga"
    }


def test_nothing_is_proposed_where_nothing_is_alike() -> None:
    said = a_wording(title="Una huerta", what="Sembrar hortalizas", trade=Trade.ENVIRONMENT)
    assert candidates(said, OTHERS, "13001") == []
    assert candidates(said, [], "13001") == []


def test_lines_are_found_by_all_words_with_accents_or_without() -> None:
    assert with_words("POZON canáles", [*OTHERS, a_line()]) == [a_line()]
    assert with_words("pozon papeleria", [*OTHERS, a_line()]) == []
