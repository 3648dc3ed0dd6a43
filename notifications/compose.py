"""From what is to be said to the message, in whatever form a channel asks for."""

from dataclasses import dataclass
from functools import cached_property

from notifications.bulletin import Bulletin, Letterhead, Sayable
from notifications.calls import Call, call
from notifications.chat_form import call_chat, note_chat
from notifications.headline import and_more, call_to_answer, headline
from notifications.mail_form import LINK, bulletin_mail, note_mail
from notifications.message import Chat, Mail, Message
from notifications.note import Note
from notifications.notes import note
from notifications.parts import in_order
from notifications.sms_form import call_sms, note_sms


def message(said: Sayable) -> Message:
    """The message; its forms raise NotComposed where they cannot be said whole."""
    if isinstance(said, Bulletin):
        return _OfBulletin(said)
    return _OfNote(note(said), said.letterhead)


@dataclass(frozen=True)
class _OfBulletin:
    """Mail tells everything; chat and text messages name one thing, and how much more there is."""

    bulletin: Bulletin

    def mail(self) -> Mail:
        return bulletin_mail(self.bulletin, self._linked(LINK))

    def chat(self) -> Chat:
        told, head = self.bulletin, self.bulletin.letterhead
        more = and_more(told, self._calls)
        if one := call_to_answer(self._calls):
            return call_chat(one, head, told.board.name, more)
        return note_chat(headline(told, self._calls), head, more)

    def sms(self) -> str:
        if one := call_to_answer(self._calls):
            return call_sms(one, self.bulletin.letterhead)
        return note_sms(headline(self.bulletin, self._calls), self.bulletin.letterhead)

    @cached_property
    def _calls(self) -> list[Call]:
        return self._linked(self.bulletin.letterhead.link)

    def _linked(self, link: str) -> list[Call]:
        head = self.bulletin.letterhead
        return [
            call(told, link=link, today=head.today, municipality=head.municipality)
            for told in in_order(self.bulletin.entries, head.today)
        ]


@dataclass(frozen=True, slots=True)
class _OfNote:
    note: Note
    letterhead: Letterhead

    def mail(self) -> Mail:
        return note_mail(self.note, self.letterhead)

    def chat(self) -> Chat:
        return note_chat(self.note, self.letterhead)

    def sms(self) -> str:
        return note_sms(self.note, self.letterhead)
