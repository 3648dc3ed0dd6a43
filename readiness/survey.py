"""What the needs survey asks: a question for each requirement, and the digital-maturity evaluation.

catalogue in force + survey/*.toml ─▶ Survey ─▶ (service) form to fill in; answers ─▶ evidence
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.readiness import Dimension, Requirement
from readiness.catalogue import Catalogue
from readiness.entries import Entry, File

FOLDER = Path(__file__).parent / "survey"


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement as the survey asks for it. `amount` asks up to which value it holds, if it has one."""

    requirement: Requirement
    question: str
    amount: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The requirements of one dimension."""

    id: str
    title: str
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the digital scale, the lowest first: its answer, and its word in a profile."""

    id: str
    label: str
    word: str


@dataclass(frozen=True, slots=True)
class Skill:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Area:
    """One of DigComp's five areas."""

    id: str
    title: str
    skills: tuple[Skill, ...]


@dataclass(frozen=True, slots=True)
class Digital:
    """The digital-maturity evaluation. `enough` is the step that all areas must reach for `requirement`."""

    title: str
    question: str
    requirement: str
    enough: int
    scale: tuple[Step, ...]
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """All questions. `screens` ask for each condition whether the board cares; `version` is a hash."""

    version: str
    groups: tuple[Group, ...]
    screens: Mapping[str, str]
    digital: Digital


def load(catalogue: Catalogue, folder: Path = FOLDER) -> Survey:
    """The survey on the requirements in force. Raises BadCatalogue with file, line, entry and reason."""
    needs, digital = folder / "needs.toml", folder / "digital.toml"
    contents = b"\0".join((catalogue.version.encode(), needs.read_bytes(), digital.read_bytes()))
    evaluation = _digital(File(digital), catalogue)
    groups, screens = _needs(File(needs), catalogue, evaluation.requirement)
    return Survey(hashlib.sha256(contents).hexdigest()[:12], groups, screens, evaluation)


def _needs(file: File, catalogue: Catalogue, asked_apart: str) -> tuple[tuple[Group, ...], Mapping[str, str]]:
    top = file.top("group", "screen", "question")
    general = top.text("general")
    top.close()
    # A question may be about a requirement that is not in force on the day: it is then not asked.
    asked = {entry.name: entry for entry in file.entries("question")}
    needs = [
        _need(requirement, asked.get(requirement.id), general)
        for requirement in catalogue.requirements.values()
        if requirement.id != asked_apart
    ]
    groups = tuple(_group(entry, needs) for entry in file.entries("group"))
    return groups, dict(_screen(entry) for entry in file.entries("screen"))


def _need(requirement: Requirement, entry: Entry | None, general: str) -> Need:
    if entry is None:
        return Need(requirement, general.format(title=requirement.title))
    entry.text("id")
    need = Need(requirement, entry.text("text"), entry.text_or_none("amount"))
    entry.close()
    return need


def _group(entry: Entry, needs: Iterable[Need]) -> Group:
    dimension = entry.one_of("dimension", Dimension)
    of_it = tuple(need for need in needs if need.requirement.dimension is dimension)
    group = Group(entry.text("id"), entry.text("title"), of_it)
    entry.close()
    return group


def _screen(entry: Entry) -> tuple[str, str]:
    condition, text = entry.text("id"), entry.text("text")
    entry.close()
    return condition, text


def _digital(file: File, catalogue: Catalogue) -> Digital:
    top = file.top("step", "area", "skill")
    scale = tuple(_step(entry) for entry in file.entries("step"))
    skills = [_skill(entry) for entry in file.entries("skill")]
    enough, requirement = top.text("enough"), top.text("requirement")
    if enough not in (ids := [step.id for step in scale]):
        raise top.refuse(f"unknown step {enough!r}", "enough")
    if requirement not in catalogue.requirements:
        raise top.refuse(f"unknown requirement {requirement!r}", "requirement")
    found = Digital(
        title=top.text("title"),
        question=top.text("question"),
        requirement=requirement,
        enough=ids.index(enough),
        scale=scale,
        areas=tuple(_area(entry, skills) for entry in file.entries("area")),
    )
    top.close()
    return found


def _step(entry: Entry) -> Step:
    step = Step(entry.text("id"), entry.text("label"), entry.text("word"))
    entry.close()
    return step


def _skill(entry: Entry) -> tuple[str, Skill]:
    """The skill, after the area that it belongs to."""
    found = entry.text("area"), Skill(entry.text("id"), entry.text("text"))
    entry.close()
    return found


def _area(entry: Entry, skills: Iterable[tuple[str, Skill]]) -> Area:
    id_ = entry.text("id")
    area = Area(id_, entry.text("title"), tuple(skill for of, skill in skills if of == id_))
    entry.close()
    if not area.skills:
        raise entry.refuse("no skill")
    return area
