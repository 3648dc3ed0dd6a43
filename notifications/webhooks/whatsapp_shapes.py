"""The shapes of what WhatsApp's Cloud API posts, as far as we use them.

"messages webhook reference", WhatsApp Business Platform. What comes many times
stays raw, to be read one by one.
"""

import msgspec


class Change(msgspec.Struct):
    field: str
    value: msgspec.Raw


class Entry(msgspec.Struct):
    changes: list[Change]


class Body(msgspec.Struct):
    entry: list[Entry]


class Error(msgspec.Struct):
    code: int


class Status(msgspec.Struct):
    id: str
    status: str
    timestamp: str
    errors: list[Error] = []
    biz_opaque_callback_data: str | None = None
    recipient_id: str | None = None
    recipient_user_id: str | None = None


class Text(msgspec.Struct):
    body: str


class Button(msgspec.Struct):
    payload: str | None = None
    text: str = ""


class Chosen(msgspec.Struct):
    id: str
    title: str = ""


class Interactive(msgspec.Struct):
    type: str
    button_reply: Chosen | None = None
    list_reply: Chosen | None = None


class Context(msgspec.Struct):
    id: str | None = None


class Media(msgspec.Struct):
    caption: str = ""


class Message(msgspec.Struct, rename={"sender": "from"}):
    id: str
    timestamp: str
    type: str
    sender: str | None = None
    from_user_id: str | None = None
    text: Text | None = None
    button: Button | None = None
    interactive: Interactive | None = None
    context: Context | None = None
    image: Media | None = None
    video: Media | None = None
    document: Media | None = None


class Value(msgspec.Struct):
    statuses: list[msgspec.Raw] = []
    messages: list[msgspec.Raw] = []
    errors: list[Error] = []


class Preference(msgspec.Struct):
    value: str
    timestamp: int | str
    wa_id: str | None = None
    user_id: str | None = None


class Preferences(msgspec.Struct):
    user_preferences: list[msgspec.Raw]
