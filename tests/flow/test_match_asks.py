"""What the documents of a call ask for reaches the match of a board, quoted, with its page."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from domain.document import Document
from domain.finding import Finding, FindingKind
from domain.match import Match
from domain.readiness import Evidence, Verdict
from readiness.catalogue import load
from service.context import Context
from service.progress import Progress
from service.steps import assess, match
from store import boards, document_files, documents, evidence, matches, processes
from store.engine import reading, writing
from tests.examples import NOW, TODAY, YESTERDAY, a_board, a_process
from tests.flow.house import settings

CALL = "CO1.BDOS.1"
GUARANTEE = Finding(
    FindingKind.GUARANTEE,
    affirmed=True,
    value="cumplimiento 10 %",
    quote="El contratista constituirá una garantía de cumplimiento por el 10 % del valor.",
    page=3,
)
NO_RUP = Finding(FindingKind.RUP, affirmed=False, value="", quote="No se requiere RUP", page=1)
FAR = TODAY + timedelta(days=300)


def matched(
    engine: Engine, said: Sequence[Finding], lacking: str = "", aut_limit_cop: int | None = None, **call: Any
) -> Match:
    """The match of a board that has all but one thing with a call whose invitation says this."""
    shown = [
        ("JAC-0001", Evidence(id_, 4, YESTERDAY, FAR, limit_cop=aut_limit_cop if id_ == "AUT" else None))
        for id_ in load(TODAY).requirements
        if id_ != lacking
    ]
    document = Document("7", CALL, None, "invitacion.pdf", "pdf", 9, None, YESTERDAY, "https://x.example/7")
    process = a_process(**call)
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        evidence.save(db, shown, NOW)
        processes.RECORDS.save(db, [process], [b"1"], NOW)
        documents.RECORDS.save(db, [document], [b"1"], NOW)
        document_files.fetched(db, "7", "0" * 64, 9, 1, NOW)
        document_files.read(db, "7", said, 1, NOW, pages=3)
    context = Context(engine, settings(engine, "", "", "13001"), lambda: NOW, Progress(quiet=True))
    assess.run(context)
    match.run(context)
    with reading(engine) as db:
        (found,) = matches.of_board(db, "JAC-0001")
    return found


def told(found: Match, id_: str) -> list[str]:
    return [reason.words for reason in found.reasons if reason.rule == id_]


def test_a_board_without_a_guarantee_may_apply_if_it_gets_one_and_reads_why(engine: Engine) -> None:
    found = matched(engine, [GUARANTEE], lacking="POL")

    assert (found.verdict, found.missing) == (Verdict.ELIGIBLE_IF, ("POL",))
    (words,) = told(found, "POL")
    quoted = "«El contratista constituirá una garantía de cumplimiento por el 10 % del valor»"
    assert words.startswith("La convocatoria pide «Garantías o pólizas»: ")
    assert f"{quoted} (página 3 de invitacion.pdf)" in words
    assert load(TODAY).requirements["POL"].steps[0] in words


def test_a_board_that_has_what_the_call_asks_for_is_told_of_it_all_the_same(engine: Engine) -> None:
    found = matched(engine, [GUARANTEE])

    assert (found.verdict, found.missing) == (Verdict.ELIGIBLE, ())
    assert "página 3" in told(found, "POL")[0]


def test_a_document_that_denies_lifts_no_block_of_the_law_and_is_shown(engine: Engine) -> None:
    found = matched(engine, [NO_RUP], lacking="RUP", modality="Selección Abreviada de Menor Cuantía")

    assert (found.verdict, found.missing) == (Verdict.ELIGIBLE_IF, ("RUP",))
    (words,) = told(found, "RUP")
    assert "dice que no pide" in words
    assert "«No se requiere RUP» (página 1 de invitacion.pdf)" in words
    assert "la ley lo exige por esta ruta" in words


def test_a_call_without_findings_matches_as_its_route_says(engine: Engine) -> None:
    found = matched(engine, [], lacking="POL")

    assert (found.verdict, found.missing) == (Verdict.ELIGIBLE, ())
    assert told(found, "POL") == []


@pytest.mark.parametrize(
    ("limit", "verdict"), [(60_000_000, Verdict.ELIGIBLE), (59_999_999, Verdict.ELIGIBLE_IF)]
)
def test_a_call_above_what_the_assembly_authorised_waits_for_a_new_minute(
    engine: Engine, limit: int, verdict: Verdict
) -> None:
    found = matched(engine, [], aut_limit_cop=limit, price_cop=60_000_000)

    assert found.verdict is verdict
    for words in told(found, "AUT"):
        assert "$59.999.999" in words
        assert "$60.000.000" in words
    assert found.missing == (("AUT",) if told(found, "AUT") else ())
