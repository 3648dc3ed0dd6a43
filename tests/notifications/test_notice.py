"""The notice on contact data: what it must say, and that what was published stays as it was."""

import hashlib
from datetime import date

import pytest

from domain.filing import WAITS_AT_MOST
from notifications.notice import Notice, UnknownNotice, by_version, current, source, versions

# An authorisation names the version that was read: a text that changes gets a new file, and a line here.
PUBLISHED = {
    "2026-11-22": "99cf67430d701200",
    "2026-11-23": "a51fb3f66f0e310a",
    "2026-11-24": "b9d51495704f5c5f",
    "2026-11-25": "45175291ceb6fce8",
}
# What each version added to what data is for. Each begins only by an act of the board itself, so that who
# authorised an earlier one need not be asked again: docs/decisions/0040.
PURPOSES = {
    "2026-11-22": ("Avisarles de convocatorias", "Recordarles fechas", "Recibir sus respuestas"),
    "2026-11-23": ("Revisar si los papeles que envían",),
    "2026-11-24": ("Si su junta lo acepta, avisarle de las preguntas",),
    "2026-11-25": ("Si su junta publica un proyecto",),
}
OFFICE, DESK = "la Oficina de Ejemplo", "datos@oficina.example"


def whole(notice: Notice) -> str:
    blocks = [block for section in notice.sections for block in section.blocks]
    said = [section.heading for section in notice.sections]
    return "\n".join([*said, *(" ".join((block.paragraph, *block.items)) for block in blocks)])


def test_a_version_that_was_published_is_never_changed() -> None:
    found = {version: hashlib.sha256(source(version).encode()).hexdigest()[:16] for version in versions()}
    assert found == PUBLISHED


@pytest.mark.parametrize(
    ("day", "version"),
    [("2026-11-21", "2026-11-22"), ("2026-11-22", "2026-11-22"), ("2030-01-01", versions()[-1])],
)
def test_the_notice_of_a_day_is_the_newest_of_then(day: str, version: str) -> None:
    assert current(date.fromisoformat(day), OFFICE, DESK).version == version


def test_a_version_that_never_was_is_said_to_be_unknown() -> None:
    for version in ("2026-01-01", "../templates/message", ""):
        with pytest.raises(UnknownNotice):
            by_version(version, OFFICE, DESK)


@pytest.mark.parametrize("version", versions())
def test_every_notice_says_what_the_law_asks_for(version: str) -> None:
    """Ley 1581 de 2012, art. 12: purpose, what is optional, rights, who answers; art. 14: ten days."""
    notice = by_version(version, OFFICE, DESK)
    said = whole(notice)
    for wanted in (OFFICE, DESK, "Para qué", "voluntario", "no están obligados", "10 días hábiles"):
        assert wanted in said
    for right in ("Conocer", "actualizarlos", "corregirlos", "borremos", "retirar", "Superintendencia"):
        assert right in said
    for promise in ("No vendemos", "ALTO"):
        assert promise in said
    assert notice.title
    assert "{" not in said


def test_no_version_takes_a_purpose_away_or_adds_one_that_nobody_looked_at() -> None:
    known: tuple[str, ...] = ()
    for version in versions():
        known += PURPOSES[version]
        (section,) = (s for s in by_version(version, OFFICE, DESK).sections if s.heading.startswith("Para"))
        items = [item for block in section.blocks for item in block.items]
        assert len(items) == len(known), version
        assert all(any(item.startswith(begins) for item in items) for begins in known), version


def test_the_notice_says_how_long_a_paper_is_kept_that_nobody_looked_at() -> None:
    assert f"a los {WAITS_AT_MOST.days} días si nadie lo revisó" in whole(
        by_version(versions()[-1], OFFICE, DESK)
    )


@pytest.mark.parametrize("version", versions())
def test_the_notice_speaks_to_the_board_as_ustedes(version: str) -> None:
    words = set(whole(by_version(version, OFFICE, DESK)).lower().replace(",", " ").replace(".", " ").split())
    assert not words & {"usted", "tú", "tu", "tus", "te", "ti", "vosotros"}


def test_the_parts_of_a_notice_are_headings_paragraphs_and_lists() -> None:
    notice = by_version("2026-11-22", OFFICE, DESK)
    assert notice.sections[0].heading == ""
    assert notice.sections[1].blocks[0].paragraph.startswith(f"Responde {OFFICE}. ")
    assert len(notice.sections[2].blocks[0].items) == 4
    assert notice.sections[2].blocks[1].paragraph.startswith("No pedimos datos sensibles")
