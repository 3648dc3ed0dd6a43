"""What a person meant who wrote back: one of three answers, a stop, thanks, or what no machine can tell.

Read strictly: a whole message or a line of it must say the thing. What only looks like it is left to a
person, for an answer put into somebody's mouth is worse than one that is asked for again.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from domain.text import fold
from notifications.reply_words import (
    BEFORE_A_NUMBER,
    COUNTED,
    COURTESY,
    LEADS_TO_REASON,
    NUMBERS,
    PHRASES,
    SIGNATURE,
    SKIN,
    STOP,
    THUMBS,
    VAGUE_STOPS,
    ReadAs,
)

__all__ = ["LONGEST_REASON", "Read", "ReadAs", "read", "start_token"]


@dataclass(frozen=True, slots=True)
class Read:
    """`reason` is what was said beside an answer, in the person's own words."""

    kind: ReadAs
    reason: str | None = None


LONGEST_REASON = 500  # characters


def read(text: str) -> Read:
    """Read a message as people write it on a telephone, without what a mail quotes of ours."""
    own = _own_words(text)
    if _is_stop(own):
        return Read(ReadAs.STOP)
    thumbs, plain = _thumbs(own)
    words = _words(plain)
    found = _without_thumbs(plain, words)
    if not thumbs:
        return found
    alone = not words or found.kind in (ReadAs.THANKS, *thumbs)
    return Read(thumbs.pop(), found.reason) if len(thumbs) == 1 and alone else _NOT_UNDERSTOOD


def start_token(text: str) -> str | None:
    """The token of `/start TOKEN`, which a messenger sends in the name of who followed our link."""
    found = _START.match(text.strip())
    return found[1] if found else None


_NOT_UNDERSTOOD = Read(ReadAs.NOT_UNDERSTOOD)
_LONGEST_PHRASE = 12  # words
_SIGN = re.compile(r"[.,;:)\-–—\n]")
_OF_A_BOT = re.compile(r"(?<!\S)(/\w+)@\w+", re.ASCII)  # as groups on Telegram write a command
_START = re.compile(r"/start(?:@\w+)?\s+([\w-]{1,64})$", re.ASCII)


def _own_words(text: str) -> str:
    """What stands before the line by which a telephone signs a mail; commands without the bot's name."""
    lines: list[str] = []
    for line in text.splitlines():
        if SIGNATURE.match(line):
            break
        lines.append(line)
    return _OF_A_BOT.sub(r"\1", "\n".join(lines)).strip()


def _is_stop(text: str) -> bool:
    """Whether the message, or a line of it, says to stop and nothing else; or begins or ends with it."""
    lines = text.splitlines()
    if any(STOP.fullmatch(_bare(part)) for part in (text, *lines)):
        return True
    return "?" not in text and any(_begins_or_ends_with_stop(line) for line in lines)


def _begins_or_ends_with_stop(line: str) -> bool:
    """Before a sign, or in a sentence of its own: a text of ours that is sent back has ALTO in its middle."""
    clauses, sentences = re.split(r"[.,;!]", line), re.split(r"[.;!]", line)
    first = next(filter(None, map(_bare, clauses)), "")
    last = next(filter(None, map(_bare, reversed(sentences))), "")
    return any(STOP.fullmatch(part) and part not in VAGUE_STOPS for part in (first, last))


def _bare(text: str) -> str:
    """Folded, without greetings and thanks."""
    return " ".join(COURTESY.sub(" ", fold(text)).split())


def _thumbs(text: str) -> tuple[set[ReadAs], str]:
    """The answers that thumbs give, and the message without them."""
    plain = SKIN.sub("", text)
    found = {kind for sign, kind in THUMBS.items() if sign in plain}
    for sign in THUMBS:
        plain = plain.replace(sign, " ")
    return found, plain


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    end: int  # in the text
    is_set_off: bool  # a sign stands between it and the next word


def _words(text: str) -> list[_Word]:
    """The words of a text; a number within a key cap is a number."""
    found = list(re.finditer(r"\w+", text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    return [
        _Word(fold(one[0]), one.end(), bool(_SIGN.search(text, one.end(), until)))
        for one, until in zip(found, ends, strict=False)
    ]


def _without_thumbs(text: str, words: Sequence[_Word]) -> Read:
    if not _bare(text):
        return Read(ReadAs.THANKS) if words or _has_sign(text) else _NOT_UNDERSTOOD
    return _numbered(text, words) or _phrase(text, words)


def _has_sign(text: str) -> bool:
    """Whether there is a sign such as folded hands: nothing that anybody need read."""
    return any(unicodedata.category(sign) == "So" for sign in text)


def _numbered(text: str, words: Sequence[_Word]) -> Read | None:
    """An answer by its number, with what is said beside it; None where no number begins the message."""
    at = next((n for n, word in enumerate(words) if not _is_before_a_number(words, n)), len(words))
    if at == len(words) or words[at].folded not in NUMBERS:
        return None
    kind, rest = NUMBERS[words[at].folded], words[at + 1 :]
    if not rest:
        return _NOT_UNDERSTOOD if "?" in text else Read(kind)
    said = text[words[at].end :]
    if not _bare(said):
        return Read(kind)
    if not words[at].folded.isdigit() or COUNTED.match(rest[0].folded) or _says_other(said, rest, kind):
        return _NOT_UNDERSTOOD
    return Read(kind, _reason(said))


def _is_before_a_number(words: Sequence[_Word], n: int) -> bool:
    word = words[n].folded
    return not _bare(word) or _is_greeting(words, n) or (word in BEFORE_A_NUMBER and _is_number(words, n + 1))


def _is_greeting(words: Sequence[_Word], n: int) -> bool:
    """Whether the word belongs to a greeting of two: "buenos días", "por favor"."""
    pairs = (words[max(n - 1, 0) : n + 1], words[n : n + 2])
    return any(len(pair) > 1 and not _bare(" ".join(word.folded for word in pair)) for pair in pairs)


def _is_number(words: Sequence[_Word], n: int) -> bool:
    return n < len(words) and words[n].folded in NUMBERS


def _says_other(said: str, rest: Sequence[_Word], kind: ReadAs) -> bool:
    """Whether what follows a number says another answer than the number."""
    other = _phrase(said, rest).kind
    denied = kind is ReadAs.INTERESTED and rest[0].folded == "no"
    return denied or other not in (ReadAs.NOT_UNDERSTOOD, kind)


def _phrase(text: str, words: Sequence[_Word]) -> Read:
    """An answer in words: all of the message, or its beginning with a reason."""
    bare = _bare(text)
    for kind, phrase in PHRASES.items():
        if phrase.fullmatch(bare):
            return _NOT_UNDERSTOOD if kind is not ReadAs.NEEDS_HELP and "?" in text else Read(kind)
    for kind in (ReadAs.NOT_FOR_US, ReadAs.NEEDS_HELP):
        if (end := _beginning(PHRASES[kind], words)) is not None:
            return Read(kind, _reason(text[end:]))
    return _NOT_UNDERSTOOD


def _beginning(phrase: re.Pattern[str], words: Sequence[_Word]) -> int | None:
    """Where in the text a phrase ends that begins the message and that a reason follows."""
    for n in range(min(len(words) - 1, _LONGEST_PHRASE), 0, -1):
        said = _bare(" ".join(word.folded for word in words[:n]))
        if phrase.fullmatch(said):
            leads = words[n - 1].is_set_off or words[n].folded in LEADS_TO_REASON
            return words[n - 1].end if leads else None
    return None


def _reason(said: str) -> str | None:
    """The words of a reason on one line, without the signs around them."""
    plain = "".join(sign for sign in said if sign.isprintable() or sign.isspace())  # PostgreSQL keeps no NUL
    line = " ".join(plain.split()).strip(" .,;:-–—)(\ufe0f\u20e3")
    return line[:LONGEST_REASON] or None
