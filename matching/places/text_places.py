"""The places inside a municipality that a text names: by its gazetteer, else as they are written."""

from domain.territory import Place
from domain.text import fold
from matching.places.gazetteer import Gazetteer
from matching.places.named_places import NamedPlace, places_with_kinds


def places_of(text: str, municipality: str) -> tuple[Place, ...]:
    """The places of a text about work in a municipality (DANE code), each once.

    Where we have no table of a municipality, nobody vouches for a name: it is a place because the text
    calls it vereda, barrio, localidad and so on.
    """
    gazetteer = Gazetteer.load(municipality)
    if gazetteer.places:
        return gazetteer.recognise(text)
    found = {fold(named.name): _as_place(named, municipality) for named in places_with_kinds(text)}
    return tuple(found.values())


def _as_place(named: NamedPlace, municipality: str) -> Place:
    """A comuna is what a locality is: it holds many barrios. A bare number says whose it is: "Comuna 4"."""
    if named.kind not in ("comuna", "localidad"):
        return Place(named.name, municipality, kind=named.kind)
    name = f"{named.kind.title()} {named.name}" if named.name.isdigit() else named.name
    return Place(name, municipality, locality=name, kind="localidad")
