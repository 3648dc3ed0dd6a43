"""`convite contacts`: what the office can do by hand, without an address ever being shown whole."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.contact import Channel, ContactSource
from service import cli
from store import boards, stops
from store.engine import open_database, writing
from store.vault import Vault
from tests.examples import NOW, a_board

AT = ["--now", NOW.isoformat(), "--json"]
SECRET = "a secret of the tests alone"
MAIL, NUMBER = "junta@gaviotas.example", "+573000000012"


class Office:
    """Runs `convite contacts …` and reads what it says; nothing it says may hold an address."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.url, self._capsys = url, capsys

    def says(self, *command: str, code: int = 0) -> dict[str, Any]:
        ended = cli.run(["contacts", *command, *AT])
        told = self._capsys.readouterr()
        assert ended == code, told.err
        for secret in ("gaviotas", "3000000012", "token"):
            assert secret not in told.err + told.out.replace("•••@gaviotas", "")
        return json.loads(told.out.splitlines()[-1]) if not code else {"error": told.err}

    def channels(self) -> list[str]:
        return [one["channel"] for one in self.says("list", "JAC-0001")["contacts"]]


@pytest.fixture
def office(
    empty_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Office:
    path = tmp_path / "convite.db"
    path.write_bytes(empty_sqlite.read_bytes())
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{path}"
    monkeypatch.setenv("CONVITE_DATABASE_URL", url)
    monkeypatch.setenv("CONVITE_SECRET_KEY", SECRET)
    monkeypatch.delenv("CONVITE_CONTACT_KEYS", raising=False)
    engine = open_database(url)
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
    engine.dispose()
    return Office(url, capsys)


def test_an_address_is_added_masked_ordered_and_removed(office: Office) -> None:
    office.says("add", "JAC-0001", f"email:{MAIL}")
    (mail, chat) = office.says("add", "JAC-0001", "whatsapp:300 000 0012")["contacts"]
    assert (mail["address"], chat["address"]) == ("j•••@gaviotas.example", "•••0012")
    assert (mail["source"], mail["position"], chat["position"]) == ("office", 0, 1)
    office.says("order", "JAC-0001", str(chat["id"]), str(mail["id"]))
    assert office.channels() == ["whatsapp", "email"]
    office.says("remove", "JAC-0001", str(chat["id"]))
    assert office.channels() == ["email"]


def test_adding_it_twice_is_adding_it_once(office: Office) -> None:
    for address in (MAIL, MAIL.upper()):
        office.says("add", "JAC-0001", f"email:{address}")
    assert office.channels() == ["email"]


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("email:junta.gaviotas", "a mail address"),
        ("sms:605 650 1234", "a mobile number"),
        ("telegram:@gaviotas", "the number of a chat"),
        ("apprise:paloma://token", "an apprise address"),
        ("paloma:gaviotas", "CHANNEL:ADDRESS"),
        ("junta@gaviotas.example", "CHANNEL:ADDRESS"),
    ],
)
def test_what_is_no_address_of_its_channel_is_refused(office: Office, address: str, wanted: str) -> None:
    assert wanted in office.says("add", "JAC-0001", address, code=2)["error"]
    assert office.channels() == []


def test_what_is_not_there_is_said(office: Office) -> None:
    assert "no board X" in office.says("list", "X", code=2)["error"]
    assert "no contact 7" in office.says("remove", "JAC-0001", "7", code=2)["error"]
    assert "no trainer's contact 7" in office.says("trainer", "remove", "7", code=2)["error"]
    assert "every contact" in office.says("order", "JAC-0001", "7", code=2)["error"]


def test_an_authorisation_has_a_proof_and_can_be_taken_back(office: Office) -> None:
    assert "--proof" in office.says("authorise", "JAC-0001", "--proof", " ", code=2)["error"]
    unknown = ("authorise", "JAC-0001", "--proof", "acta 12", "--notice", "1999-01-01")
    assert "no notice 1999-01-01" in office.says(*unknown, code=2)["error"]
    said = office.says("authorise", "JAC-0001", "--proof", "acta 12", "--notice", "2026-11-22")
    assert said["is_authorised"]
    assert [(one["proof"], one["notice"]) for one in said["authorisations"]] == [("acta 12", "2026-11-22")]
    assert not office.says("withdraw", "JAC-0001")["is_authorised"]


def test_erasing_forgets_the_addresses_and_not_who_wanted_none(office: Office) -> None:
    office.says("add", "JAC-0001", f"email:{MAIL}")
    office.says("authorise", "JAC-0001", "--proof", "acta 12")
    engine = open_database(office.url)
    with writing(engine) as db:
        stops.add(db, [Vault([SECRET]).digest(Channel.EMAIL, MAIL)], ContactSource.REPLY, NOW)
    engine.dispose()
    assert office.says("erase", "JAC-0001") == {"board": "JAC-0001", "contacts": 1}
    assert office.says("erase", "JAC-0001") == {"board": "JAC-0001", "contacts": 0}
    (again,) = office.says("add", "JAC-0001", f"email:{MAIL}")["contacts"]
    assert again["is_stopped"]


def test_trainers_have_contacts_and_the_locality_of_their_boards(office: Office) -> None:
    office.says("trainer", "add", f"sms:{NUMBER}", "--locality", "de la virgen y turistica")
    (one,) = office.says("trainer", "list")["trainers"]
    assert (one["address"], one["locality"]) == ("•••0012", "De la Virgen y Turística")
    wrong = office.says("trainer", "add", f"sms:{NUMBER}", "--locality", "Macondo", code=2)
    assert "De la Virgen y Turística" in wrong["error"]
    assert office.says("trainer", "remove", str(one["id"])) == {"trainers": []}


def test_a_key_that_is_not_here_is_said_in_one_line(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.says("add", "JAC-0001", f"email:{MAIL}")
    monkeypatch.setenv("CONVITE_SECRET_KEY", "quite another secret")
    told = office.says("list", "JAC-0001", code=2)["error"]
    assert "CONVITE_CONTACT_KEYS" in told
    monkeypatch.setenv("CONVITE_CONTACT_KEYS", f"quite another secret, {SECRET}")
    assert office.channels() == ["email"]


def test_what_people_read_is_masked_too(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["contacts", "add", "JAC-0001", f"email:{MAIL}"]) == 0
    told = capsys.readouterr().out
    assert "  address: j•••@gaviotas.example" in told
    assert MAIL not in told
