"""Spanish text: folded, so that accents, case and signs never make two things of one; within a sentence."""

import re
import unicodedata

# The accents of Latin letters once they are split off; a pattern takes half the time of asking each.
_MARKS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Lower case without accents or signs, single spaces: `"Bolívar//"` and `"BOLIVAR"` are one."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return _NOT_WORD.sub(" ", text.lower()).strip()


def one_line(text: str) -> str:
    """What somebody typed as one line, without signs that cannot be seen: PostgreSQL keeps no NUL."""
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())


def lines(text: str) -> str:
    """What somebody typed, in its lines, as `one_line` each; lines without a word are left out."""
    return "\n".join(filter(None, map(one_line, text.splitlines())))


def web_address(said: str | None) -> str | None:
    """What a source says is an address, if it is one of the web: SECOP writes other things there too."""
    return said if said and said.startswith("https://") else None


def lower_first(text: str) -> str:
    """A text that begins a sentence, within one; an acronym stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
