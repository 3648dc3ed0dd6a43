"""A board's dates as an iCalendar file (RFC 5545): when calls close, and when documents run out.

SECOP's dates carry no hour, so each event fills its day. A calendar that fetches the file again finds a
deadline that moved under the same UID, and a call that is no longer offered gone.
"""

from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from api.feed import NEVER, Called, Feed
from api.passport import Paper
from domain.titles import readable
from notifications.words import in_words

_A_DAY = timedelta(days=1)


def calendar(feed: Feed, page_url: str) -> bytes:
    """The file; `page_url` is the board's own page, with its key."""
    made = Calendar()
    made.add("prodid", "-//Convite//Fechas de la junta//ES")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"Convite: {feed.board.name}")
    made.add("refresh-interval;value=duration", "PT12H")
    for called in feed.calls:
        if called.offer.call.process.closes_on:
            made.add_component(_closing(called, called.offer.call.process.closes_on, feed, page_url))
    for paper in feed.papers:
        if paper.last_day:
            made.add_component(_expiry(paper, paper.last_day, feed, page_url))
    written: bytes = made.to_ical()
    return written


def _closing(called: Called, on: date, feed: Feed, page_url: str) -> Event:
    process = called.offer.call.process
    told = [f"Contrata: {readable(process.buyer_name, 120)}."]
    told += [f"Valor: {in_words(process.price_cop)}."] if process.price_cop else []
    told += ["La hora del cierre está en SECOP II.", page_url]
    event = _event(f"Cierra: {readable(process.title, 120)}", on, called.updated_at)
    event.add("uid", f"{process.portfolio_id}.{feed.board.code}@convite")
    event.add("description", "\n".join(told))
    event.add("url", f"{page_url}?proceso={process.portfolio_id}#{process.portfolio_id}")
    return event


def _expiry(paper: Paper, on: date, feed: Feed, page_url: str) -> Event:
    event = _event(f"Último día del documento: {paper.requirement.title}", on, NEVER)
    event.add("uid", f"{paper.requirement.id}.{feed.board.code}@convite")
    event.add("description", f"Para renovarlo: {paper.requirement.steps[0]}\n{page_url}")
    event.add("url", f"{page_url}#preparacion")
    return event


def _event(summary: str, on: date, stamp: datetime) -> Event:
    event = Event()
    event.add("summary", summary)
    event.add("dtstart", on)
    event.add("dtend", on + _A_DAY)
    event.add("dtstamp", stamp)
    event.add("transp", "TRANSPARENT")  # a deadline keeps nobody busy
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -_A_DAY)
    event.add_component(alarm)
    return event
