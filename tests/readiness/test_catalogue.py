"""The catalogue: what every entry must say, and what makes the whole refused."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from domain.readiness import Effect, Requirement, Verified
from readiness.catalogue import FOLDER, TO_CONFIRM, load
from readiness.entries import BadCatalogue
from tests.readiness.documents import CATALOGUE, ON


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue, to be spoilt."""
    copy = tmp_path / "catalogue"
    shutil.copytree(FOLDER, copy)
    return copy


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("requirement", CATALOGUE.requirements.values(), ids=lambda r: r.id)
def test_every_requirement_explains_itself(requirement: Requirement) -> None:
    for said in (requirement.title, requirement.explanation, requirement.law, requirement.source):
        assert said.strip()
    assert requirement.issuer
    assert requirement.cost
    assert requirement.steps
    assert requirement.routes
    assert requirement.explanation.endswith(".")


def test_what_is_unverified_is_said_to_be_so() -> None:
    unverified = [r for r in CATALOGUE.requirements.values() if r.verified is Verified.UNVERIFIED]

    assert unverified
    assert all(TO_CONFIRM in requirement.explanation for requirement in unverified)


def test_the_closed_route_is_shown_as_closed() -> None:
    assert CATALOGUE.routes["R7"].closed_from == date(2026, 2, 25)
    assert [r.id for r in CATALOGUE.routes.values() if r.closed_from] == ["R7"]


def test_an_effect_may_differ_by_route() -> None:
    assert CATALOGUE.asked["R4"]["SEC2"] is Effect.BLOCKS
    assert CATALOGUE.asked["R1"]["SEC2"] is Effect.BLOCKS_IF
    assert "SEC2" not in CATALOGUE.asked["R9"]


def test_the_version_follows_the_content(folder: Path) -> None:
    assert load(ON, folder).version == CATALOGUE.version

    change(folder / "legal.toml", "Personería jurídica", "Personería")
    copy = folder.with_name("again")
    shutil.copytree(folder, copy)

    assert load(ON, copy).version != CATALOGUE.version


def test_a_requirement_holds_from_its_first_day_through_its_last(folder: Path) -> None:
    dates = "valid_from = 2026-03-01\nvalid_to = 2026-03-31\n"
    change(folder / "documental.toml", 'id = "CED"\n', f'id = "CED"\n{dates}')

    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]

    assert ["CED" in load(day, folder).requirements for day in days] == [False, True, True, False]


def test_two_versions_may_follow_each_other_but_not_overlap(folder: Path) -> None:
    text = (folder / "documental.toml").read_text(encoding="utf-8")
    entry = next(part for part in text.split("[[requirement]]") if 'id = "CED"' in part)
    change(folder / "documental.toml", 'id = "CED"\n', 'id = "CED"\nvalid_to = 2026-03-31\n')
    later = entry.replace('id = "CED"\n', 'id = "CED"\nvalid_from = 2026-04-01\n')
    with (folder / "documental.toml").open("a", encoding="utf-8") as file:
        file.write(f"[[requirement]]{later}")

    assert load(ON, folder).requirements["CED"].valid_from == date(2026, 4, 1)
    assert load(date(2026, 3, 1), folder).requirements["CED"].valid_to == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("legal", 'dimension = "L"', 'dimension = "X"', "legal.toml: dimension: unknown dimension 'X'"),
        ("legal", 'id = "CERT"', 'id = "PJ"', "legal.toml: PJ: duplicate id"),
        ("digital", 'id = "MAIL"', 'id = "PJ"', "digital.toml: PJ: duplicate id, also in legal.toml"),
        ("legal", 'effect = "B"', 'effect = "Z"', "legal.toml: PJ: unknown effect 'Z'"),
        ("legal", 'routes = ["all"]', 'routes = ["R77"]', "legal.toml: PJ: unknown route R77"),
        ("legal", 'condition = "asked"\n', "", "legal.toml: EST: blocks if, but has no condition"),
        ("legal", '"with_minors"', '"full moon"', "legal.toml: SEX: unknown condition 'full moon'"),
        ("legal", 'effect = "B"', 'effect = "B"\ncondition = "works"', "PJ: has a condition, but never"),
        ("legal", 'effect = "B"', 'effect = "B"\ncolour = "red"', "legal.toml: PJ: unknown field colour"),
        ("legal", "steps = [", "steps = []\nold = [", "legal.toml: PJ: no steps"),
        ("legal", "days = 15", 'days = "15"', "legal.toml: PJ: days is not a int"),
        ("legal", "days = 15", "days = -1", "legal.toml: PJ: days is negative"),
        ("legal", "lapse_expires_on = 2026-06-30\n", "", "legal.toml: AUTO: a lapse needs both its days"),
        ("legal", 'verified = "V1"', 'verified = "U"', "legal.toml: PJ: is unverified, but its explanation"),
        ("digital", 'R5 = "B" }', 'R9 = "B" }', "SEC2: effect_in a route that does not ask for it: R9"),
        ("routes", 'id = "R2"', 'id = "R1"', "routes.toml: R1: duplicate id"),
        ("routes", 'cap = "minima"', 'cap = "some"', "routes.toml: R4: unknown cap 'some'"),
        ("bans", "last_day = 2026-06-21", "last_day = 2025-06-21", "bans.toml: presidencial-2026: first_day"),
        ("bans", '"R6"', '"R66"', "bans.toml: presidencial-2026: unknown route R66"),
        ("weights", "L = 30", "L = 31", "weights.toml: dimensions: the weights do not add up to 100"),
        ("weights", "L = 30", "L = ", "weights.toml: unreadable"),
    ],
)
def test_an_inconsistent_catalogue_is_refused_with_file_entry_and_reason(
    folder: Path, file: str, old: str, new: str, reason: str
) -> None:
    change(folder / f"{file}.toml", old, new)

    with pytest.raises(BadCatalogue) as refused:
        load(ON, folder)

    assert reason in str(refused.value)
