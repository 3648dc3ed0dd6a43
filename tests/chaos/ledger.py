"""What there is to do, and whether in the end nothing was lost and nothing done twice."""

import json
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, func, select, text

from domain.alert import DeliveryResult
from domain.contact import Channel, ContactSource
from domain.readiness import Evidence
from notifications.mime import message_id
from readiness.catalogue import load
from store import authorisations, boards, contacts, evidence, jobs, reach
from store.engine import reading, writing
from store.event_tables import events
from store.jobs import Outcome
from store.tables import match_parts, matches
from store.telling_tables import alerts, attempts, deliveries
from tests.examples import NOW, a_board, a_contact, an_authorisation
from tests.flow.house import VAULT, a_wire_row

_TOLD = ("told", "responded", "reached")  # of messages, which a provider may refuse by chance


def make(url: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}")


def codes(first: int, number: int) -> list[str]:
    return [f"JAC-{nth:05}" for nth in range(first, first + number)]


def found(engine: Engine, some: list[str]) -> None:
    """New boards that can show everything that is asked for: they hear at once of each call that there is."""
    named = {code: [_contact(nth, code)] for nth, code in enumerate(some)}
    day = NOW.date()
    with writing(engine) as db:
        boards.save(db, [a_board(code=code) for code in some], NOW)
        contacts.save(db, VAULT, named, ContactSource.FILE, NOW)
        authorisations.give(db, [an_authorisation(board_code=code) for code in some])
        evidence.save(
            db,
            [
                (code, Evidence(requirement, 4, day, day + timedelta(days=300)))
                for code in some
                for requirement in load(day).requirements
            ],
            NOW,
        )


def a_call(number: int) -> dict[str, Any]:
    return a_wire_row(number=number + 1)


def now(engine: Engine) -> datetime:
    """By the database's clock, as all that is written."""
    with reading(engine) as db:
        at: datetime = db.execute(text("SELECT clock_timestamp()")).scalar_one()
    return at


def worked_since(engine: Engine, moment: datetime, name: str = "deliver") -> bool:
    """Whether a run of this job that began since has been done."""
    with reading(engine) as db:
        job = jobs.read(db).get(name)
    return bool(
        job
        and job.outcome is Outcome.DONE
        and job.running_by is None
        and job.last_started_at
        and job.last_started_at >= moment
    )


def untold(engine: Engine, some: list[str]) -> int:
    """How many of these boards no message was tried for yet, or one is due."""
    tried = select(attempts.c.delivery_id)
    with reading(engine) as db:
        told = db.execute(
            select(func.count(deliveries.c.board_code.distinct())).where(
                deliveries.c.board_code.in_(some), deliveries.c.id.in_(tried)
            )
        ).scalar_one()
    return len(some) - int(told) + due(engine)


def due(engine: Engine) -> int:
    """Messages that should be out."""
    is_open = deliveries.c.accepted_at.is_(None) & deliveries.c.failed_at.is_(None)
    with reading(engine) as db:
        query = select(func.count()).where(is_open, deliveries.c.due_at <= func.clock_timestamp())
        return int(db.execute(query).scalar_one())


def sharing(engine: Engine) -> tuple[str, str] | None:
    """Who posted a part of a match, and who is at it, where that is another."""
    is_at_it = match_parts.c.answer.is_(None), match_parts.c.claimed_by != match_parts.c.posted_by
    with reading(engine) as db:
        found = db.execute(select(match_parts.c.posted_by, match_parts.c.claimed_by).where(*is_at_it)).first()
    return (found.posted_by, found.claimed_by) if found else None


def same(engine: Engine, undisturbed: Engine) -> dict[str, Any]:
    """How many matches and events there are, and how many differ from those of the undisturbed city."""
    ours, theirs = _matches(engine), _matches(undisturbed)
    our_events, their_events = _events(engine), _events(undisturbed)
    return {
        "matches": len(ours),
        "matches that differ": len(set(ours) ^ set(theirs)) + (len(ours) != len(theirs)),
        "events": our_events.total(),
        "events that differ": ((our_events - their_events) + (their_events - our_events)).total(),
    }


def held(engine: Engine, taken: dict[str, Any]) -> dict[str, Any]:
    """The ledger against what the providers took."""
    with reading(engine) as db:
        told = db.execute(select(alerts.c.delivery_id)).scalars().all()
        ended = db.execute(select(deliveries)).all()
        tried: dict[int, Counter[str]] = defaultdict(Counter)
        for delivery_id, result in db.execute(select(attempts.c.delivery_id, attempts.c.result)):
            tried[delivery_id][result] += 1
        at = db.execute(select(func.clock_timestamp())).scalar_one()
        silent = {code for code, one in reach.every(db).items() if isinstance(one.way, reach.Unreachable)}
        about = {
            (one.board_code, one.about) for one in db.execute(select(alerts.c.board_code, alerts.c.about))
        }
        matched = db.execute(select(matches.c.board_code, matches.c.portfolio_id)).all()
    by_id = {one.id: one for one in ended}
    arrived = {one.id: _arrived(one.key, taken) for one in ended}
    accepted = [one for one in ended if one.accepted_at]
    return {
        "alerts": len(told),
        "matches of which nobody is told": sum(
            (code, call) not in about and code not in silent for code, call in matched
        ),
        "alerts without a message": sum(one not in by_id for one in told),
        "messages": len(ended),
        "accepted": len(accepted),
        "failed with a reason": sum(bool(one.failed_at and one.why) for one in ended),
        "to go out on a later day": sum(_is_open(one) and one.due_at > at for one in ended),
        "lost": sum(_is_open(one) and one.due_at <= at for one in ended)
        + sum(arrived[one.id][0] + arrived[one.id][1] == 0 for one in accepted),
        "accepted twice in the ledger": sum(tried[one.id][DeliveryResult.ACCEPTED] > 1 for one in ended),
        "texts taken twice by key": sum(arrived[one.id][0] > 1 for one in ended),
        "mails that came twice": sum(max(0, arrived[one.id][1] - 1) for one in ended),
        "of them not on record as in doubt": sum(
            max(
                0,
                sum(arrived[one.id])
                - tried[one.id][DeliveryResult.ACCEPTED]
                - tried[one.id][DeliveryResult.MAYBE],
            )
            for one in ended
        ),
    }


def lines(home: Path) -> dict[str, Any]:
    """How many lines each log has, and which of them tell of trouble or of help."""
    counted = {}
    for path in sorted(home.glob("*.log")):
        said = path.read_text(errors="replace").splitlines()
        counted[path.stem] = {
            "lines": len(said),
            "database away": sum("the database is away" in line for line in said),
            "tracebacks": sum(line.startswith("Traceback") for line in said),
            "unexpected": sum('"exception"' in line for line in said),
            "lent a hand in a match": sum('"parts of a match"' in line for line in said),
        }
    return counted


def words(page: str) -> str:
    """What a page says, without its marks."""
    body = re.sub(r"(?s).*<main[^>]*>(.*?)</main>.*", r"\1", page)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def _is_open(one: Any) -> bool:
    return one.accepted_at is None and one.failed_at is None


def _arrived(key: str, taken: dict[str, Any]) -> tuple[int, int]:
    return taken["texts"].get(key, 0), taken["mails"].get(message_id(key, "convite.example"), 0)


def _contact(nth: int, code: str) -> Any:
    if nth % 3:
        return a_contact(board_code=code, address=f"{code.lower()}@juntas.example")
    return a_contact(board_code=code, channel=Channel.SMS, address=f"+5730000{int(code[4:]):05}")


def _matches(engine: Engine) -> list[str]:
    columns = [c for c in matches.c if c.name != "matched_at"]
    with reading(engine) as db:
        return [json.dumps(list(row), default=str, sort_keys=True) for row in db.execute(select(*columns))]


def _events(engine: Engine) -> "Counter[tuple[Any, ...]]":
    names = ("board_code", "kind", "about", "value", "source", "row", "sureness")
    query = select(*(events.c[name] for name in names)).where(
        events.c.known_until.is_(None), events.c.kind.not_in(_TOLD)
    )
    with reading(engine) as db:
        return Counter(map(tuple, db.execute(query)))
