"""What boards ask each other, as pages and messages tell it: about what, and that there is news of it."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection

from api.site import Site
from domain.alert import Alert, AlertKind, Priority
from domain.guide import Inquiry, InquiryNews
from domain.titles import readable
from readiness.catalogue import load
from store import alerts, processes


def names_of(db: Connection, found: Iterable[Inquiry], today: date) -> Mapping[str, str]:
    """What inquiries are about, in words; what is about nothing in particular, or about a call that is gone,
    is left out.
    """
    requirements, about = load(today).requirements, {one.about for one in found}
    titles = {id_: requirements[id_].title for id_ in about if id_ in requirements}
    calls = processes.newest(db, about - set(titles) - {""})
    return {**titles, **{id_: readable(call.title, 120) for id_, call in calls.items()}}


def tell(site: Site, db: Connection, code: str, id_: int, news: InquiryNews) -> None:
    """The board hears that it was asked, or answered: once, and without the words."""
    told = Alert(code, str(id_), AlertKind.INQUIRY, news.value, after=news.value)
    alerts.queue(db, [told], site.now, site.now, Priority.NEW)
