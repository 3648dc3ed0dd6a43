"""The messages of one alert each: to a trainer, to whoever just answered, that we may write, a test."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from domain.alert import UNREAD, Alert, AlertKind, Delivery
from domain.board import Board
from domain.contact import Authorisation, Channel
from domain.days import day_of
from domain.guide import InquiryNews
from domain.outcome import OutcomeKind
from domain.training import Cohort, CohortNews, Coming, Meeting, Member, fingerprint
from matching.places.gazetteer import place_names
from notifications.bulletin import (
    AnswerNoted,
    BetweenBoards,
    Confirmation,
    Entrance,
    HelpAnswered,
    HelpAsked,
    Letterhead,
    NotUnderstood,
    Sayable,
    Training,
    Trial,
)
from notifications.sign_in import code_of
from readiness.catalogue import load
from service.context import Context
from service.deliver.checked_papers import Checked, papers_checked, read_checked
from service.deliver.entries import Calls, days_left, entry
from service.deliver.letterheads import (
    letterhead,
    notice_link,
    to_asked,
    to_invited,
    to_let_in,
    to_papers,
    to_trainer,
)
from store import authorisations, contacts, training


class Authorised(NamedTuple):
    """That a board lets us write to it, and by which channels."""

    authorisation: Authorisation
    channels: tuple[Channel, ...]


class Singles(NamedTuple):
    """What the messages of one alert each need besides calls: who authorised, by board code, cohorts, and
    papers that were looked at.
    """

    authorised: Mapping[str, Authorised]
    cohorts: Mapping[str, "Gathering"]
    checked: Checked


class Gathering(NamedTuple):
    """A cohort with its meetings and boards."""

    cohort: Cohort
    meetings: Sequence[Meeting]
    members: Mapping[str, Member]


def read_singles(context: Context, db: Connection, told: Sequence[Alert]) -> Singles:
    """Read in bulk, and only what these alerts ask for."""
    return Singles(read_authorised(context, db, told), _read_cohorts(db, told), read_checked(db, told))


def _read_cohorts(db: Connection, told: Sequence[Alert]) -> dict[str, Gathering]:
    ids = {int(alert.about) for alert in told if alert.kind is AlertKind.TRAINING}
    if not ids:
        return {}
    met, members = training.meetings_of(db, ids), training.members(db, ids)
    return {
        str(id_): Gathering(cohort, met[id_], members[id_])
        for id_, cohort in training.by_ids(db, ids).items()
    }


def read_authorised(context: Context, db: Connection, told: Sequence[Alert]) -> dict[str, Authorised]:
    """What confirmations need, by board code; nothing is read where there is none."""
    codes = {alert.board_code for alert in told if alert.kind is AlertKind.CONFIRMATION}
    if not codes:
        return {}
    known = contacts.of_boards(db, context.vault, codes)
    return {
        code: Authorised(one, tuple(dict.fromkeys(each.contact.channel for each in known[code])))
        for code, one in authorisations.newest(db, codes).items()
    }


def single(
    context: Context,
    calls: Calls,
    singles: Singles,
    delivery: Delivery,
    board: Board,
    alert: Alert,
    data_at: datetime | None,
) -> Sayable | None:
    """The message of this one alert; None where it belongs into a bulletin, or has nothing to say."""
    head = letterhead(context, delivery, data_at)
    process = calls.processes.get(alert.about)
    match alert.kind:
        case AlertKind.TEST:
            return Trial(head, board)
        case AlertKind.SIGN_IN if alert.after:
            return _entrance(context, delivery, board, alert, data_at)
        case AlertKind.CONFIRMATION if board.code in singles.authorised:
            return _confirmation(context, singles.authorised[board.code], board, head, alert)
        case AlertKind.ANSWER_NOTED if alert.after == UNREAD:
            return NotUnderstood(board, head)
        case AlertKind.ANSWER_NOTED if process and alert.after:
            names = place_names(calls.municipality, process.text)
            left = days_left(process, calls.today)
            return AnswerNoted(board, head, OutcomeKind(alert.after), process, left, names)
        case AlertKind.TRAINING if alert.about in singles.cohorts and alert.after:
            head = to_invited(context, delivery, data_at)
            return _training(context, singles.cohorts[alert.about], board, head, alert)
        case AlertKind.HELP_ANSWERED:
            return HelpAnswered(board, head)
        case AlertKind.INQUIRY if alert.after:
            news = InquiryNews(alert.after)
            return BetweenBoards(board, to_asked(context, delivery, data_at, news), news)
        case AlertKind.PAPERS_CHECKED if found := singles.checked.get((board.code, alert.about)):
            return papers_checked(context, board, to_papers(context, delivery, data_at), found)
        case AlertKind.HELP_ASKED:
            return _help_asked(calls, board, to_trainer(context, delivery, data_at), alert)
    return None


def _entrance(
    context: Context, delivery: Delivery, board: Board, alert: Alert, data_at: datetime | None
) -> Entrance | None:
    """None where it lets in no more."""
    until = datetime.fromisoformat(alert.after or "")
    if context.now >= until:
        return None
    head = to_let_in(context, delivery, alert.about, data_at)
    return Entrance(board, head, code_of(alert.about, context.settings.secret_key), until)


def _confirmation(
    context: Context, found: Authorised, board: Board, head: Letterhead, alert: Alert
) -> Confirmation:
    given = found.authorisation
    first = Channel(alert.after) if alert.after else None
    on, notice = day_of(given.given_at), notice_link(context)
    return Confirmation(board, head, found.channels, on, given.notice, notice, first)


def _help_asked(calls: Calls, board: Board, trainers: Letterhead, alert: Alert) -> HelpAsked:
    process, is_unread = calls.processes.get(alert.about), alert.after == UNREAD
    if process is None:
        return HelpAsked(board, trainers, is_unread=is_unread)
    known = entry(calls, alert, process)
    days = known.business_days_left
    return HelpAsked(board, trainers, process, known.missing, days, known.place, known.names, is_unread)


def _training(
    context: Context, found: Gathering, board: Board, head: Letterhead, alert: Alert
) -> Training | None:
    """None where it holds no longer: cancelled since, moved again, over, or the board will not come."""
    cohort, member, news = found.cohort, found.members.get(board.code), CohortNews(alert.after or "")
    if news is CohortNews.MOVED and alert.before != fingerprint(found.meetings):
        return None
    ahead = tuple((one.starts_at, one.place) for one in found.meetings if one.starts_at > context.now)
    is_cancelled = cohort.cancelled_at is not None
    if member is None or member.coming is Coming.NO or is_cancelled is not (news is CohortNews.CANCELLED):
        return None
    if not (ahead or is_cancelled):
        return None
    catalogue = load(context.today)
    unit = catalogue.training[cohort.unit]
    teaches = (
        catalogue.requirements[id_].title for id_ in unit.requirements if id_ in catalogue.requirements
    )
    return Training(board, head, news, unit.title, tuple(teaches), ahead)
