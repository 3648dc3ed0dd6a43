"""The pure parts of `convite evaluate suitability | ranking | linking`: rows in, answers out.

Rows are dicts as the files hold them (docs/interface.md); the files themselves are the caller's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from matching.linking.link import Supplier, link
from matching.places.named_places import named_places
from matching.places.towns import town_of
from matching.ranking import Candidate, RankedBoard, scores
from matching.suitability import Suitability
from matching.suitability import suitability as suit

Row = Mapping[str, Any]
Answer = dict[str, Any]

_SUITABLE_FROM = 0.01  # with less, no trade is told: it would be a trade of somebody else
_TOP = 50


def suitability(rows: Iterable[Row]) -> Iterator[Answer]:
    """`id, score, trade, place` for each row of `id, source, entity, …, text`."""
    for row in rows:
        text = _text(row, "text")
        suited = suit(
            text,
            buyer=_text(row, "entity"),
            value_cop=_number(row, "value"),
            modality=_text(row, "modality"),
            contract_type=_text(row, "type"),
            unspsc=_text(row, "unspsc"),
        )
        yield {
            "id": _text(row, "id"),
            "score": round(suited.score, 6),
            "trade": _trade(suited),
            "place": "; ".join(named_places(text)),
        }


def ranking(
    boards: Iterable[Row], processes: Iterable[Row], pairs: Sequence[tuple[str, str]] | None = None
) -> Iterator[Answer]:
    """`board_id, process_id, score` for each pair, or for the 50 best of each board without pairs.

    Processes are rows of p6dx-8zbt or jbjy-vk9h as published; an id that comes twice counts once. Raises
    ValueError for a row without id and for a pair whose board or process is unknown.
    """
    ranked = [ranked_board(board) for board in boards]
    candidates = list({c.id: c for c in map(candidate, processes)}.values())
    if pairs is None:
        yield from _best(ranked, candidates)
    else:
        yield from _asked(ranked, candidates, pairs)


def linking(boards: Iterable[Row], suppliers: Iterable[Row]) -> Iterator[Answer]:
    """`row, board_id, score, verdict` for each supplier; no board goes with the verdict none."""
    known = [_Board(_id(b, "board_id"), _text(b, "name"), _municipality(b), _text(b, "nit")) for b in boards]
    named = [
        Supplier(
            _text(s, "row"),
            _text(s, "name"),
            _text(s, "nit"),
            _text(s, "municipality"),
            _text(s, "department"),
        )
        for s in suppliers
    ]
    for found in link(known, named):
        yield {
            "row": found.row,
            "board_id": found.board_code or "",
            "score": found.score,
            "verdict": found.verdict.value,
        }


def ranked_board(row: Row) -> RankedBoard:
    """A row of `board_id, name, municipality, department`. Raises ValueError for one without id."""
    told = (_text(row, name) for name in ("name", "municipality", "department"))
    return RankedBoard(_id(row, "board_id"), *told)


def candidate(row: Row) -> Candidate:
    """A published row of p6dx-8zbt or jbjy-vk9h, to be ranked. Raises ValueError for one without id."""
    # p6dx-8zbt calls things by the first name, jbjy-vk9h by the second.
    buyer = _text(row, "entidad", "nombre_entidad")
    title = _text(row, "nombre_del_procedimiento", "descripcion_del_proceso")
    wanted = f"{title} {_text(row, 'descripci_n_del_procedimiento', 'objeto_del_contrato')}"
    suited = suit(
        wanted,
        buyer=buyer,
        value_cop=_number(row, "precio_base", "valor_del_contrato"),
        modality=_text(row, "modalidad_de_contratacion"),
        contract_type=_text(row, "tipo_de_contrato"),
        unspsc=_text(row, "codigo_principal_de_categoria", "codigo_de_categoria_principal"),
    )
    return Candidate(
        _id(row, "id_del_proceso", "id_contrato"),
        buyer,
        wanted,
        _text(row, "ciudad_entidad", "ciudad"),
        _text(row, "departamento_entidad", "departamento"),
        suited.score,
    )


class _Board(NamedTuple):
    code: str
    name: str
    municipality: str
    nit: str | None


def _municipality(board: Row) -> str:
    """A board's municipality as its DANE code, or as it is written where no table has it."""
    city = _text(board, "municipality")
    return town_of(_text(board, "department"), city) or city


def _trade(suited: Suitability) -> str:
    return suited.trades[0].trade.value if suited.trades and suited.score >= _SUITABLE_FROM else "none"


def _best(boards: Sequence[RankedBoard], candidates: Sequence[Candidate]) -> Iterator[Answer]:
    for board, row in zip(boards, scores(boards, candidates), strict=True):
        for at in np.argsort(-row, kind="stable")[:_TOP]:
            yield _answer(board.code, candidates[at].id, row[at])


def _asked(
    boards: Sequence[RankedBoard], candidates: Sequence[Candidate], pairs: Sequence[tuple[str, str]]
) -> Iterator[Answer]:
    position = {c.id: at for at, c in enumerate(candidates)}
    codes = {b.code for b in boards}
    of_board: dict[str, list[int]] = defaultdict(list)
    for number, (code, process) in enumerate(pairs):
        if code not in codes:
            raise ValueError(f"pair {number + 1}: no board {code!r}")
        if process not in position:
            raise ValueError(f"pair {number + 1}: no process {process!r}")
        of_board[code].append(number)
    given = np.zeros(len(pairs))
    wanted = [board for board in boards if board.code in of_board]
    for board, row in zip(wanted, scores(wanted, candidates), strict=True):
        numbers = of_board[board.code]
        given[numbers] = row[[position[pairs[number][1]] for number in numbers]]
    for (code, process), score in zip(pairs, given, strict=True):
        yield _answer(code, process, score)


def _answer(board: str, process: str, score: np.floating[Any]) -> Answer:
    return {"board_id": board, "process_id": process, "score": round(float(score), 10)}


def _id(row: Row, *names: str) -> str:
    if found := _text(row, *names):
        return found
    raise ValueError(f"a row has no {' or '.join(names)}")


def _text(row: Row, *names: str) -> str:
    """The first of the columns that is there and not blank."""
    return next((text for name in names if (text := str(row.get(name) or "").strip())), "")


def _number(row: Row, *names: str) -> float | None:
    """The amount, or None where it is blank or no number."""
    try:
        return float(_text(row, *names)) or None
    except ValueError:
        return None
