"""The sample's boards: real barrios of Cartagena, everything else invented.

Codes begin with MUESTRA-, mail goes to the reserved domain .example, NITs begin with 999, which the DIAN has
not reached, and the people are called after trees and shells.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from random import Random

from domain.board import Board, BoardKind, Trade
from domain.contact import Channel, Contact
from domain.territory import Place
from matching.places.gazetteer import Gazetteer
from service.board_contacts import in_order
from service.demo.sample_chance import days_before
from service.demo.sample_evidence import Situation, situations

BOARDS = 432  # of the district's own count: 429 juntas and 3 asociaciones
_ASSOCIATIONS = 3
_JUNTA_PLACES = ("barrio", "corregimiento", "vereda", "isla")
_OF = {"barrio": "del", "corregimiento": "del", "vereda": "de la", "isla": "de la"}
_SECTORS = ("Sector Norte", "Sector Sur", "Sector Oriental", "Sector Occidental", "Sector Las Canchas")
_FORMS = (
    "Junta de Acción Comunal {of} {place}",
    "Junta de Acción Comunal {place}",
    "JAC {place}",
    "JAC {of} {place}",
)
_GIVEN = ("Trinitaria", "Caracola", "Almendro", "Icaco", "Marea", "Corozo", "Níspera", "Alcatraz", "Zapote")
_FAMILY = ("Manglar", "Tamarindo", "Ceiba", "Guayacán", "Totumo", "Matarratón", "Uvita", "Palmera", "Caimito")
_TRADES = tuple(trade for trade in Trade if trade is not Trade.LOANED_GOODS)


@dataclass(frozen=True)
class SampleBoard:
    board: Board
    situation: Situation
    contacts: tuple[Contact, ...]  # in the order they are tried
    authorised_on: date | None


def make_boards(gazetteer: Gazetteer, today: date, chance: Random) -> list[SampleBoard]:
    """432 boards over the three localities, each with the situation that its papers show."""
    places = _places(gazetteer, BOARDS - _ASSOCIATIONS, chance)
    drawn = situations(BOARDS, chance)
    juntas = [
        _junta(number, place, sector, drawn[number - 1], today, chance)
        for number, (place, sector) in enumerate(places, start=1)
    ]
    localities = list(dict.fromkeys(place.locality for place, _ in places if place.locality))
    unions = [
        _association(len(juntas) + i, locality, drawn[len(juntas) + i - 1], today, chance)
        for i, locality in enumerate(localities, start=1)
    ]
    return [*juntas, *unions]


def place_words(place: Place) -> str:
    """How people name the place, with its kind unless the name says it: `"barrio El Pozón"`."""
    name = place.name.replace(" – ", " ")
    if place.kind == "corregimiento":
        return f"corregimiento de {name}"
    says_its_kind = name.startswith(("Barrio ", "Urbanización ", "Ciudadela ", "Isla", "Archipiélago"))
    return name if says_its_kind else f"{place.kind} {name}"


def _places(gazetteer: Gazetteer, count: int, chance: Random) -> list[tuple[Place, str]]:
    """As many places in each locality: every place once, then its barrios again by sector."""
    known = [place for place in gazetteer.places if place.kind in _JUNTA_PLACES]
    localities = dict.fromkeys(place.locality for place in known if place.locality)
    found: list[tuple[Place, str]] = []
    for locality in localities:
        once = [place for place in known if place.locality == locality]
        barrios = [place for place in once if place.kind == "barrio" and "sector" not in place.name]
        chance.shuffle(barrios)
        again = ((place, sector) for sector in _SECTORS for place in barrios)
        found += islice(chain(((place, "") for place in once), again), count // len(localities))
    return found


def _junta(
    number: int, place: Place, sector: str, situation: Situation, today: date, chance: Random
) -> SampleBoard:
    kind = BoardKind.JVC if chance.random() < 0.07 else BoardKind.JAC
    form = "Junta de Vivienda Comunitaria {place}" if kind is BoardKind.JVC else chance.choice(_FORMS)
    words = " ".join((place_words(place), sector)).strip()
    of = _OF[place.kind] if words.startswith(place.kind) else "de"
    name = form.format(of=of, place=words[0].upper() + words[1:])
    return _board(number, name, kind, place, situation, today, chance)


def _association(
    number: int, locality: str, situation: Situation, today: date, chance: Random
) -> SampleBoard:
    name = f"Asociación de Juntas de Acción Comunal de la Localidad {locality}"
    wide = Place("", "13001", locality)
    return _board(number, name, BoardKind.ASSOCIATION, wide, situation, today, chance)


def _board(
    number: int,
    name: str,
    kind: BoardKind,
    place: Place,
    situation: Situation,
    today: date,
    chance: Random,
) -> SampleBoard:
    code = f"MUESTRA-{number:03}"
    has_mail, has_mobile = chance.random() < 0.86, chance.random() < 0.8
    board = Board(
        code=code,
        name=name,
        kind=kind,
        municipality=place.municipality,
        nit=None if situation is Situation.NO_RUT else f"999{number:06}",
        locality=place.locality,
        barrio=place.name or None,
        unit=place.unit,
        legal_act=f"Resolución de muestra {number:04} de {chance.randint(1964, 2019)}",
        president=" ".join((chance.choice(_GIVEN), *chance.sample(_FAMILY, 2))),
    )
    preferred = _channel(has_mail, has_mobile, chance)
    board = replace(board, trades=_trades(chance))
    return SampleBoard(
        board,
        situation,
        in_order(
            code,
            preferred,
            f"{code.lower()}@juntas.example" if has_mail else None,
            f"+57300{number:07}" if has_mobile else None,
        ),
        days_before(today, (20, 300), chance) if chance.random() < 0.92 else None,
    )


def _channel(has_mail: bool, has_mobile: bool, chance: Random) -> Channel:
    offered: Sequence[Channel] = (
        *((Channel.EMAIL,) * (4 * has_mail)),
        *((Channel.WHATSAPP, Channel.SMS) * has_mobile),
    )
    return chance.choice(offered) if offered else Channel.EMAIL


def _trades(chance: Random) -> tuple[Trade, ...]:
    """One in seven has not said what it does."""
    count = chance.choice((0, 1, 2, 2, 3, 3, 4))
    return tuple(sorted(chance.sample(_TRADES, count), key=_TRADES.index))
