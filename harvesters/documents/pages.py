"""What reading a document gives: its pages, or why there are none."""

from typing import NamedTuple

import msgspec

from domain.finding import Finding


class Page(NamedTuple):
    """The text of a page, its lines as they stand.

    `number` counts from 1, None in a document without pages; `part` is the file within an archive.
    """

    number: int | None
    text: str
    part: str | None = None


class Reading(msgspec.Struct, tag=True):
    """What was read, and in `notes` what was not."""

    pages: list[Page]
    notes: list[str]
    findings: list[Finding] = []


class Unreadable(msgspec.Struct, tag=True):
    reason: str
