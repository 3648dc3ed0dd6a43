"""What the survey's answers come to, as the tools of the field export them, and what is refused of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.table_file import UnreadableFile
from domain.readiness import Evidence, EvidenceSource
from readiness.states import State, best, state_of
from service import survey_answers
from service.survey_answers import read
from service.survey_form import Question, board_label
from tests.files import read_here
from tests.readiness.documents import CATALOGUE, ON
from tests.service.survey_examples import (
    ASKED,
    BOARDS,
    FORM,
    OLAYA,
    POZON,
    SKILLS,
    SURVEY,
    a_csv,
    an_xlsx,
    evidence_of,
    read_rows,
)

LABELS = {(kind, name): label for kind, name, label in FORM.choices}
TO_BE_CONFIRMED = "La junta dice que no lo necesita: falta que un funcionario lo confirme."
YESTERDAY, TOMORROW = ON - timedelta(days=1), ON + timedelta(days=1)


def said(requirement: str, level: int, **fields: object) -> tuple[str, Evidence]:
    return POZON.code, Evidence(requirement, level, source=EvidenceSource.SURVEY, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answers", "evidence"),
    [
        ({"pj": "si"}, said("PJ", 1)),
        ({"pj": "no"}, said("PJ", 0)),
        ({"pj": "vencido"}, said("PJ", 0)),
        ({"cert": "si", "cert_expedido": "2026-11-01"}, said("CERT", 1, issued_on=ON.replace(day=1))),
        ({"cert": "si", "cert_expedido": str(ON)}, said("CERT", 1, issued_on=ON)),
        ({"cert": "vencido", "cert_vencio": str(YESTERDAY)}, said("CERT", 1, expires_on=YESTERDAY)),
        ({"est": "no_aplica"}, said("EST", 0, note=TO_BE_CONFIRMED)),
        ({"aut": "si", "aut_valor": "50000000"}, said("AUT", 1, limit_cop=50_000_000)),
        ({"aut": "si", "aut_valor": "$ 50.000.000"}, said("AUT", 1, limit_cop=50_000_000)),
        ({"aut": "si", "aut_valor": "50000000.0"}, said("AUT", 1, limit_cop=50_000_000)),
        ({"aut": "si"}, said("AUT", 1)),
        ({"lib_af": "Sí, pero está vencido"}, said("LIB-AF", 0)),
    ],
)
def test_an_answer_is_what_the_board_says_and_no_more(
    tmp_path: Path, answers: dict[str, str], evidence: tuple[str, Evidence]
) -> None:
    found = read_rows(tmp_path, answers)
    assert (evidence_of(found), found.rejected, found.notes) == ([evidence], [], [])


@pytest.mark.parametrize("answer", ["no_se", "No sabemos", "", "n/a"])
def test_what_a_board_does_not_know_is_not_a_no(tmp_path: Path, answer: str) -> None:
    found = read_rows(tmp_path, {"pj": answer})
    assert (evidence_of(found), found.rejected) == ([], [])


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"junta": "J-9"}, "No conocemos la junta «J-9»"),
        ({"junta": ""}, "Falta la junta"),
        ({"cert": "tal vez"}, "Certificado de existencia y representación legal: «tal vez» no es una de"),
        ({"cert": "si", "cert_expedido": "ayer"}, "«ayer» no es una fecha"),
        ({"cert": "si", "cert_expedido": "2026-02-30"}, "«2026-02-30» no es una fecha"),
        ({"cert": "si", "cert_expedido": str(TOMORROW)}, "todavía no llega"),
        ({"cert": "vencido", "cert_vencio": str(ON)}, "es hoy: todavía sirve"),
        ({"cert": "vencido", "cert_vencio": str(TOMORROW)}, "todavía no llega"),
        ({"cert": "no_aplica"}, "«no_aplica» no es una de las respuestas"),
        ({"aut": "si", "aut_valor": "mucho"}, "«mucho» no es un valor en pesos"),
        ({"aut": "si", "aut_valor": "0"}, "«0» no es un valor en pesos"),
        ({"aut": "si", "aut_valor": "-5"}, "«-5» no es un valor en pesos"),
        ({"buscar": "a veces"}, "Buscar en Internet una convocatoria"),
        ({"_submission_time": "ayer"}, "no es una fecha y hora de envío"),
    ],
)
def test_what_cannot_be_is_refused_with_its_row_and_the_rest_is_kept(
    tmp_path: Path, answers: dict[str, str], reason: str
) -> None:
    found = read_rows(tmp_path, {"junta": OLAYA.code, "pj": "si"}, {"rut": "si", **answers})
    ((row, why),) = found.rejected
    assert row == 3
    assert reason in why
    kept = {(code, item.requirement) for code, item in evidence_of(found)}
    # A row that cannot be anybody's, or of any time, is refused whole; a single answer alone.
    is_whole = bool({"junta", "_submission_time"} & answers.keys())
    assert kept == {(OLAYA.code, "PJ")} | (set() if is_whole else {(POZON.code, "RUT")})


def _plain(question: Question) -> str:
    return question.name


def _kobo(question: Question) -> str:
    return "/".join((*(name for name, _ in question.path), question.name))


def _central(question: Question) -> str:
    return "-".join((*(name for name, _ in question.path), question.name))


def _labels(question: Question) -> str:
    return question.label


def _labels_in_groups(question: Question) -> str:
    return "/".join((*(label for _, label in question.path), question.label))


@pytest.mark.parametrize("heading", [_plain, _kobo, _central, _labels, _labels_in_groups])
@pytest.mark.parametrize("in_words", [False, True])
def test_the_headings_and_words_of_every_export_are_understood(
    tmp_path: Path, heading: Callable[[Question], str], in_words: bool
) -> None:
    row = {heading(question): _first_answer(question, in_words) for question in ASKED}
    found = read(a_csv(tmp_path, [row], ";"), SURVEY, BOARDS, ON)
    assert (found.rejected, found.notes) == ([], [])
    assert {code for code, _ in evidence_of(found)} == {POZON.code}
    # Everything was answered: each requirement once, with all that belongs to it.
    assert sorted(item.requirement for _, item in evidence_of(found)) == sorted(CATALOGUE.requirements)
    by_id = {item.requirement: item for _, item in evidence_of(found)}
    assert (by_id["AUT"].limit_cop, by_id["CERT"].issued_on) == (1_000_000, ON)


def _first_answer(question: Question, in_words: bool) -> str:
    kind = question.type.removeprefix("select_one ")
    if question.name == "junta":
        return board_label(POZON) if in_words else POZON.code
    if kind in ("date", "integer"):
        return str(ON) if kind == "date" else "1000000"
    name = next(name for of, name, _ in FORM.choices if of == kind)
    return LABELS[kind, name] if in_words else name


def test_what_the_servers_add_of_their_own_is_passed_over_in_silence(tmp_path: Path) -> None:
    kobo = (
        "_id",
        "_uuid",
        "_validation_status",
        "_notes",
        "_status",
        "_submitted_by",
        "__version__",
        "_tags",
    )
    odk = ("meta-instanceID", "KEY", "SubmitterID", "SubmitterName", "DeviceID", "ReviewState", "FormVersion")
    found = read_rows(tmp_path, {"pj": "si", "color": "azul", **dict.fromkeys((*kobo, *odk, "_index"), "7")})
    assert evidence_of(found) == [said("PJ", 1)]
    assert found.notes == ["Columna que no se usa: «color»"]


@pytest.mark.parametrize(
    ("column", "older", "newer"),
    [
        ("_submission_time", "2026-11-20T09:00:00", "2026-11-20T09:00:01"),
        ("_submission_time", "2026-11-20 09:00:00", "2026-11-21 08:00:00"),
        ("SubmissionDate", "2026-11-20T09:00:00.000Z", "2026-11-20T09:00:00.001Z"),
        ("fin", "2026-11-20T09:00:00.000-05:00", "2026-11-20T14:00:00.001+00:00"),
        ("end", "2026-11-20T09:00:00.000-05:00", "2026-11-20T09:00:00.001-05:00"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_of_several_submissions_of_a_board_the_newest_counts(
    tmp_path: Path, column: str, older: str, newer: str, turned: bool
) -> None:
    rows = [{"pj": "no", "rut": "si", column: older}, {"pj": "si", column: newer}]
    found = read_rows(tmp_path, *(reversed(rows) if turned else rows))
    assert evidence_of(found) == [said("PJ", 1)]
    assert found.notes == [
        f"La junta J-1 respondió 2 veces: vale la fila {2 if turned else 3}, no {3 if turned else 2}"
    ]


def test_the_hour_of_the_server_counts_more_than_that_of_the_telephone(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        {"pj": "si", "_submission_time": "2026-11-20T09:00:01", "fin": "2019-01-01T00:00:00-05:00"},
        {"pj": "no", "_submission_time": "2026-11-20T09:00:00", "fin": "2026-11-20T03:00:00-05:00"},
    )
    assert evidence_of(found) == [said("PJ", 1)]


def test_an_hour_without_zone_is_utc_from_the_server_and_bogota_from_the_telephone(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        {"pj": "si", "_submission_time": "", "fin": "2026-11-20T10:30:00"},
        {"pj": "no", "_submission_time": "2026-11-20T15:00:00", "fin": ""},
    )
    assert evidence_of(found) == [said("PJ", 1)]


def test_without_any_time_the_last_of_the_file_counts(tmp_path: Path) -> None:
    found = read_rows(tmp_path, {"pj": "no"}, {"pj": "no"}, {"pj": "si"})
    assert evidence_of(found) == [said("PJ", 1)]
    assert found.notes == ["La junta J-1 respondió 3 veces: vale la fila 4, no 2, 3"]


def test_a_sheet_keeps_the_hour_of_sending_and_the_day_of_a_document(tmp_path: Path) -> None:
    early, late = datetime(2026, 11, 20, 9, 0), datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001 - as a sheet has them
    rows: list[dict[str, object]] = [
        {"junta": "J-1", "cert": "si", "cert_expedido": datetime(2026, 11, 3), "_submission_time": late},  # noqa: DTZ001
        {"junta": "J-1", "cert": "no", "_submission_time": early},
    ]
    found = read(an_xlsx(tmp_path, rows), SURVEY, BOARDS, ON)
    assert evidence_of(found) == [said("CERT", 1, issued_on=ON.replace(day=3))]


def test_a_board_that_does_all_alone_says_that_it_has_digital_skills(tmp_path: Path) -> None:
    sent = "2026-11-20T23:30:00-05:00"
    ((code, item),) = evidence_of(read_rows(tmp_path, {"fin": sent, **dict.fromkeys(SKILLS, "sin_ayuda")}))
    assert (code, item.requirement, item.level) == ("J-1", "DIGC", 1)
    assert item.issued_on == datetime(2026, 11, 20, tzinfo=UTC).date()  # the day in Bogotá
    assert item.note == (
        "Perfil digital de la junta (DigComp). Información: sin ayuda; Comunicación: sin ayuda; "
        "Creación de contenidos: sin ayuda; Seguridad: sin ayuda; Solución de problemas: sin ayuda."
    )


def test_one_weaker_area_is_named_and_leaves_the_level_at_nothing(tmp_path: Path) -> None:
    answers = {**dict.fromkeys(SKILLS, "sin_ayuda"), "claves": "con_ayuda"}
    ((_, item),) = evidence_of(read_rows(tmp_path, answers))
    assert item.level == 0
    assert "Seguridad: con ayuda" in (item.note or "")


def test_an_area_is_as_far_as_it_is_on_the_whole(tmp_path: Path) -> None:
    answers = {**dict.fromkeys(SKILLS, "sin_ayuda"), "claves": "con_ayuda", "enganos": "ensena"}
    ((_, item),) = evidence_of(read_rows(tmp_path, answers))
    assert item.level == 1


def test_an_evaluation_that_is_not_finished_says_nothing_and_is_told(tmp_path: Path) -> None:
    answers = {skill: "sin_ayuda" for skill in SKILLS if skill not in ("fallas", "aprender")}
    found = read_rows(tmp_path, answers)
    assert evidence_of(found) == []
    (note,) = found.notes
    assert "faltan respuestas de lo digital" in note
    assert "Solución de problemas: sin respuesta" in note


def test_what_the_survey_says_never_counts_as_met(tmp_path: Path) -> None:
    row = {question.name: _first_answer(question, in_words=False) for question in ASKED}
    shown = best(CATALOGUE, [item for _, item in evidence_of(read_rows(tmp_path, row))], ON)
    for id_, requirement in CATALOGUE.requirements.items():
        state = state_of(CATALOGUE, requirement, shown[id_], ON)
        assert state in (State.UNVERIFIED, State.MISSING, State.EXPIRED), id_


def test_a_document_that_the_board_says_has_expired_has_expired(tmp_path: Path) -> None:
    ((_, item),) = evidence_of(read_rows(tmp_path, {"cert": "vencido", "cert_vencio": str(YESTERDAY)}))
    assert state_of(CATALOGUE, CATALOGUE.requirements["CERT"], item, ON) is State.EXPIRED


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_names_and_labels_say_the_same_whatever_is_answered(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("encuesta")
    in_names: dict[str, str] = {}
    in_labels: dict[str, str] = {}
    for question in ASKED[1:]:
        kind = question.type.removeprefix("select_one ")
        if offered := [name for of, name, _ in FORM.choices if of == kind]:
            name = data.draw(st.sampled_from(["", *offered]))
            in_names[question.name] = name
            in_labels[question.label] = LABELS[kind, name] if name else ""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(survey_answers, "read_imported", read_here)
        one, other = read_rows(folder, in_names), read_rows(folder, in_labels)
    assert one == other
    assert one.rejected == []


def test_a_file_without_the_board_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="KoboToolbox"):
        read(a_csv(tmp_path, [{"pj": "si"}]), SURVEY, BOARDS, ON)
