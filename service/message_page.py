"""docs/messages.md: each kind of message in each form, drawn from invented examples."""

from collections.abc import Iterator

from notifications.bulletin import Sayable
from notifications.chat_form import BODIES, CALL_TEMPLATE, names_of
from notifications.compose import message
from notifications.message import MOST_CHAT_CHARACTERS, MOST_SMS_SEPTETS
from service.message_examples import examples


def _picture(name: str, shows: str) -> str:
    return f"![{shows} (invented)](img/{name}.png)"


_INTRODUCTION = f"""# Messages

What boards and trainers are sent, in each form. `make docs` draws this page from the same code that composes
the messages; everything in it is invented and says so (MUESTRA INVENTADA), as the demo's messages do.

- **Mail** tells everything, as text and HTML (MJML, no images, system fonts, under 30 kB for a day's digest).
- **Chat** (WhatsApp, Telegram) names the most urgent call and how much more there is, in at most
  {MOST_CHAT_CHARACTERS} characters.
- **Text messages** have {MOST_SMS_SEPTETS} septets of the GSM alphabet: the object is cut at a word, the
  money, the days and the link never are.

Every message has the date of the data (a text message has no room for it), a code that anybody can check at
`/verificar`, one next step and the way to stop. None holds anything personal: all may be forwarded. A value
that is missing, or a text that does not fit, is refused (`NotComposed`) and the message waits: nothing goes
out with a hole.

| mail on a telephone | its end | WhatsApp | text message |
| --- | --- | --- | --- |
| {_picture("mail-360", "A mail of one call that closes in two days, on a telephone")} \
| {_picture("mail-360-2", "The end of that mail: date of the data, code, how to stop")} \
| {_picture("whatsapp-360", "The same call as a WhatsApp message with three buttons")} \
| {_picture("sms-360", "The same call in a text message")} |

`make pictures` draws the pictures.

## What is registered with WhatsApp

WhatsApp lets us write first only by templates that it approved. There are two, of the category "utility", in
Spanish (`es_CO`); a word changed in them is a template to be approved again."""


def page() -> str:
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _INTRODUCTION
    for template in BODIES:
        yield ""
        yield from _template(template)
    for kind, said in examples().items():
        yield ""
        yield from _kind(kind, said)


def _template(name: str) -> Iterator[str]:
    body = BODIES[name]
    for number, parameter in enumerate(names_of(name), 1):
        body = body.replace(f"{{{parameter}}}", f"{{{{{number}}}}}")
    yield f"### `{name}`"
    yield ""
    yield from _fenced(body)
    yield ""
    yield f"Parameters: {', '.join(f'{n} {parameter}' for n, parameter in enumerate(names_of(name), 1))}."
    if name == CALL_TEMPLATE:
        yield "Quick replies: «Nos interesa», «No es para nosotros», «Necesitamos ayuda»."


def _kind(kind: str, said: Sayable) -> Iterator[str]:
    told = message(said)
    mail, chat = told.mail(), told.chat()
    yield f"## {kind}"
    yield ""
    yield f"Mail, subject «{mail.subject}»:"
    yield ""
    yield from _fenced(mail.text)
    yield ""
    yield f"Chat, by `{chat.template}`{_buttons(len(chat.buttons))}, {len(chat.text)} characters:"
    yield ""
    yield from _fenced(chat.text)
    yield ""
    yield "Text message:"
    yield ""
    yield from _fenced(told.sms())


def _buttons(number: int) -> str:
    return f" with {number} buttons" if number else ""


def _fenced(text: str) -> Iterator[str]:
    yield "```text"
    yield text.strip("\n")
    yield "```"
