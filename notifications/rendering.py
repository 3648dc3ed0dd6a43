"""Templates made ready once a process: MJML becomes the HTML of mails, with Jinja's marks still in it."""

import re
from functools import cache
from importlib.resources import files
from threading import Lock

import mrml
from jinja2 import BaseLoader, Environment, StrictUndefined, Template, UndefinedError, select_autoescape

from notifications.message import NotComposed


def render(name: str, facts: dict[str, object], block: str | None = None) -> str:
    """A template (`message.mjml`, `message.txt.j2`) with these facts; or only a block of it.

    Raises NotComposed where it prints a value that is missing, so that no message goes out with a hole.
    """
    try:
        template = _template(name)
        if block is None:
            return template.render(facts)
        return "".join(template.blocks[block](template.new_context(facts)))
    except (UndefinedError, _NoValue) as error:
        raise NotComposed(f"template {name}: {error}") from error


class _NoValue(Exception):
    """A None in a template would be printed as a word."""


def _never_none(value: object) -> object:
    if value is None:
        raise _NoValue("no value where it prints one")
    return value


_ENVIRONMENT = Environment(
    loader=BaseLoader(),
    undefined=StrictUndefined,
    autoescape=select_autoescape(("mjml",), default_for_string=False),
    finalize=_never_none,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


_MAKING = Lock()  # many threads begin at once, and each would compile


def _template(name: str) -> Template:
    with _MAKING:
        return _made(name)


@cache
def _made(name: str) -> Template:
    source = files("notifications").joinpath("templates", name).read_text(encoding="utf-8")
    text = _html(source) if name.endswith(".mjml") else source
    code = _ENVIRONMENT.compile(text, name=name, filename=name)
    return Template.from_code(_ENVIRONMENT, code, _ENVIRONMENT.make_globals(None))


def _html(mjml: str) -> str:
    """HTML with no line too long for a mail, no web font, and no second markup for Outlook on a desk.

    The markup for Outlook's old engine is a quarter of the whole and is paid for by the byte on a telephone;
    without it the mail is there as wide as the window, and whole.
    """
    compiled = mrml.to_html(mjml, render_options=mrml.RenderOptions(disable_comments=True, fonts={}))
    return _BETWEEN_BLOCKS.sub(">\n", _NEEDLESS.sub("", _FOR_OUTLOOK.sub("", compiled.content)))


_FOR_OUTLOOK = re.compile(
    r"<!--\[if (?!!)[^\]]*\]>.*?<!\[endif\]-->|<!--\[if !mso\]><!-->|<!--<!\[endif\]-->", re.S
)
_NEEDLESS = re.compile(  # what mail programs do anyway, or what is for Outlook alone
    r"mj-outlook-group-fix |direction:ltr;|mso-padding-alt:[^;]*;|cursor:auto;|text-transform:none;"
    r"|border:none;|word-break:break-word;|word-spacing:normal;| xmlns:[vo]=\"[^\"]*\""
    r"| vertical-align=\"middle\"| target=\"_blank\"| aria-roledescription=\"email\"| border=\"0\""
)
_BETWEEN_BLOCKS = re.compile(r">(?=<(?:(?:table|div|/div|body|head|style)\b|meta))")
