"""What a person wrote in a mail, line by line, above what the mail program quotes below it."""

import html
import re
from email.message import EmailMessage

_MOST_WORDS = 500  # characters of a person's answer that are read
# Mail programs break the line that names whom they quote, once.
_QUOTED = re.compile(
    r"^>|^(?:El|On|Em) (?:[^\n]{5,200}|[^\n]{0,200}\n[^\n]{0,200})(?:escribió|wrote|escreveu):$"
    r"|^-{2,}|^_{5,}|^\*?(?:De|From):",
    re.MULTILINE,
)


def words(mail: EmailMessage) -> str:
    """Empty where there are none that can be read."""
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except (LookupError, ValueError, KeyError):  # a charset that nobody knows
        return ""
    if body.get_content_type() == "text/html":
        text = _shown(text)
    text = "\n".join(line for one in text.splitlines() if (line := " ".join(one.split())))
    quoted = _QUOTED.search(text)
    return text[: quoted.start() if quoted else None].strip()[:_MOST_WORDS]


_TAG = re.compile(r"(<[^<>]*>)")
_TAG_NAME = re.compile(r"</?([a-z]\w*)", re.IGNORECASE)
_UNSHOWN = {"style", "script", "title"}
_BEGINS_A_LINE = {"br", "p", "div", "tr", "li", "ul", "ol", "table", "hr", "body"}


def _shown(source: str) -> str:
    """What a mail program shows of HTML, as lines. Linear in its length, whatever it holds: Python's own
    parser of HTML is not, before 3.13.
    """
    shown, is_shown = [], True
    for n, piece in enumerate(_TAG.split(source)):
        if n % 2 == 0:
            shown.append(" ".join(html.unescape(piece).split("\n")) if is_shown else "")
            continue
        name = found[1].lower() if (found := _TAG_NAME.match(piece)) else ""
        if name in _UNSHOWN:
            is_shown = piece.startswith("</")
        elif name == "blockquote":
            shown.append("\n>")
        else:
            shown.append("\n" if name in _BEGINS_A_LINE else "")
            is_shown = is_shown or name == "body"
    return "".join(shown)
