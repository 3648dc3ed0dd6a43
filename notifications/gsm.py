"""Text of the GSM alphabet (3GPP TS 23.038), of which a short message holds 160 septets.

One letter outside of it, such as í, makes the whole message UCS-2, of which 70 characters fit. So what the
alphabet lacks is written with what it has: á í ó ú without their accent; ñ, é, ü, ¿ and ¡ it has.
"""

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")  # two septets each
_INSTEAD = str.maketrans(
    {
        "…": "...",
        "«": '"',
        "»": '"',
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "−": "-",
        "·": "-",
        "•": "-",
        "º": "o",
        "ª": "a",
        "°": "o",
        "\t": " ",
        "\xa0": " ",
    }
)


def septets(text: str) -> int:
    """How much of a short message the text takes. Raises ValueError for a letter outside of the alphabet."""
    if strange := {sign for sign in text if sign not in _BASIC and sign not in _EXTENSION}:
        raise ValueError(f"{len(strange)} signs are not of the GSM alphabet")
    return len(text) + sum(sign in _EXTENSION for sign in text)


def transliterate(text: str) -> str:
    """The text in signs of the alphabet; what has no likeness there is left out."""
    composed = unicodedata.normalize("NFC", text).translate(_INSTEAD)
    return "".join(sign if sign in _BASIC or sign in _EXTENSION else _plain(sign) for sign in composed)


def cut(text: str, most: int) -> str:
    """The text if it takes at most so many septets, else its first whole words and `...`.

    No article or preposition hangs at the end. Where not even the first word fits, its beginning; empty where
    there is no room for that.
    """
    if septets(text) <= most:
        return text
    words = text[:most].split(" ") if text[most : most + 1] in (" ", "") else text[:most].split(" ")[:-1]
    while words and (words[-1].lower() in _HANGING or septets(_dotted(" ".join(words))) > most):
        words.pop()
    if words:
        return _dotted(" ".join(words))
    fitting = (text[:end] for end in range(most - len("..."), 0, -1))
    return next((_dotted(start) for start in fitting if septets(_dotted(start)) <= most), "")


_HANGING = frozenset(("", *"a al con de del e el en la las los o para por sin un una y".split()))  # noqa: SIM905


def _dotted(text: str) -> str:
    return f"{text.rstrip(' ,;:.-(')}..."


def _plain(sign: str) -> str:
    kept = (part for part in unicodedata.normalize("NFKD", sign) if part in _BASIC or part in _EXTENSION)
    return "".join(kept)
