"""The names that boards bear for places of a layer: the gazetteer's, where two do not become one by it."""

from collections import Counter
from collections.abc import Collection

from domain.text import fold
from matching.places.gazetteer import Gazetteer


def known_names(names: Collection[str], gazetteer: Gazetteer) -> dict[str, str]:
    """The name that boards bear for each of a layer's: `{"EL POZON": "El Pozón"}`."""
    found = {name: place.name if (place := gazetteer.find(name)) else name for name in names}
    often = Counter(found.values())
    # A layer's "RECREO" and "EL RECREO" are two places: the one that is written so keeps the name.
    return {
        name: known if often[known] == 1 or fold(name) == fold(known) else name
        for name, known in found.items()
    }
