"""Every number explains itself, and what is promised of the next level comes true."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.readiness import Dimension, Evidence, EvidenceSource
from readiness.assess import LEVELS, assess
from readiness.explanation import explain, lift
from readiness.states import best
from tests.readiness.boards import PIECES
from tests.readiness.documents import CATALOGUE, FAR, ON, everything

OPEN_ROUTES = [route.id for route in CATALOGUE.routes.values() if not route.closed_from]


def explained(evidence: Mapping[str, Evidence], route: str = "R4") -> tuple[str, ...]:
    return explain(CATALOGUE, assess(CATALOGUE, route, evidence, ON), evidence).sentences


def test_a_board_with_everything_reads_that_it_has_it() -> None:
    level, score, *dimensions, what_next = explained(everything())

    assert (
        level
        == "Nivel «Lista» en «Mínima cuantía»: no falta nada indispensable, y el puntaje es de 85 o más."
    )
    assert score.startswith("Puntaje: 100 de 100. Sale de promediar legal 100 (pesa 30), documental 100")
    assert [said.split(" 100")[0] for said in dimensions] == [
        *("Legal", "Documental", "Técnica", "Administrativa y financiera", "Digital"),
    ]
    assert what_next.startswith("Es el nivel más alto.")


def test_a_board_that_lacks_one_thing_reads_which_and_where_it_leads() -> None:
    said = explained(everything(without="RUT"))

    assert said[0] == (
        "Nivel «En desarrollo» en «Mínima cuantía»: "
        "falta un requisito indispensable para contratar por esta ruta."
    )
    assert any(one.endswith("requisitos al día; falta «RUT y NIT al día».") for one in said)
    assert said[-1].startswith("Para pasar a «Lista»: pongan al día «RUT y NIT al día».")


def test_a_board_whose_papers_nobody_checked_reads_that_an_officer_should() -> None:
    said = explained({id_: replace(item, level=3) for id_, item in everything().items()})

    assert said[0].startswith("Nivel «Casi lista»")
    assert "y no todos revisados por un funcionario" in said[2]
    assert said[-1].startswith("Para pasar a «Lista»: pidan a un funcionario que revise ")


def test_a_document_about_to_expire_is_named_with_the_level_that_it_costs() -> None:
    said = explained(everything(Evidence("RUT", 4, None, ON)))

    assert said[0].endswith("no falta nada indispensable, pero vence pronto: «RUT y NIT al día».")
    assert said[-1].startswith("Para pasar a «Lista»: pongan al día «RUT y NIT al día».")


def test_too_many_documents_about_to_expire_hold_a_level_back() -> None:
    soon = [Evidence(id_, 3, None, ON) for id_ in ("RUT", "PJ", "CED")]
    shown = {id_: Evidence(id_, 3, None, FAR) for id_ in CATALOGUE.requirements} | {
        e.requirement: e for e in soon
    }

    said = explained(shown)

    assert "pero hay 3 soportes por vencer y «Casi lista» admite 2" in said[0]


def test_a_closed_route_says_only_that_it_is_closed() -> None:
    (said,) = explained(everything(), "R7")

    assert "no está disponible desde el 25 de febrero de 2026" in said


def test_a_board_to_which_nothing_of_a_route_applies_lacks_nothing_for_it() -> None:
    waived = [Evidence(id_, 0, source=EvidenceSource.OFFICER, applies=False) for id_ in CATALOGUE.asked["R8"]]
    found = assess(CATALOGUE, "R8", best(CATALOGUE, waived, ON), ON)
    assert (found.score, found.level, found.blocking) == (100, LEVELS[-1], ())


@given(st.lists(PIECES, max_size=60), st.sampled_from(OPEN_ROUTES))
@settings(max_examples=40, deadline=None)
def test_what_is_promised_of_the_next_level_comes_true(shown: list[Evidence], route: str) -> None:
    evidence = best(CATALOGUE, shown, ON)
    before = assess(CATALOGUE, route, evidence, ON)
    promised = lift(CATALOGUE, before, evidence)
    if before.level == LEVELS[-1]:
        assert promised is None
        return
    assert promised is not None
    held = dict(evidence)
    for id_ in promised.closed:
        known = held.get(id_, Evidence(id_, 0))
        held[id_] = replace(known, level=max(3, known.level), issued_on=None, expires_on=None)
    for id_ in promised.checked:
        held[id_] = replace(held[id_], level=4)
    after = assess(CATALOGUE, route, held, ON)
    assert (after.level, after.score) == (promised.level, promised.score)
    assert LEVELS.index(after.level) > LEVELS.index(before.level)


@given(st.lists(PIECES, max_size=60), st.sampled_from(OPEN_ROUTES))
@settings(max_examples=40, deadline=None)
def test_the_numbers_told_are_those_of_the_assessment(shown: list[Evidence], route: str) -> None:
    evidence = best(CATALOGUE, shown, ON)
    found = assess(CATALOGUE, route, evidence, ON)
    said = explain(CATALOGUE, found, evidence)

    assert f"«{found.level}»" in said.level
    if said.score:
        assert f"Puntaje: {found.score} de 100." in said.score
    for sentence, dimension in zip(said.dimensions, _told(said.dimensions), strict=True):
        assert f" {found.scores[dimension]} de 100: " in sentence


def _told(sentences: tuple[str, ...]) -> list[Dimension]:
    initials = {"L": Dimension.LEGAL, "D": Dimension.DOCUMENTARY, "T": Dimension.TECHNICAL}
    initials["A"] = Dimension.ADMINISTRATIVE
    return [Dimension.DIGITAL if said.startswith("Digital") else initials[said[0]] for said in sentences]
