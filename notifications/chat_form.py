"""A message as a chat message, by two templates with fixed parameters that WhatsApp approves beforehand.

What stands here is what is registered with the provider (docs/messages.md prints it): a word changed here is
a template to be approved again. An asterisk is WhatsApp's mark for bold letters: the text that other services
get has none.
"""

from string import Formatter

from domain.days import day_of
from domain.titles import readable
from notifications import words
from notifications.bulletin import Letterhead
from notifications.calls import ANSWERS, Call
from notifications.code import printed
from notifications.message import MOST_CHAT_CHARACTERS, Button, Chat, NotComposed
from notifications.note import Note
from notifications.parts import Part

CALL_TEMPLATE = "convite_convocatoria"
NOTE_TEMPLATE = "convite_aviso"

_FOOT = (
    "Datos de SECOP: {data}. Código {code}: comprueben en {verify} que el mensaje es nuestro. "
    "Para no recibir más, respondan ALTO."
)
BODIES = {
    CALL_TEMPLATE: (
        "Convite para *{board}*\n{what}\n\n"
        "*{title}*\n"
        "Lugar: {place}\n"
        "Valor: {money}\n"
        "Contrata: {buyer}\n"
        "*{days}* · Último día: {closes}\n\n"
        "¿Su junta puede presentarse? {may}\n"
        "*Siguiente paso:* {step}\n\n"
        "{more} Su página: {link}\n\n"
        "Respondan *1* nos interesa, *2* no es para nosotros o *3* necesitamos ayuda.\n\n" + _FOOT
    ),
    NOTE_TEMPLATE: (
        "Convite para *{board}*\n\n{what}\n\n*Siguiente paso:* {step}\n\nMás información: {link}\n\n" + _FOOT
    ),
}

_HEADLINES = {
    Part.LAST_CHANCE: "Última oportunidad",
    Part.REMINDER: "Recordatorio",
    Part.NEW: "Convocatoria nueva",
    Part.OTHER: "Novedad",
}
_LEAST = {"title": 50, "buyer": 30, "may": 60, "what": 60, "step": 60, "board": 30}  # none is cut shorter


def call_chat(call: Call, head: Letterhead, board: str, more: str) -> Chat:
    """One call, with the three answers as buttons."""
    what = ". ".join([_HEADLINES[call.part], *call.news])
    values = {
        "board": " ".join(board.split()),
        "what": f"MUESTRA INVENTADA. {what}" if head.sample else what,
        "title": call.title,
        "place": call.place or "mírenlo en SECOP",
        "money": call.money,
        "buyer": call.buyer,
        "days": call.days_left or "Todavía no recibe propuestas",
        "closes": call.closes or "mírenlo en SECOP",
        "may": _may_apply(call),
        "step": call.next_step,
        "more": more or "Es lo único nuevo por ahora.",
        **_foot(head),
    }
    buttons = tuple(
        Button(label, f"{number}:{call.portfolio}") for number, label in enumerate(ANSWERS.values(), start=1)
    )
    return _chat(CALL_TEMPLATE, values, buttons)


def note_chat(note: Note, head: Letterhead, more: str = "") -> Chat:
    """Anything that there is no answer to. `more` says what else stands on the page, if anything does."""
    what = " ".join((*note.lines, more))
    if note.missing:
        what += f" A la junta le falta: {'; '.join(title for title, _ in note.missing)}."
    values = {
        "board": note.to,
        "what": f"MUESTRA INVENTADA. {what}" if head.sample else what,
        "step": note.next_step,
        **_foot(head),
    }
    return _chat(NOTE_TEMPLATE, values, ())


def names_of(template: str) -> tuple[str, ...]:
    """The parameters of a template, in their order."""
    return tuple(name for _, name, _, _ in Formatter().parse(BODIES[template]) if name)


def _foot(head: Letterhead) -> dict[str, str]:
    data = (
        f"publicados el {words.day_and_year(day_of(head.data_at))}" if head.data_at else "fecha por confirmar"
    )
    return {"link": head.link, "data": data, "code": printed(head.code), "verify": head.verify_link}


def _may_apply(call: Call) -> str:
    """Whether the board may, and what it lacks, on one line."""
    if not call.may_apply:
        return "No lo hemos mirado: pregunten a la entidad."
    titles = "; ".join(title for title, _ in call.missing)
    more = f" y {call.missing_more} más" if call.missing_more else ""
    return f"{call.may_apply} {titles}{more}." if titles else call.may_apply


def _chat(template: str, values: dict[str, str], buttons: tuple[Button, ...]) -> Chat:
    values = {name: " ".join(value.split()) for name, value in values.items()}
    if empty := sorted(name for name, value in values.items() if not value):
        raise NotComposed(f"template {template}: no value for {', '.join(empty)}")
    text = BODIES[template].format(**values)
    for name, least in _LEAST.items():
        excess = len(text) - MOST_CHAT_CHARACTERS
        if excess > 0 and len(values.get(name, "")) > least:
            values[name] = readable(values[name], max(least, len(values[name]) - excess))
            text = BODIES[template].format(**values)
    if len(text) > MOST_CHAT_CHARACTERS:
        raise NotComposed(f"the chat message has {len(text)} characters, more than {MOST_CHAT_CHARACTERS}")
    plain = BODIES[template].replace("*", "").format(**values)
    return Chat(plain, template, tuple(values[name] for name in names_of(template)), buttons)
