"""The passport on one printed page, A4, in black and white: a typst document filled with the board's data."""

import io
import json
from pathlib import Path
from typing import Any

import segno
import typst
from babel.dates import format_date

from api.passport import Paper, Passport, public_path
from api.passport import Path as Way
from domain.readiness import Verified
from readiness import words
from readiness.next_steps import Step

_TEMPLATE = Path(__file__).parent / "templates" / "passport.typ"
_EXPLAINED = (Verified.NORM, Verified.SECONDARY, Verified.INFERRED)
_LONGEST_NAME = 140  # characters that leave the page its order


def passport_pdf(passport: Passport, public_url: str, *, sample: bool = False) -> bytes:
    """A PDF of one page; what does not fit is counted there, and stands on the page on the web.

    The letters are typst's own (Libertinus Serif, under the Open Font License) and travel in the file, so
    that it looks the same on every machine. `sample` says on it that all of it is invented.
    """
    address = f"{public_url.rstrip('/')}{public_path(passport.board.code)}"
    told = {
        "name": _shortened(passport.board.name),
        "kind": passport.kind,
        "place": _shortened(passport.place),
        "day": words.day(passport.on),
        "address": address,
        "sample": sample,
        "paths": [_path(path) for path in passport.paths],
        "papers": [_paper(paper) for paper in passport.papers],
        "steps": [_step(step) for step in passport.steps],
        "marks": "; ".join(f"[{mark.value}] {words.MARKS[mark]}" for mark in _EXPLAINED),
    }
    pdf: bytes = typst.compile(
        _TEMPLATE.read_bytes(),
        sys_inputs={"passport": json.dumps(told), "code": _code_of(address)},
        ignore_system_fonts=True,
        pdf_standards="ua-1",  # read aloud in order, with its headings and the words for the image
    )
    return pdf


def _path(path: Way) -> dict[str, Any]:
    route = path.route
    law = _law(route.law, route.verified, route.source)
    return {"title": route.title, "level": path.level, "score": path.score, "law": law, "ban": path.ban}


def _paper(paper: Paper) -> dict[str, str]:
    if paper.last_day is None:
        clock = "falta su fecha" if paper.is_undated else "sin vencimiento"
    else:
        day = format_date(paper.last_day, "d MMM y", locale="es_CO")
        clock = f"{day} · {'hoy' if paper.days_left == 0 else _days(paper.days_left or 0)}"
    limit = f" (hasta {words.pesos(paper.limit_cop)})" if paper.limit_cop is not None else ""
    return {"title": f"{paper.requirement.title}{limit}", "clock": clock}


def _days(count: int) -> str:
    return "1 día" if count == 1 else f"{count} días"


def _step(step: Step) -> dict[str, str]:
    requirement = step.requirement
    return {
        "title": requirement.title,
        "how": step.how,
        "who": words.attends(step.office),
        "cost": requirement.cost,
        "law": _law(requirement.law, requirement.verified, requirement.source),
    }


def _law(law: str, verified: Verified, source: str) -> str:
    """A statement of law with its mark, short where the foot of the page explains it, and its source."""
    mark = words.MARKS[verified] if verified is Verified.UNVERIFIED else verified.value
    return f"{law} [{mark}]. Fuente: {source}"


def _code_of(address: str) -> str:
    """The address as a square that telephones read, an SVG drawing."""
    drawn = io.BytesIO()
    segno.make(address, micro=False, error="m").save(drawn, kind="svg", border=1, xmldecl=False)
    return drawn.getvalue().decode()


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1].rstrip()}…"
