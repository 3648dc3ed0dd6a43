"""The messages of one alert each: to a trainer, to whoever just answered, that we may write, a test."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from domain.alert import UNREAD, Alert, AlertKind, Delivery
from domain.board import Board
from domain.contact import Authorisation, Channel
from domain.days import day_of
from domain.outcome import OutcomeKind
from domain.training import Cohort, CohortNews, Coming, Meeting, Member, fingerprint
from matching.places.gazetteer import place_names
from notifications.bulletin import (
    AnswerNoted,
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
        case AlertKind.SIGN_IN if alert.after and context.now < (
            until := datetime.fromisoformat(alert.after)
        ):
            code = code_of(alert.about, context.settings.secret_key)
            return Entrance(board, to_let_in(context, delivery, alert.about, data_at), code, until)
        case AlertKind.CONFIRMATION if board.code in singles.authorised:
            given, channels = singles.authorised[board.code]
            given_on = day_of(given.given_at)
            first = Channel(alert.after) if alert.after else None
            return Confirmation(board, head, channels, given_on, given.notice, notice_link(context), first)
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
        case AlertKind.PAPERS_CHECKED if found := singles.checked.get((board.code, alert.about)):
            return papers_checked(context, board, to_papers(context, delivery, data_at), found)
        case AlertKind.HELP_ASKED:
            trainers, is_unread = to_trainer(context, delivery, data_at), alert.after == UNREAD
            if process is None:
                return HelpAsked(board, trainers, is_unread=is_unread)
            known = entry(calls, alert, process)
            return HelpAsked(
                board,
                trainers,
                process,
                known.missing,
                known.business_days_left,
                known.place,
                known.names,
                is_unread,
            )
    return None


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
