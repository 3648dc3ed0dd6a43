"""Invented rows of p6dx-8zbt, as they come over the wire: 58 text fields, some 2.9 KB a row.

Words follow Zipf's law over a vocabulary of 50,000. No two rows are the same, and a page is always the same.
"""

import itertools
import json
import random

from harvesters.datasets.processes import PROCESSES

ROWS_A_PAGE = 5_000
ROWS_A_BUYER = 1_000  # small buyers: a slice holds 25 of them, and five pages
COLUMNS = [*PROCESSES.columns, *sorted(PROCESSES.ignored)]


def buyers(pages: int) -> list[str]:
    """The NITs of the invented buyers of this many pages."""
    return [_nit(n) for n in range(pages * ROWS_A_PAGE // ROWS_A_BUYER)]


def buyers_of(page: int) -> list[str]:
    """Those whose rows stand on one page."""
    first = page * ROWS_A_PAGE // ROWS_A_BUYER
    return [_nit(n) for n in range(first, first + ROWS_A_PAGE // ROWS_A_BUYER)]


def row_id(number: int) -> str:
    return f"row-{number:08}"


class Author:
    """Writes pages with words from a long line of them that was thrown once."""

    def __init__(self) -> None:
        self._chance = random.Random(2166)
        syllables = [c + v for c in "bcdfglmnprstv" for v in "aeioué"]
        words = [
            "".join(self._chance.choices(syllables, k=self._chance.randint(2, 5))) for _ in range(50_000)
        ]
        weights = list(itertools.accumulate(1 / rank for rank in range(1, 50_001)))
        self._line = self._chance.choices(words, cum_weights=weights, k=1_000_000)
        self._phrases = [self._text(2) for _ in range(2_000)]

    def page(self, number: int) -> list[str]:
        """The rows of a page, each as JSON."""
        self._chance.seed(number)
        first = number * ROWS_A_PAGE
        return [
            json.dumps(self._row(n), ensure_ascii=False, separators=(",", ":"))
            for n in range(first, first + ROWS_A_PAGE)
        ]

    def _row(self, number: int) -> dict[str, object]:
        """Every column a text, most of them one of a few: names of places, kinds and states."""
        buyer = number // ROWS_A_BUYER
        day = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T00:00:00.000"
        said: dict[str, object] = {
            "id_del_proceso": f"CO1.REQ.{number}",
            "id_del_portafolio": f"CO1.BDOS.{number // 2}",
            "id_adjudicacion": "No Adjudicado",
            "codigoproveedor": "No Definido",
            "referencia_del_proceso": f"MC-{number}-2026 (Presentación de oferta)",
            "nombre_del_procedimiento": f"{self._text(12)} (Presentación de oferta)",
            "descripci_n_del_procedimiento": self._text(30),
            "nit_entidad": _nit(buyer),
            "codigo_entidad": str(700_000_000 + buyer),
            "fase": "Presentación de oferta",
            "estado_del_procedimiento": "Publicado",
            "modalidad_de_contratacion": "Mínima cuantía",
            "codigo_principal_de_categoria": f"V1.{72_000_000 + number % 999}",
            "precio_base": str(1_000_000 + number),
            "duracion": str(number % 12),
            "adjudicado": "No",
            "valor_total_adjudicacion": "0",
            "nit_del_proveedor_adjudicado": "No Definido",
            "respuestas_al_procedimiento": "0",
            "urlproceso": {
                "url": f"https://secop.example/Public/Tendering/OpportunityDetail/Index?noticeUID={number}"
            },
        }
        for name in COLUMNS:
            if name not in said:
                said[name] = day if name.startswith("fecha_") else self._chance.choice(self._phrases)
        said[":id"] = row_id(number)  # asked for as the last one
        return said

    def _text(self, words: int) -> str:
        start = self._chance.randrange(len(self._line) - words)
        return " ".join(self._line[start : start + words])


def _nit(buyer: int) -> str:
    return str(900_000_000 + buyer)
