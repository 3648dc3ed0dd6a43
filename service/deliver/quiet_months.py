"""Why a month brought a board nothing: all that was published in it, judged as it was then.

What was published is the same for all boards and is read once. A board is held against what may be in its
reach; everything else is elsewhere for it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import Connection, Engine

from api import judging
from api.why import published_on
from domain.process import Process, as_published, standing
from domain.readiness import Evidence
from matching.labels import refusal_label
from matching.match import reach_of, today_of
from matching.miss_words import way_through
from matching.places.gazetteer import place_names
from matching.prepare import kept_from_all
from matching.profile import Profile
from matching.why import Asked, Change, Miss, Why, why
from notifications.bulletin import NearestMiss, NothingNew
from store import boards, evidence, offered
from store.engine import reading


@dataclass(frozen=True)
class _Month:
    """What was published: the calls by the towns, or departments, that they reach; how many others each rule
    keeps from all boards, of those that may be `near` in a place by that place; who the boards are.
    """

    first_day: date
    reaching: Mapping[str, Sequence[Asked]]
    calls: int  # of `reaching` and `near`, each once
    kept: Mapping[str, int]
    near: Mapping[str, Counter[str]]
    published: Mapping[str, tuple[Process, date]]
    wanted: judging.Wanted
    profiles: Mapping[str, Profile]


def quiet_months(
    db: Connection, engine: Engine, codes: Collection[str], month: date, today: date, home: str
) -> dict[str, NothingNew]:
    """Why, by board code; a board for which the month did bring something, as it is today, is left out."""
    known, shown = _month(engine, month, home, today), evidence.of_boards(db, codes)
    found = {}
    for code in sorted(codes & known.profiles.keys()):
        reason = _why(known, known.profiles[code], shown.get(code, []))
        if not reason.matches:
            found[code] = _in_words(known, reason, home)
    return found


@lru_cache(maxsize=1)
def _month(engine: Engine, first_day: date, home: str, _today: date) -> _Month:
    """The same for all boards on a day: read by the first that asks."""
    after = (first_day + timedelta(days=31)).replace(day=1)
    with reading(engine) as db:
        seen = offered.within(db, first_day, after - timedelta(days=1))
        dated = ((one.process, published_on(one)) for one in seen)
        published = {one.portfolio_id: (one, on) for one, on in dated if first_day <= on < after}
        known = judging.known(db, boards.every(db))
        said = judging.said_of(db, [process for process, _ in published.values()])
    kept: Counter[str] = Counter()
    reaching: dict[str, list[Asked]] = defaultdict(list)
    near: dict[str, Counter[str]] = defaultdict(Counter)
    for process, on in published.values():
        stood, day = as_published(process), known.day(on)
        one = today_of(judging.prepared(stood, standing(stood, on), home), day)
        if rule := kept_from_all(standing(stood, on)):
            kept[rule] += 1
            continue
        for where in set(reach_of(one.call)):
            if one.refusal:
                near[where][one.refusal] += 1
            else:
                reaching[where].append(Asked(one, day))
    return _Month(
        first_day,
        reaching,
        len(published) - kept.total(),
        kept,
        near,
        published,
        judging.wanted_then(published, said),
        {profile.board.code: profile for profile in known.profiles},
    )


def _why(known: _Month, profile: Profile, items: Sequence[Evidence]) -> Why:
    town = profile.board.municipality
    asked = [*known.reaching.get(town, ()), *known.reaching.get(town[:2], ())]
    near = known.near.get(town, Counter()) + known.near.get(town[:2], Counter())
    kept = Counter(known.kept) + near
    kept["other_place"] += known.calls - len(asked) - near.total()
    return why(profile, asked, judging.law_by_then(items, known.wanted), +kept)


def _in_words(known: _Month, found: Why, home: str) -> NothingNew:
    nearest = next((miss for miss in found.misses if miss.changes), next(iter(found.misses), None))
    return NothingNew(
        month=known.first_day,
        calls=found.calls,
        refusals=tuple((refusal_label(one.rule), one.processes) for one in found.refusals),
        advice=_advice(nearest),
        nearest=_nearest(known, nearest, home) if nearest else None,
    )


def _nearest(known: _Month, miss: Miss, home: str) -> NearestMiss:
    process, _ = known.published[miss.call.key]
    return NearestMiss(process, way_through(miss), place_names(home, process.text))


_CLOSE_GAPS = "Vean en su página qué papeles les faltan y empiecen por el primero."
_TRY_SETTINGS = "Prueben en su página qué les llegaría con otros oficios o en todo el municipio."
_WAIT = "No tienen que hacer nada: seguimos mirando por ustedes todos los días."


def _advice(nearest: Miss | None) -> str:
    if nearest is None or not nearest.changes:
        return _WAIT
    return _CLOSE_GAPS if nearest.changes == (Change.PAPERS,) else _TRY_SETTINGS
