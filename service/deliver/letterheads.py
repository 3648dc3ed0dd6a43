"""What stands on every message: links, the code to check it by, and how old the data are."""

from dataclasses import replace
from datetime import datetime

from domain.alert import Delivery
from domain.guide import InquiryNews
from notifications.bulletin import Letterhead
from notifications.links import sign_at
from notifications.sign_in import path_of
from service.context import Context


def letterhead(context: Context, delivery: Delivery, data_at: datetime | None) -> Letterhead:
    """To a board, with the signed links to its page. `data_at` is when SECOP's data were published."""
    settings = context.settings
    home = settings.public_url.rstrip("/")
    token = sign_at(delivery.board_code, settings.secret_key, context.now)
    link = f"{home}/junta/{token}"
    return Letterhead(
        link=link,
        short_link=f"{home}/j/{token}",
        stop_link=f"{link}/parar",
        verify_link=f"{home}/verificar",
        code=delivery.code,
        today=context.today,
        data_at=data_at,
        municipality=settings.municipality_name,
        sample=context.sample,
    )


def to_trainer(context: Context, delivery: Delivery, data_at: datetime | None) -> Letterhead:
    """To a trainer, who gets messages by office and no link that would act for the board."""
    link = f"{context.settings.public_url.rstrip('/')}/juntas/{delivery.board_code}/pasaporte"
    return replace(letterhead(context, delivery, data_at), link=link, short_link=None, stop_link=None)


def to_let_in(context: Context, delivery: Delivery, sign_in_id: str, data_at: datetime | None) -> Letterhead:
    """To who asked to be let in: the link goes through once, and is short enough for a text message."""
    link = context.settings.public_url.rstrip("/") + path_of(sign_in_id, context.settings.secret_key)
    return replace(letterhead(context, delivery, data_at), link=link, short_link=link)


def to_invited(context: Context, delivery: Delivery, data_at: datetime | None) -> Letterhead:
    """To a board that is invited to learn: the link leads to where it answers."""
    head = letterhead(context, delivery, data_at)
    return replace(head, link=f"{head.link}#formacion")


def to_papers(context: Context, delivery: Delivery, data_at: datetime | None) -> Letterhead:
    """To a board whose papers were looked at: the link leads to where it reads why, once it is signed in."""
    head = letterhead(context, delivery, data_at)
    return replace(head, link=f"{head.link}/papeles")


def to_asked(context: Context, delivery: Delivery, data_at: datetime | None, news: InquiryNews) -> Letterhead:
    """To a board that another one asked or answered: the link leads to where the words stand."""
    head = letterhead(context, delivery, data_at)
    page = "ayudar" if news is InquiryNews.ASKED else "preguntar"
    return replace(head, link=f"{head.link}/{page}")


def notice_link(context: Context) -> str:
    """Where the notice on the treatment of data can be read."""
    return f"{context.settings.public_url.rstrip('/')}/aviso-de-datos"
