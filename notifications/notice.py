"""The notice on contact data that a board reads before it authorises (Ley 1581 de 2012, arts. 9 and 12).

Each version is a file named by the day it was published, and is never changed after that: an authorisation
names the version that was read.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

_ITEM = "- "
_HEADING = "## "


class UnknownNotice(Exception):
    """There is no notice of this version."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the items of a list."""

    paragraph: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Under its heading; of the first section it is blank."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """`version` is the ISO day on which it was published."""

    version: str
    title: str
    sections: tuple[Section, ...]


def current(on: date, controller: str, contact: str) -> Notice:
    """The notice of a day: the newest of then, or the first that there was.

    `controller` is who answers for the data, `contact` how to reach them.
    """
    published = [version for version in versions() if date.fromisoformat(version) <= on]
    return by_version((published or versions())[-1 if published else 0], controller, contact)


def by_version(version: str, controller: str, contact: str) -> Notice:
    """A notice as it was published. Raises UnknownNotice."""
    if version not in versions():
        raise UnknownNotice(version)
    title, *sections = source(version).split(f"\n{_HEADING}")
    heading, _, before = title.removeprefix("# ").partition("\n")
    told = [("", before), *(tuple(section.split("\n", 1)) for section in sections)]
    named = {"responsable": controller, "contacto": contact}
    return Notice(
        version,
        heading,
        tuple(Section(heading, _blocks(text.format(**named))) for heading, text in told),
    )


@cache
def versions() -> tuple[str, ...]:
    """All that were published, the oldest first."""
    names = (file.name for file in files("notifications").joinpath("notices").iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in names if name.endswith(".md")))


@cache
def source(version: str) -> str:
    """The file of a version."""
    path = files("notifications").joinpath("notices", f"{version}.md")
    return path.read_text(encoding="utf-8")


def _blocks(text: str) -> tuple[Block, ...]:
    parts = (part.strip() for part in text.split("\n\n"))
    return tuple(_block(part) for part in parts if part)


def _block(part: str) -> Block:
    lines = part.splitlines()
    if part.startswith(_ITEM):
        return Block(items=tuple(line.removeprefix(_ITEM) for line in lines))
    return Block(paragraph=" ".join(lines))
