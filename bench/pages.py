"""Invented pages of p6dx-8zbt, rendered and compressed before, and a bare server that hands them out.

58 text fields and 2–3 KB a row, as on the wire; words follow Zipf's law over a vocabulary of 50,000. The
server runs in a process of its own, answers the few questions of a harvest, and does nothing else.
"""

import itertools
import json
import random
import re
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from harvesters.datasets.processes import PROCESSES

ROWS_A_PAGE = 5_000
PAGES_A_BUYER = 5  # 25,000 rows: buyers are read side by side
_IGNORED = sorted(PROCESSES.ignored)
_COLUMNS = [*PROCESSES.columns, *_IGNORED]
_BUYER = re.compile(r"'(\d{9})'")
_AFTER = re.compile(r":id > 'row-(\d+)'")


def buyers(pages: int) -> list[str]:
    """NITs of invented buyers, as many as it takes."""
    return [str(900_000_000 + n) for n in range(-(-pages // PAGES_A_BUYER))]


@contextmanager
def served(pages: int) -> Iterator[str]:
    """The address of a server of this many pages. Page n is also at /pages/n, for the floor."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.pages", folder, str(pages)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout
            try:
                yield server.stdout.readline().strip()
            finally:
                server.kill()


def main(folder: Path, pages: int) -> None:
    """Render the pages into a folder, then serve them and print the address."""
    vocabulary = _Vocabulary(random.Random(2166))
    for number in range(pages):
        body = json.dumps(_rows(vocabulary, number), ensure_ascii=False).encode()
        (folder / str(number)).write_bytes(_gzipped(body))
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Handler", (_Handler,), {"folder": folder, "pages": pages})
    )
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


class _Vocabulary:
    """Invented words by Zipf's law, drawn from a long line of them that was thrown once."""

    def __init__(self, chance: random.Random) -> None:
        syllables = [c + v for c in "bcdfglmnprstv" for v in "aeioué"]
        words = ["".join(chance.choices(syllables, k=chance.randint(2, 5))) for _ in range(50_000)]
        weights = list(itertools.accumulate(1 / rank for rank in range(1, 50_001)))
        self.chance = chance
        self._line = chance.choices(words, cum_weights=weights, k=1_000_000)
        self._phrases = [self.text(2) for _ in range(2_000)]

    def text(self, words: int) -> str:
        start = self.chance.randrange(len(self._line) - words)
        return " ".join(self._line[start : start + words])

    def phrase(self) -> str:
        """One of a few: most columns are names of places, kinds and states."""
        return self.chance.choice(self._phrases)


def _rows(vocabulary: _Vocabulary, page: int) -> list[dict[str, object]]:
    first = page * ROWS_A_PAGE
    return [_row(vocabulary, first + n, page // PAGES_A_BUYER) for n in range(ROWS_A_PAGE)]


def _row(vocabulary: _Vocabulary, number: int, buyer: int) -> dict[str, object]:
    """A row in wire shape: every column a text, most of them short."""
    day = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T00:00:00.000"
    said: dict[str, object] = {
        "id_del_proceso": f"CO1.REQ.{number}",
        "id_del_portafolio": f"CO1.BDOS.{number // 2}",
        "id_adjudicacion": "No Adjudicado",
        "codigoproveedor": "No Definido",
        "referencia_del_proceso": f"MC-{number}-2026 (Presentación de oferta)",
        "nombre_del_procedimiento": f"{vocabulary.text(12)} (Presentación de oferta)",
        "descripci_n_del_procedimiento": vocabulary.text(30),
        "nit_entidad": buyers((buyer + 1) * PAGES_A_BUYER)[buyer],
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
        ":id": f"row-{number:08}",
    }
    for name in _COLUMNS:
        if name not in said:
            said[name] = day if name.startswith("fecha_") else vocabulary.phrase()
    return said


def _gzipped(body: bytes) -> bytes:
    packer = zlib.compressobj(level=6, wbits=31)
    return packer.compress(body) + packer.flush()


class _Handler(BaseHTTPRequestHandler):
    folder: Path
    pages: int
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path.startswith("/pages/"):
            self._page(int(address.path.removeprefix("/pages/")))
        elif address.path.startswith("/api/views/"):
            columns = [{"fieldName": name, "dataTypeName": "text"} for name in _COLUMNS]
            self._json({"rowsUpdatedAt": 1_780_000_000, "columns": columns})
        elif "count(" in asked.get("$select", ""):
            self._json(self._counts(asked))
        elif address.path.startswith("/resource/"):
            self._page(self._next_page(asked["$where"]))
        else:
            self._send(b"", "text/plain", status=404)

    def _counts(self, asked: dict[str, str]) -> list[dict[str, str]]:
        wanted = set(_BUYER.findall(asked["$where"]))
        per_buyer = [(nit, self._pages_of(n)) for n, nit in enumerate(buyers(self.pages)) if nit in wanted]
        if "$group" not in asked:
            return [{"n": str(ROWS_A_PAGE * sum(pages for _, pages in per_buyer))}]
        return [{"buyer": nit, "n": str(ROWS_A_PAGE * pages)} for nit, pages in per_buyer]

    def _pages_of(self, buyer: int) -> int:
        return min(PAGES_A_BUYER, self.pages - buyer * PAGES_A_BUYER)

    def _next_page(self, where: str) -> int | None:
        """The first page of the buyers asked for that begins after the last row seen."""
        wanted = set(_BUYER.findall(where))
        after = _AFTER.search(where)
        first = int(after.group(1)) // ROWS_A_PAGE + 1 if after else 0
        names = buyers(self.pages)
        return next((n for n in range(first, self.pages) if names[n // PAGES_A_BUYER] in wanted), None)

    def _page(self, number: int | None) -> None:
        if number is None:
            self._json([])
        else:
            self._send(
                (self.folder / str(number)).read_bytes(), "application/json;charset=utf-8", gzipped=True
            )

    def _json(self, answer: object) -> None:
        self._send(json.dumps(answer).encode(), "application/json;charset=utf-8")

    def _send(self, body: bytes, kind: str, *, status: int = 200, gzipped: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if gzipped:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
