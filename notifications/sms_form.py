"""A message in 160 septets: the object is cut, the money, the days and the link never."""

from notifications.bulletin import Letterhead
from notifications.calls import Call
from notifications.code import printed
from notifications.gsm import cut, septets, transliterate
from notifications.message import MOST_SMS_SEPTETS, NotComposed
from notifications.note import Note

# From the longest to the shortest: before the object, and between the days and the link.
_AROUND_A_CALL = (
    ("Convite: ", "Respondan 1 sí, 2 no, 3 ayuda o ALTO. Cód {code} "),
    ("Convite: ", "1 sí, 2 no, 3 ayuda, ALTO. Cód {code} "),
    ("", "1 sí 2 no 3 ayuda ALTO. {code} "),
    ("", "1 sí 2 no 3 ayuda ALTO "),
    ("", "ALTO "),  # the page behind the link takes the answer too
)
_AROUND_A_NOTE = (
    ("Convite: ", "ALTO para no recibir más. Cód {code} "),
    ("Convite: ", "ALTO: salir. Cód {code} "),
    ("", "ALTO: salir. {code} "),
)
_SAMPLE = "MUESTRA. "
_WORDY = 2  # of each list, the first ones that go where the object needs the room
_LEAST_OBJECT = 14  # septets
_LONGEST_FIGURES, _LONGEST_DAYS = len("$999.999.999.999. "), len("No quedan días hábiles. ")

LONGEST_LINK = (
    MOST_SMS_SEPTETS
    - _LEAST_OBJECT
    - len(". ")
    - _LONGEST_FIGURES
    - _LONGEST_DAYS
    - len("".join(_AROUND_A_CALL[-1]))
)
"""Beyond it not every call could be said."""


def call_sms(call: Call, head: Letterhead) -> str:
    """One call. Raises NotComposed for a link that leaves no room."""
    days = f"{_days(call)}. "
    return _said(call.title, f"{call.figures}. {days}", _AROUND_A_CALL, head, lead=call.lead)


def note_sms(note: Note, head: Letterhead) -> str:
    return _said(note.short, "", _AROUND_A_NOTE, head)


def check_link(link: str) -> None:
    """Raises NotComposed for a link with which not every message fits, or that is not of the alphabet."""
    if transliterate(link) != link:
        raise NotComposed("a text message cannot hold the link: CONVITE_PUBLIC_URL is not ASCII")
    if septets(link) > LONGEST_LINK:
        raise NotComposed(
            f"a text message has room for links of {LONGEST_LINK} signs, and this installation's have "
            f"{len(link)}: CONVITE_PUBLIC_URL is too long"
        )


def _days(call: Call) -> str:
    if not call.days_left:
        return "Es un borrador"
    if not call.closes:
        return "Sin fecha de cierre"
    return call.days_left.removeprefix("Quedan ").removeprefix("Queda ")


def _said(
    what: str, facts: str, around: tuple[tuple[str, str], ...], head: Letterhead, lead: str = ""
) -> str:
    """With as many words around as leave the whole object standing; else cut, the code and the answers given
    up only where a few words of it would not fit otherwise. `lead` stands before the object.
    """
    link = head.short_link or head.link
    check_link(link)
    what = transliterate(what).rstrip(" .")
    frames = [_frame(facts, before, after, link, head) for before, after in around]
    for first, last, room in frames[: _WORDY + 1]:
        if septets(lead + what) <= room:
            return f"{first}{lead}{what}{last}"
    least = _LEAST_OBJECT + len(lead)
    first, last, room = next((frame for frame in frames[_WORDY:] if frame[2] >= least), frames[-1])
    # Beside the longest link there is room for the news alone.
    said = f"{lead}{short}" if (short := cut(what, room - len(lead))) else cut(lead + what, room)
    if said:
        return f"{first}{said}{last.removeprefix('.') if said.endswith('...') else last}"
    raise NotComposed(f"a text message has no room beside a link of {len(link)} signs")


def _frame(facts: str, before: str, after: str, link: str, head: Letterhead) -> tuple[str, str, int]:
    """What stands before the object and after it, and the room between them."""
    first = f"{_SAMPLE if head.sample else ''}{before}"
    last = transliterate(f". {facts}{after.format(code=printed(head.code))}") + link
    return first, last, MOST_SMS_SEPTETS - septets(first) - septets(last)
