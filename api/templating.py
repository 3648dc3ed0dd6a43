"""Pages from templates: everything that comes from outside is escaped."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api import history_words, project_words, words
from api.desk import board_labels, labels
from api.share import share_link
from api.site import Site
from domain.access import StaffRole
from notifications.calls import ANSWERS
from notifications.words import days_left

HERE = Path(__file__).parent
STATIC = HERE / "static"


def page(site: Site, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page. `context` is what the template names."""
    context["municipality"] = site.web.municipality
    context["directory_name"] = site.web.directory.name if site.web.directory else ""
    return HTMLResponse(render(site.web.sample, template, **context), status)


def in_a_minute(site: Site, template: str, **context: Any) -> HTMLResponse:
    """The page for who asks too often."""
    answer = page(site, template, 429, **context)
    answer.headers["Retry-After"] = "60"
    return answer


def render(sample: bool, template: str, **context: Any) -> str:
    return _environment().get_template(template).render(sample=sample, **context)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for known in (words, labels, board_labels, project_words, history_words):
        environment.filters.update(known.FILTERS)
    environment.globals["days_left"] = days_left
    environment.globals["answers"] = ANSWERS.items()
    environment.globals["staff_roles"] = tuple(StaffRole)
    environment.globals["told_elsewhere"] = words.TOLD_ELSEWHERE
    for name, file in (("stylesheet", "convite.css"), ("offline_script", "offline.js")):
        environment.globals[name] = f"/static/{file}?{_digest(STATIC / file)}"
    environment.globals["share_link"] = share_link
    return environment


def _digest(file: Path) -> str:
    """A short name for a file's content, so that a browser may keep it for ever."""
    return hashlib.blake2b(file.read_bytes(), digest_size=6).hexdigest()
