"""One small message, before a channel gives it its form."""

from dataclasses import dataclass

from notifications.bulletin import Step


@dataclass(frozen=True, slots=True)
class Note:
    """One small message: `lines` are sentences, `short` the one that a text message has room for."""

    subject: str
    heading: str
    to: str
    lines: tuple[str, ...]
    next_step: str
    short: str
    missing: tuple[Step, ...] = ()
    link_label: str = "Abrir la página de su junta"
    is_private: bool = False  # not to be forwarded


def one_line(name: str) -> str:
    """A name as it was typed, without its line breaks."""
    return " ".join(name.split())
