"""Spanish words for why a board did not hear of a process, by rule of refusal."""

REFUSALS: dict[str, str] = {
    "not_open": "Ya no recibe ofertas o todavía no es una convocatoria",
    "by_invitation": "La entidad invita directamente: nadie más puede presentarse",
    "not_for_boards": "No es un trabajo que pueda hacer una junta",
    "other_place": "Es en otro lugar",
    "place_unknown": "No se sabe en qué municipio es",
    "other_trade": "No es de los oficios que su junta indicó",
    "no_route": "No conocemos un camino para juntas en la forma de contratar que escogió la entidad",
    "not_eligible": "Su junta no puede presentarse, aunque reúna papeles",
    "below_bar": "Se parece poco a lo que su junta busca",
    "not_among_best": "Hay otras que les sirven más",
    "dismissed": "Ustedes dijeron que no es para su junta",
}


def refusal_label(rule: str) -> str:
    """The words for a rule. Raises KeyError for a rule that the table does not know."""
    return REFUSALS[rule]
