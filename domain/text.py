"""Spanish text: folded, so that accents, case and signs never make two things of one; within a sentence."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Lower case without accents or signs, single spaces: `"Bolívar//"` and `"BOLIVAR"` are one."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", text.lower()).strip()


def lower_first(text: str) -> str:
    """A text that begins a sentence, within one; an acronym stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
