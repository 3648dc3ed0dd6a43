"""The files of calls are fetched, read and forgotten; their findings stay, whatever happens in between."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from domain.document import Document
from domain.finding import FindingKind, asks
from domain.match import Match
from domain.readiness import Verdict
from harvesters.datasets.documents import DOCUMENTS
from harvesters.documents.findings import RULES
from service import cli
from service.context import Context
from service.demo.soda_server import SodaServer
from service.progress import Progress
from service.settings import Settings
from service.steps import documents as step
from service.steps.documents import DocumentsSummary
from store import boards, document_files, documents, matches
from store.engine import reading, writing
from store.tables import document_files as files_table
from store.tables import document_findings
from tests.examples import IN_TEN_DAYS, NOW, TODAY, YESTERDAY, a_board
from tests.harvesters.documents.file_server import Fault, FileServer
from tests.harvesters.documents.files import a_pdf, a_word
from tests.service import killed_reading

CALL = "CO1.BDOS.1"
ASKS = "INVITACIÓN\nNo se requiere RUP.\nEl proponente deberá acreditar experiencia con dos (2) contratos."
ASKS_MORE = "ADENDA 1\nLos proponentes deberán aportar el RUP."


@dataclass
class Town:
    """A board with a match, a source of files, and an empty folder for them."""

    context: Context
    server: FileServer
    folder: Path

    def publish(self, number: int, content: bytes | None, seen_at: datetime = NOW, **fields: Any) -> None:
        """A file of the call, and its row as harvested; None: the row alone."""
        path = f"/{number}"
        if content is not None:
            self.server.files[path] = content
        document = Document(
            **{
                "key": str(number),
                "portfolio_id": CALL,
                "contract_id": None,
                "name": f"invitacion {number}.pdf",
                "extension": "pdf",
                "size_bytes": 1_000,
                "description": None,
                "loaded_on": date(2026, 5, number),
                "url": self.server.url + path,
                **fields,
            }
        )
        with writing(self.context.engine) as db:
            page, hashes = [document], [repr(document).encode()]
            if documents.RECORDS.save(db, page, hashes, seen_at).differing:
                documents.RECORDS.change(db, page, hashes, seen_at)

    def run(self, now: datetime = NOW, most_files: int = 50) -> DocumentsSummary:
        return step.run(replace(self.context, clock=lambda: now), most_files)

    def says(self) -> list[tuple[str, str, bool, str]]:
        """Document, kind, affirmed and value of every finding of the call."""
        with reading(self.context.engine) as db:
            found = document_files.findings_of(db, [CALL]).get(CALL, [])
        return [(d.key, f.kind.value, f.affirmed, f.value) for d, f in found]

    def became(self, number: int) -> Any:
        with reading(self.context.engine) as db:
            query = select(files_table).where(files_table.c.document_key == str(number))
            return db.execute(query).one_or_none()

    def left(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir() if path.name != "lock")


@contextmanager
def a_town(engine: Engine, folder: Path) -> Iterator[Town]:
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        matches.replace(db, [a_match()], [], NOW)
    with FileServer() as server:
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it
            database_url=engine.url.render_as_string(hide_password=False),
            soda_url=server.url,
            documents_folder=str(folder),
        )
        yield Town(Context(engine, settings, lambda: NOW, Progress(quiet=True)), server, folder)


@pytest.fixture
def town(engine: Engine, tmp_path: Path) -> Iterator[Town]:
    with a_town(engine, tmp_path / "documents") as town:
        yield town


def a_match(**fields: Any) -> Match:
    return Match(
        **{
            "board_code": "JAC-0001",
            "portfolio_id": CALL,
            "score": 0.9,
            "route": "R4",
            "verdict": Verdict.ELIGIBLE,
            "reasons": (),
            "closes_on": IN_TEN_DAYS,
            **fields,
        }
    )


def test_what_a_call_asks_for_is_read_in_its_files_and_the_files_are_gone(town: Town) -> None:
    town.publish(1, a_pdf("Portada", ASKS))
    town.publish(2, a_word([ASKS_MORE]), name="adenda.docx", extension="docx")
    summary = town.run()
    assert (summary.due, summary.fetched, summary.read, summary.findings) == (2, 2, 2, 4)
    assert town.says() == [
        ("2", "rup", True, ""),
        ("1", "rup", False, ""),
        ("1", "experience", True, ""),
        ("1", "experience_contracts", True, "2"),
    ]
    assert town.left() == []
    with reading(town.context.engine) as db:
        found = [finding for _, finding in document_files.findings_of(db, [CALL])[CALL]]
    assert {finding.page for finding in found} == {None, 2}
    assert asks(found) == ("EXP",)  # one document asks for the RUP, the other says that it does not


def test_a_second_run_asks_for_nothing(town: Town) -> None:
    town.publish(1, a_pdf(ASKS))
    town.run()
    before, asked = town.says(), len(town.server.asked)
    assert town.run(NOW + timedelta(days=1)).due == 0
    assert town.says() == before
    assert len(town.server.asked) == asked


@pytest.mark.parametrize(
    "fields",
    [
        {"portfolio_id": "CO1.BDOS.999"},
        {"contract_id": "CO1.PCCNTR.1"},
        {"url": None},
        {"name": "cedula representante.pdf"},
        {"name": "HOJA DE VIDA.pdf"},
        {"name": "RUT.pdf"},
        {"extension": "xlsx"},
        {"size_bytes": 10**9},
    ],
)
def test_a_file_that_is_not_of_a_call_that_matches_is_left_alone(town: Town, fields: dict[str, Any]) -> None:
    town.publish(1, a_pdf(ASKS), **fields)
    assert town.run().due == 0
    assert town.server.asked == []


@pytest.mark.parametrize(("closes_on", "due"), [(YESTERDAY, 0), (TODAY, 1), (IN_TEN_DAYS, 1), (None, 1)])
def test_only_calls_that_may_still_be_answered_are_read(town: Town, closes_on: date | None, due: int) -> None:
    with writing(town.context.engine) as db:
        matches.replace(db, [a_match(closes_on=closes_on)], [], NOW)
    town.publish(1, a_pdf(ASKS))
    assert town.run().due == due


def test_a_match_that_was_withdrawn_asks_for_no_files(town: Town) -> None:
    town.publish(1, a_pdf(ASKS))
    with writing(town.context.engine) as db:
        matches.replace(db, [], [], NOW)
    assert town.run().due == 0


def test_the_newest_come_first_and_the_rest_with_the_next_run(town: Town) -> None:
    for number in (1, 2, 3):
        town.publish(number, a_pdf(ASKS))
    summary = town.run(most_files=2)
    assert (summary.due, summary.read, summary.left) == (3, 2, 1)
    assert [one.path for one in town.server.asked if one.path != "/robots.txt"] == ["/3", "/2"]
    assert town.run(most_files=2).read == 1
    assert town.run().due == 0


def test_a_changed_document_replaces_what_the_old_one_said(town: Town) -> None:
    town.publish(1, a_pdf(ASKS))
    town.run()
    later = NOW + timedelta(days=1)
    town.publish(1, a_pdf(ASKS_MORE), later, size_bytes=2_000)
    assert town.run(later).read == 1
    assert town.says() == [("1", "rup", True, "")]


def test_a_row_that_changed_with_the_same_file_is_fetched_and_not_read_again(town: Town) -> None:
    town.publish(1, a_pdf(ASKS))
    town.run()
    before, later = town.says(), NOW + timedelta(days=1)
    town.publish(1, None, later, description="otra")
    summary = town.run(later)
    assert (summary.fetched, summary.read) == (1, 0)
    assert town.says() == before
    assert town.left() == []
    assert town.run(later).due == 0


def test_other_rules_read_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.publish(1, a_pdf(ASKS))
    town.run()
    before = town.says()
    monkeypatch.setattr(step, "RULES", RULES + 1)
    assert town.run(NOW + timedelta(days=1)).read == 1
    assert town.says() == before
    assert town.run(NOW + timedelta(days=2)).due == 0


def test_a_file_that_is_refused_is_tried_later_and_later_and_then_no_more(town: Town) -> None:
    town.publish(1, None)  # 404
    waits = []
    now = NOW
    for tries in range(1, 6):
        assert town.run(now).refused == {"not found": 1}
        became = town.became(1)
        assert (became.tries, became.refusal) == (tries, "not found")
        if became.due_at is None:
            break
        assert town.run(became.due_at - timedelta(seconds=1)).due == 0
        waits.append(became.due_at - now)
        now = became.due_at
    assert waits == [timedelta(hours=hours) for hours in (1, 4, 16, 64)]
    assert town.run(now + timedelta(days=365)).due == 0


def test_a_file_that_was_given_up_is_tried_again_when_the_source_changes_it(town: Town) -> None:
    town.publish(1, None, url="https://elsewhere.example/1")
    assert town.run().refused == {"its address leads elsewhere": 1}
    assert town.became(1).due_at is None
    assert town.run().due == 0
    later = NOW + timedelta(days=1)
    town.publish(1, a_pdf(ASKS), later)
    assert town.run(later).read == 1
    became = town.became(1)
    assert (became.refusal, became.tries) == (None, 0)


def test_a_refusal_keeps_what_an_earlier_file_said(town: Town) -> None:
    town.publish(1, a_pdf(ASKS))
    town.run()
    before, later = town.says(), NOW + timedelta(days=1)
    town.server.files.clear()
    town.publish(1, None, later, description="otra")
    assert town.run(later).refused == {"not found": 1}
    assert town.says() == before


def test_a_captcha_in_place_of_files_ends_the_run(town: Town) -> None:
    captcha = Fault(body=b"<html><body>captcha</body></html>", headers={"Content-Type": "text/html"})
    town.server.faults = lambda path, _: captcha if path != "/robots.txt" else None
    for number in range(1, 7):
        town.publish(number, a_pdf(ASKS))
    summary = town.run()
    assert summary.stopped == "the host refused 3 files in a row"
    assert summary.refused == {"not to be had by machine: a page came in place of the file": 3}
    assert len(town.server.asked) == 4


def test_a_file_that_cannot_be_read_is_noted_and_not_tried_again(town: Town) -> None:
    town.publish(1, b"%PDF-1.7 broken")
    town.publish(2, a_pdf(ASKS))
    summary = town.run()
    assert (summary.read, summary.unreadable) == (1, 1)
    assert town.became(1).unreadable == "a broken PDF"
    assert town.run(NOW + timedelta(days=9)).due == 0
    assert town.left() == []


def test_a_second_run_at_the_same_time_leaves_the_files_alone(town: Town) -> None:
    town.publish(1, a_pdf(ASKS))
    with step._alone(town.folder) as first:
        assert first
        assert town.run().stopped == "another run is at it"
    assert town.server.asked == []
    assert town.run().read == 1


def test_workers_of_several_machines_are_one_visitor_to_the_portal(town: Town, tmp_path: Path) -> None:
    town.publish(1, a_pdf(ASKS))
    elsewhere = replace(town, folder=tmp_path / "elsewhere", context=_in(town, tmp_path / "elsewhere"))
    assert town.run(most_files=0).left == 1
    assert elsewhere.run(NOW + timedelta(seconds=1)).stopped == "another run is at it"
    assert town.run(NOW + timedelta(seconds=1)).read == 1
    town.publish(2, a_pdf(ASKS))
    assert elsewhere.run(NOW + timedelta(seconds=3)).read == 1


def test_the_turn_of_a_worker_that_died_runs_out(town: Town, tmp_path: Path) -> None:
    assert step._has_portal(town.context, town.folder)  # and no more was heard of it
    elsewhere = replace(town, context=_in(town, tmp_path / "elsewhere"))
    assert elsewhere.run(NOW + timedelta(minutes=19)).stopped == "another run is at it"
    assert elsewhere.run(NOW + timedelta(minutes=20)).stopped is None


def _in(town: Town, folder: Path) -> Context:
    settings = town.context.settings.model_copy(update={"documents_folder": str(folder)})
    return replace(town.context, settings=settings)


def test_only_our_own_leftovers_are_swept(town: Town) -> None:
    town.folder.mkdir()
    for name in ("a" * 64, "b" * 64 + ".part", "b" * 64 + ".tag", "plan.pdf", "c" * 63):
        (town.folder / name).write_bytes(b"old")
    town.run()
    assert town.left() == sorted(["plan.pdf", "c" * 63])


def test_half_a_file_is_gone_on_with_by_the_next_run(town: Town) -> None:
    content = a_pdf(ASKS, "x " * 40_000)
    town.publish(1, content)
    town.server.faults = lambda path, _: Fault(cut_after=10_000) if path == "/1" else None
    assert town.run().refused == {"cut off": 1}
    town.server.faults = None
    assert town.run(NOW + timedelta(hours=2)).read == 1
    assert town.server.asked[-1].range == "bytes=50000-"
    assert town.left() == []


@pytest.mark.parametrize("at", ["half a file", "fetched", "written down", "read", "findings written down"])
def test_a_run_that_is_killed_anywhere_is_gone_on_with(engine: Engine, tmp_path: Path, at: str) -> None:
    with a_town(engine, tmp_path / "documents") as town:
        for number, text in ((1, ASKS), (2, ASKS_MORE)):
            town.publish(number, a_pdf(text, "x " * 40_000))
        if at == "half a file":
            town.server.faults = lambda path, _: Fault(seconds_a_piece=0.005) if path == "/2" else None
        environment = {
            "CONVITE_DATABASE_URL": town.context.settings.database_url,
            "CONVITE_SODA_URL": town.server.url,
            "CONVITE_DOCUMENTS_FOLDER": str(town.folder),
        }
        assert killed_reading.run(at, environment) == -signal.SIGKILL
        town.server.faults = None
        town.run()
        assert town.says() == [
            ("2", "rup", True, ""),
            ("1", "rup", False, ""),
            ("1", "experience", True, ""),
            ("1", "experience_contracts", True, "2"),
        ]
        assert town.run().due == 0
        assert town.left() == []
        times = {"half a file": 2, "fetched": 2}.get(at, 1)
        assert town.server.times("/2") == times
        if at == "half a file":
            assert [one.range is None for one in town.server.asked if one.path == "/2"] == [True, False]


def test_findings_say_of_which_file_and_page_they_are(town: Town) -> None:
    town.publish(1, a_pdf("Portada", "Página dos", ASKS))
    town.run()
    with reading(town.context.engine) as db:
        (document, finding), *_ = document_files.findings_of(db, [CALL])[CALL]
        assert db.execute(select(document_findings.c.page)).scalars().first() == 3
    assert document.key == "1"
    assert finding.kind is FindingKind.RUP
    assert finding.quote.endswith("No se requiere RUP.")


COLUMNS = (
    *("id_documento", "proceso", "n_mero_de_contrato", "nombre_archivo", "extensi_n", "descripci_n"),
    *("fecha_carga", "entidad", "nit_entidad", "tamanno_archivo", "url_descarga_documento"),
)


@pytest.fixture
def source(town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SodaServer]:
    """The town's call has a file, as the source writes it; the other years' datasets are there and empty."""
    town.server.files["/7"] = a_pdf(ASKS)
    row = {
        "id_documento": "7",
        "proceso": CALL,
        "nombre_archivo": "INVITACION.pdf",
        "extensi_n": "pdf",
        "tamanno_archivo": "900",
        "fecha_carga": "2026-06-01T00:00:00.000",
        "url_descarga_documento": {"url": f"{town.server.url}/7"},
    }
    with SodaServer() as soda:
        for dataset in DOCUMENTS:
            rows = [row] if dataset.id == "dmgg-8hin" else []
            soda.put(dataset.id, rows, columns=dict.fromkeys(COLUMNS, "text"), updated_at=NOW)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("CONVITE_DATABASE_URL", town.context.settings.database_url)
        monkeypatch.setenv("CONVITE_SODA_URL", soda.url)
        monkeypatch.setenv("CONVITE_DOCUMENTS_FOLDER", str(town.folder))
        yield soda


def test_harvest_reads_files_only_when_it_is_told_to(
    source: SodaServer, town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    harvest = ["harvest", "documents", "--now", NOW.isoformat(), "--json"]
    assert cli.run(harvest) == 0
    assert "files" not in json.loads(capsys.readouterr().out.splitlines()[-1])
    assert town.server.asked == []
    assert cli.run([*harvest, "--download", "--limit", "5"]) == 0
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {one["dataset"] for one in answer["datasets"]} == {dataset.id for dataset in DOCUMENTS}
    files = answer["files"]
    assert (files["due"], files["fetched"], files["read"], files["left"]) == (1, 1, 1, 0)
    assert (files["stopped"], files["refused"]) == (None, {})
    assert [kind for _, kind, *_ in town.says()] == ["rup", "experience", "experience_contracts"]


def test_a_source_that_refuses_its_files_ends_with_3(
    source: SodaServer, town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (1, 2, 3):
        town.publish(number, a_pdf(ASKS))
    town.server.faults = lambda path, _: Fault(status=403) if path != "/robots.txt" else None
    assert cli.run(["harvest", "documents", "--now", NOW.isoformat(), "--json", "--download"]) == 3
    printed = capsys.readouterr()
    assert json.loads(printed.out.splitlines()[-1])["files"]["refused"] == {"forbidden": 3}
    assert "the host refused 3 files in a row" in printed.err


def test_a_limit_without_files_is_wrong_usage(source: SodaServer) -> None:
    assert cli.run(["harvest", "documents", "--limit", "5"]) == 2
