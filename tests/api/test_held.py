"""What a board is handed of all that is held of its people: everything, and nothing of another."""

import json

from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine

from api.held import file_of
from domain.alert import Alert, AlertKind, Priority
from domain.contact import Channel, Contact
from service.treatments import treatments
from store import alerts, audit, boards, contacts, held
from store.engine import writing
from store.vault import Vault
from tests.api.town import ON_SQLITE, POZON, SECRET, a_client, settle, sign_in
from tests.examples import NOW, a_board
from tests.filled import fill

VAULT = Vault(["one key"])
# In no board's file: hashes and secrets, how messages went, other boards' wishes, open data, and who in the
# office does or registered what.
_NOT_HANDED_OUT = {
    *("stops", "attempts", "provider_statuses", "guide_blocks", "accompaniments", "staff", "invitations"),
    *(
        "failures",
        "keys",
        "processes",
        "contracts",
        "bids",
        "supplier_accounts",
        "sanctions",
        "rejected_rows",
    ),
    *("rollouts", "project_ties", "process_changes", "documents"),
    *("document_findings", "links", "bid_links", "award_links", "link_decisions"),
}


def test_each_table_of_the_register_of_treatments_is_handed_out_or_named() -> None:
    named = {table for one in treatments() for table in one.tables}
    assert named == held.TABLES | _NOT_HANDED_OUT
    assert not held.TABLES & _NOT_HANDED_OUT


def test_a_board_is_handed_its_own_rows_alone_with_words_for_every_column(unsaved: Connection) -> None:
    written = fill(unsaved)
    first, second = (row["code"] for row in written["boards"][:2])
    told = json.loads(file_of(unsaved, VAULT, first, NOW))
    assert [row["código"] for row in told["junta"]] == [first]
    assert len(told["mensajes"]) == len(told["papeles enviados"]) == len(told["ayudas pedidas"]) == 1
    assert second not in json.dumps(told)
    assert told["direcciones"][0]["dato"] is None  # sealed by no key that is here
    assert "digest" not in json.dumps(told)


@ON_SQLITE
def test_it_is_a_file_for_who_is_signed_in_with_addresses_half_seen(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as db:
        contacts.add(db, Vault([SECRET]), Contact(Channel.EMAIL, "junta@juntas.example", POZON.code), NOW)
    client: TestClient = a_client(engine)
    path = "/junta/mia/datos/copia.json"
    assert client.get(path, follow_redirects=False).status_code != 200
    sign_in(client, engine)
    had = client.get(path)
    assert had.headers["content-disposition"].startswith("attachment")
    assert had.json()["junta"][0]["nombre"] == POZON.name
    (shown,) = had.json()["direcciones"]
    assert (shown["dato"], shown["de dónde salió"]) == (
        "j•••@juntas.example",
        "La tenía la oficina en su lista",
    )
    assert path in client.get("/junta/mia/datos").text


def test_it_says_what_was_done_with_the_data_and_not_by_whom(unsaved: Connection) -> None:
    boards.save(unsaved, [a_board()], NOW)
    audit.add(unsaved, audit.of_staff(7), audit.Action.SAW, audit.of_board(a_board().code), NOW, "register")
    told = json.loads(file_of(unsaved, VAULT, a_board().code, NOW))
    (line,) = told["qué se hizo con sus datos"]
    assert line == {"cuándo": NOW.isoformat(), "qué": "vio su registro"}


def test_every_kind_of_message_has_its_words(unsaved: Connection) -> None:
    boards.save(unsaved, [a_board()], NOW)
    for kind in AlertKind:
        alerts.queue(unsaved, [Alert(a_board().code, "1", kind)], NOW, NOW, Priority.NEW)
    told = json.loads(file_of(unsaved, VAULT, a_board().code, NOW))
    kinds = [one["clase"] for one in told["de qué trataban los mensajes"]]
    assert len(kinds) == len(AlertKind)
    assert not [kind for kind in kinds if kind in set(AlertKind)]
