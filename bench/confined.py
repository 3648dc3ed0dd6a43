"""What it costs to read what people send in a process of its own, each figure beside the same reading here.

Bombs have no such floor: theirs is the clock's limit, and how much this process grew while they were read.
"""

import io
import resource
import statistics
import zipfile
from collections.abc import Callable
from time import perf_counter

import xlsxwriter

from api import confined, table_file
from api.table_file import UnreadableFile
from bench.figures import Figure
from domain import files
from domain.files import Unfit
from tests.files import a_jpeg, a_pdf, an_object_stream

_HEADINGS = {"board": ("junta",), "people": ("personas",)}
_TIMES, _TIMES_QUICK = 20, 3
_ROWS = 20_000


def run(quick: bool) -> list[Figure]:
    times = _TIMES_QUICK if quick else _TIMES
    large = a_pdf(before=b"", trailer=b"<<" + b"0 " * 4_500_000 + b">>")
    picture = a_jpeg(noise=b"\x01" * 4_000_000)
    small, long = _list(25), _list(_ROWS)
    return [
        _beside("a PDF of a kilobyte", times, confined.fit, files.fit, a_pdf()),
        _beside("a PDF of 9 MB", times, confined.fit, files.fit, large),
        _beside("a photograph of 4 MB", times, confined.fit, files.fit, picture),
        _beside("a list of 25 rows", times, _there, _here, small),
        _beside(f"a list of {_ROWS:,} rows", times, _there, _here, long),
        *(_bomb(name, read, content) for name, read, content in _bombs()),
    ]


def _beside(
    name: str, times: int, there: Callable[[bytes], object], here: Callable[[bytes], object], content: bytes
) -> Figure:
    took, floor = _seconds(there, content, times), _seconds(here, content, times)
    return Figure(
        f"confined: {name}",
        f"{took * 1000:.0f} ms",
        f"{floor * 1000:.1f} ms in the web process",
        floor / took,
    )


def _bomb(name: str, read: Callable[[bytes], object], content: bytes) -> Figure:
    before = _own_megabytes()
    began = perf_counter()
    try:
        read(content)
        end = "read"
    except (Unfit, UnreadableFile):
        end = "refused"
    took, grew = perf_counter() - began, _own_megabytes() - before
    told = f"{end} in {took:.1f} s, this process grew by {grew:.0f} MB"
    return Figure(f"bomb: {name}, {len(content) / 1024:,.0f} kB", told, f"{confined.SENT.seconds:.0f} s")


def _bombs() -> list[tuple[str, Callable[[bytes], object], bytes]]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 400_000_000)
    unfolds = a_pdf(*(an_object_stream(b" " * 30_000_000) for _ in range(20)))
    looks_back = b"%PDF-1.4\n" + b"/ObjStm " * 1_200_000 + b"\n%%EOF"
    return [
        ("a cell in the last corner of a sheet", _there, _sheet((0, 0, "Junta"), (1_048_575, 16_383, "x"))),
        ("a sheet that unpacks to 400 MB", _there, packed.getvalue()),
        ("a PDF whose objects unpack to 600 MB", confined.fit, unfolds),
        ("a PDF that begins a million streams", confined.fit, looks_back),
    ]


def _here(content: bytes) -> object:
    return table_file.read(
        "lista.xlsx",
        content,
        _HEADINGS,
        {"board"},
        "una lista",
        most_unpacked=confined.SENT.unpacked_bytes,
    )


def _there(content: bytes) -> object:
    return confined.read_sent("lista.xlsx", content, _HEADINGS, {"board"}, "una lista")


def _list(rows: int) -> bytes:
    return _sheet(
        (0, 0, "Junta"),
        (0, 1, "Personas"),
        *((n + 1, column, value) for n in range(rows) for column, value in ((0, f"JAC-{n}"), (1, n))),
    )


def _sheet(*cells: tuple[int, int, object]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for row, column, value in cells:
            sheet.write(row, column, value)
    return out.getvalue()


def _seconds(read: Callable[[bytes], object], content: bytes, times: int) -> float:
    took = []
    for _ in range(times):
        began = perf_counter()
        read(content)
        took.append(perf_counter() - began)
    return statistics.median(took)


def _own_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
