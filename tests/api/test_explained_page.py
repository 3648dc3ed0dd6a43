"""The board's page says where each level and score comes from, and what lifts it."""

from html import unescape

from sqlalchemy import Engine

from domain.readiness import Evidence
from readiness.assess import assess
from readiness.catalogue import load
from readiness.explanation import explain
from store import assessments, boards, evidence
from store.engine import writing
from tests.api.town import POZON, a_client, page_of
from tests.examples import NOW, TODAY


def test_a_board_reads_why_it_has_its_level_and_what_is_next(engine: Engine) -> None:
    catalogue = load(TODAY)
    held = {id_: Evidence(id_, 3) for id_ in catalogue.requirements if id_ != "RUT"}
    found = assess(catalogue, "R4", held, TODAY)
    with writing(engine) as db:
        boards.save(db, [POZON], NOW)
        evidence.save(db, [(POZON.code, shown) for shown in held.values()], NOW)
        assessments.save(db, [(POZON.code, found)])

    seen = unescape(a_client(engine).get(page_of(POZON)).text)

    sentences = explain(catalogue, found, held).sentences
    assert len(sentences) == 8
    assert all(sentence in seen for sentence in sentences)
    assert "Para pasar a «Casi lista»: pongan al día «RUT y NIT al día»." in seen
