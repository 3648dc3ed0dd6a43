"""The code by which a reader checks with us that a message is genuine."""

from notifications.message import NotComposed

_LENGTH = 8
# No code has these (store/alerts.py): who types one has misread the sign that looks most like it.
_MISREAD = str.maketrans("O0U1IL", "QQV777")


def printed(code: str) -> str:
    """`K7QM-2XPF`, as it stands in messages. Raises NotComposed for what is no code."""
    if len(code) != _LENGTH:
        raise NotComposed("the message has no code to check it by")
    return f"{code[:4]}-{code[4:]}"


def read(typed: str) -> str | None:
    """The code as it is kept, from what a person types: any case, spaces and dashes. None if it is none."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return signs.translate(_MISREAD) if len(signs) == _LENGTH and signs.isascii() else None
