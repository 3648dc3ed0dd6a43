"""`convite links`: what is listed, what a decision does, and how it is undone."""

import json
from pathlib import Path
from typing import Any

import pytest

from service import cli
from store import bids, boards, contracts
from store.engine import open_database, writing
from store.migrating import migrate
from tests.examples import NOW, a_bid, a_board, a_contract

AT = ["--now", NOW.isoformat(), "--json"]
POZON = a_board(nit="900123456")


@pytest.fixture
def linked(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certain contract, and a contract and a bid of one supplier whose name is only alike; linked."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVITE_DATABASE_URL", database_url)
    monkeypatch.delenv("CONVITE_SMTP_URL", raising=False)
    engine = open_database(database_url)
    migrate(engine)
    alike: dict[str, Any] = {"supplier_name": "JAC EL POZOTAL", "supplier_nit": "901555444"}
    with writing(engine) as db:
        boards.save(db, [POZON, a_board(code="OTRA", name="JAC El Pozotal Bajo", nit=None)], NOW)
        contracts.CONTRACTS.save(db, [a_contract(), a_contract(key="2", **alike)], [b"1", b"2"], NOW)
        bids.RECORDS.save(db, [a_bid(**alike)], [b"1"], NOW)
    engine.dispose()
    assert cli.run(["link", *AT]) == 0


def said(capsys: pytest.CaptureFixture[str], *command: str) -> dict[str, Any]:
    capsys.readouterr()
    assert cli.run([*command, *AT]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def only(capsys: pytest.CaptureFixture[str], verdict: str) -> dict[str, Any]:
    (one,) = said(capsys, "links", "list", "--verdict", verdict)["links"]
    assert isinstance(one, dict)
    return one


@pytest.mark.usefixtures("linked")
def test_a_doubtful_supplier_is_listed_once_with_all_that_helps_to_decide(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one = only(capsys, "probable")
    assert (one["supplier"], one["supplier_nit"]) == ("JAC EL POZOTAL", "…444")
    assert (one["board"], one["board_nit"]) == ("JAC El Pozotal Bajo", None)
    assert one["supplier_town"] == one["board_town"] == "Cartagena de Indias"
    assert (one["contracts"], one["bids"]) == (1, 1)
    assert one["why"]
    capsys.readouterr()
    assert cli.run(["links", "list", "--now", NOW.isoformat()]) == 0
    first, theirs, ours = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{one['id']}  probable")
    assert "JAC EL POZOTAL" in theirs
    assert "901555444" not in theirs
    assert "JAC El Pozotal Bajo" in ours


@pytest.mark.usefixtures("linked")
def test_a_confirmed_supplier_is_certain_until_it_is_undone(capsys: pytest.CaptureFixture[str]) -> None:
    id_ = only(capsys, "probable")["id"]
    for _ in range(2):
        answer = said(capsys, "links", "confirm", id_)
        assert (answer["decision"], answer["links"]["certain"]) == ("confirmed", 2)
    assert only(capsys, "confirmed")["id"] == id_
    assert said(capsys, "links", "list")["links"] == []
    assert said(capsys, "links", "undo", id_)["links"]["certain"] == 1
    assert only(capsys, "probable")["id"] == id_
    assert cli.run(["links", "undo", id_, *AT]) == 2


@pytest.mark.usefixtures("linked")
def test_a_certain_link_can_be_rejected_and_is_listed_still(capsys: pytest.CaptureFixture[str]) -> None:
    id_ = only(capsys, "certain")["id"]
    assert said(capsys, "links", "reject", id_)["links"]["certain"] == 0
    one = only(capsys, "rejected")
    assert (one["id"], one["score"], one["contracts"]) == (id_, None, 0)
    said(capsys, "links", "confirm", id_)
    assert only(capsys, "confirmed")["contracts"] == 1


@pytest.mark.usefixtures("linked")
def test_an_unknown_link_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["links", "confirm", "ffffffff", *AT]) == 2
    assert "no link ffffffff" in capsys.readouterr().err


@pytest.mark.usefixtures("linked")
def test_links_are_exported_with_both_names(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "links.csv"
    assert said(capsys, "export", "links", "--out", str(out))["rows"] == 3
    assert "JAC EL POZOTAL" in out.read_text(encoding="utf-8-sig")
