"""All that boards are to be told today and were not told yet: read in bulk, decided kind by kind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from domain.alert import AlertKind
from domain.canary import BOARD_CODE
from domain.contact import Channel
from domain.days import BOGOTA, day_of
from domain.outcome import OutcomeKind
from domain.process import DATASET
from domain.rollout import Thing
from readiness.catalogue import load
from service.alert.changes import Followed, changed
from service.alert.early import early
from service.alert.held_back import without_held_back
from service.alert.new import new
from service.alert.nothing_new import nothing_new, quiet_month
from service.alert.papers import papers
from service.alert.reminders import Interest, reminders
from service.alert.telling import ToTell
from service.context import Context
from service.steps.assess import held_of
from store import harvests, outcomes, processes, rollouts, tellings, untold
from store.alerts import Identity, identity
from store.outcomes import Answered
from store.reach import Reach

_Answers = Mapping[tuple[str, str], Answered]

# Longer than any of these waits to be told from what it is told of: its version says that it was.
_REMEMBERED = timedelta(days=62)
_BY_VERSION = frozenset(AlertKind) - {AlertKind.NEW_MATCH, AlertKind.EARLY_BELL}


def to_tell(context: Context, db: Connection, reach: Mapping[str, Reach]) -> dict[str, list[ToTell]]:
    """By board, for the boards of which we know the reach; one that has nothing new to hear is left out.

    So is what a stepped rollout holds back: it waits, and is told when the board's turn comes.
    """
    codes = list(reach)
    answers = outcomes.answers(db)
    fresh = new(untold.matches(db), context.today)
    found = [
        *fresh,
        *_changed(context, db, answers),
        *_reminders(context, db, answers),
        *_papers(context, db, codes),
        *early(untold.plans(db), context.today),
        *_nothing_new(context, db, reach, {one.alert.board_code for one in fresh}),
    ]
    known = tellings.queued_since(db, context.now - _REMEMBERED, _BY_VERSION)
    waiting = rollouts.held_back(db, context.today, context.today)
    return _by_board(without_held_back(found, waiting), known, frozenset(codes))


def _by_board(
    found: Iterable[ToTell], known: set[Identity], codes: frozenset[str]
) -> dict[str, list[ToTell]]:
    by_board: dict[str, list[ToTell]] = defaultdict(list)
    for one in found:
        if one.alert.board_code in codes and identity(one.alert) not in known:
            by_board[one.alert.board_code].append(one)
    return by_board


def _changed(context: Context, db: Connection, answers: _Answers) -> list[ToTell]:
    """Changes of calls that a board was told of or is interested in; not of one that is not for it."""
    seen = processes.changes_since(db, context.now - _REMEMBERED, tellings.about(), outcomes.interesting())
    calls = processes.newest(db, (change.portfolio_id for change in seen))
    since = {(one.board_code, one.portfolio_id): one.queued_at for one in tellings.matches(db, calls)}
    for pair, answer in answers.items():
        if answer.kind is OutcomeKind.NOT_FOR_US:
            since.pop(pair, None)
        elif answer.kind is OutcomeKind.INTERESTED and pair[1] in calls:
            since.setdefault(pair, answer.at)
    followed = (Followed(*pair, at) for pair, at in sorted(since.items()))
    return changed(followed, seen, calls, context.today)


def _reminders(context: Context, db: Connection, answers: _Answers) -> list[ToTell]:
    interests = [
        Interest(code, portfolio_id, day_of(answer.at))
        for (code, portfolio_id), answer in sorted(answers.items())
        if answer.kind is OutcomeKind.INTERESTED
    ]
    calls = processes.newest(db, (one.portfolio_id for one in interests))
    return reminders(interests, calls, context.today)


def _papers(context: Context, db: Connection, codes: Sequence[str]) -> list[ToTell]:
    catalogue = load(context.today)
    return papers(catalogue, codes, held_of(db, catalogue, codes, context.today))


def _nothing_new(
    context: Context, db: Connection, reach: Mapping[str, Reach], heard_now: set[str]
) -> list[ToTell]:
    """To the boards that were with us in that month and may be written to: to the others nothing is owed."""
    data_at = harvests.data_date(db, DATASET)
    month = quiet_month(context.today, day_of(data_at) if data_at else None)
    if month is None:
        return []
    begins = datetime.combine(month, time.min, BOGOTA)
    ends = datetime.combine(context.today.replace(day=1), time.min, BOGOTA)
    # Whom this month brought something already needs no word of the last.
    heard = heard_now | tellings.boards_since(db, begins)
    # Who waited was told of nothing: that is not the same as nothing having come.
    heard |= rollouts.held_back(db, month, context.today)[Thing.NEW_CALLS]
    asked = (
        code
        for code, one in reach.items()
        if isinstance(one.way, Channel) and one.since < ends and code != BOARD_CODE
    )
    return nothing_new(asked, heard, month)
