"""Procedures in OCDS 1.1: valid, each once, and nothing that SECOP does not say."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema_rs import Draft4Validator, ValidationError
from sqlalchemy import Engine

from domain.canary import CALLS
from domain.process import Process
from harvesters.dataset import PageReader
from harvesters.datasets.processes import PROCESSES
from service.demo.sample import make
from store import processes
from store.engine import writing
from tests.api.town import ON_SQLITE, a_client
from tests.examples import DISTRICT_NIT, NOW, TODAY, TOMORROW, YESTERDAY, a_process

HERE = Path(__file__).parent / "ocds"


def schema_of(name: str) -> Any:
    """One that lies here; of the standard's own the release's, whichever version the package's names."""
    return json.loads((HERE / name.replace("release-schema.json", "release-schema-1__1__4.json")).read_text())


def validator(name: str) -> Draft4Validator:
    return Draft4Validator(
        schema_of(name), validate_formats=True, retriever=lambda uri: schema_of(uri.rpartition("/")[2])
    )


OFFICIAL, OURS = validator("release-package-schema-1__1__5.json"), validator("ours.json")
AWARDED = {
    "awarded": True,
    "status": "Adjudicado",
    "supplier_name": "JUNTA DE ACCION COMUNAL DE PRUEBA",
    "supplier_nit": "900123456",
    "award_cop": 58_000_000,
    "awarded_on": TODAY,
}


def save(engine: Engine, *calls: Process, at: Any = NOW) -> None:
    with writing(engine) as db:
        processes.RECORDS.save(db, calls, [repr(call).encode() for call in calls], at)


def check(package: Any) -> None:
    """Valid by the standard, and without a field that we did not mean to fill."""
    OFFICIAL.validate(package)
    OURS.validate(package)


def package(engine: Engine, path: str = "", **wanted: Any) -> dict[str, Any]:
    """A package, which is valid."""
    answer = a_client(engine).get(f"/api/v1/ocds/releases{path}", params=wanted)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    check(found)
    return found


def release(engine: Engine, **fields: Any) -> dict[str, Any]:
    save(engine, a_process(**fields))
    (found,) = package(engine, "/CO1.BDOS.1")["releases"]
    assert isinstance(found, dict)
    return found


def test_an_open_call_is_a_tender_with_its_days_as_moments_in_bogota(engine: Engine) -> None:
    found = release(engine)
    assert (found["ocid"], found["tag"]) == ("ocds-k50g02-CO1.BDOS.1", ["tender"])
    tender = found["tender"]
    assert (tender["status"], tender["procurementMethod"]) == ("active", "open")
    assert tender["mainProcurementCategory"] == "services"
    assert tender["value"] == {"amount": 60_000_000, "currency": "COP"}
    assert tender["tenderPeriod"] == {
        "startDate": "2026-06-02T00:00:00-05:00",
        "endDate": "2026-06-13T23:59:59-05:00",
    }
    assert tender["items"] == [{"id": "1", "classification": {"scheme": "UNSPSC", "id": "72141000"}}]
    assert found["buyer"]["id"] == f"CO-RUE-{DISTRICT_NIT}"
    assert [party["roles"] for party in found["parties"]] == [["buyer"]]
    assert "awards" not in found


def test_every_supplier_of_an_award_is_a_party_once(engine: Engine) -> None:
    second = {**AWARDED, "key": "CO1.REQ.1-2", "supplier_name": "OTRA", "supplier_nit": None}
    third = {**AWARDED, "key": "CO1.REQ.1-3", "award_cop": None}
    save(engine, a_process(**AWARDED), a_process(**second), a_process(**third))
    (found,) = package(engine)["releases"]
    assert found["tag"] == ["tender", "award"]
    assert found["tender"]["status"] == "complete"
    assert [award["id"] for award in found["awards"]] == ["CO1.REQ.1", "CO1.REQ.1-2", "CO1.REQ.1-3"]
    assert "value" not in found["awards"][2]
    ids = [party["id"] for party in found["parties"]]
    assert ids == [f"CO-RUE-{DISTRICT_NIT}", "CO-RUE-900123456", "otra"]
    assert {one["id"] for award in found["awards"] for one in award["suppliers"]} <= set(ids)


@ON_SQLITE
def test_a_buyer_that_supplies_itself_is_one_party_with_both_roles(engine: Engine) -> None:
    found = release(engine, **{**AWARDED, "supplier_nit": DISTRICT_NIT})
    assert [party["roles"] for party in found["parties"]] == [["buyer", "supplier"]]


@ON_SQLITE
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "Cancelado"}, "cancelled"),
        ({"status": "Borrador"}, "planned"),
        ({"closes_on": None}, "active"),
        ({"closes_on": TODAY}, "active"),
        ({"closes_on": YESTERDAY}, None),
        ({"status": "Suspendido"}, None),
        ({"status": None}, None),
        ({"status": "Evaluación"}, None),
    ],
)
def test_a_status_is_said_only_where_it_is_known(engine: Engine, fields: dict[str, Any], status: str) -> None:
    assert release(engine, **fields)["tender"].get("status") == status


@ON_SQLITE
@pytest.mark.parametrize(
    ("modality", "method"),
    [
        ("Contratación directa", "direct"),
        ("Concurso de méritos con precalificación", "selective"),
        ("Contratación régimen especial", None),
        ("Otra cosa", None),
        (None, None),
    ],
)
def test_a_method_is_said_only_where_the_modality_tells_it(
    engine: Engine, modality: str | None, method: str | None
) -> None:
    assert release(engine, modality=modality)["tender"].get("procurementMethod") == method


@ON_SQLITE
def test_what_is_not_known_is_left_out(engine: Engine) -> None:
    unknown = ("description", "buyer_nit", "unspsc", "price_cop", "published_on", "closes_on", "url")
    found = release(engine, contract_type="Otro", **dict.fromkeys(unknown))
    assert set(found["tender"]) == {"id", "title", "status", "procurementMethod", "procurementMethodDetails"}
    assert "identifier" not in found["parties"][0]
    assert "null" not in json.dumps(found)


@ON_SQLITE
def test_a_cancelled_call_is_a_release_of_its_own(engine: Engine) -> None:
    first = release(engine)
    with writing(engine) as db:
        processes.RECORDS.change(db, [a_process(status="Cancelado")], [b"2"], NOW + timedelta(hours=1))
    (second,) = package(engine)["releases"]
    assert second["tag"] == ["tenderCancellation"]
    assert first["ocid"] == second["ocid"]
    assert first["id"] != second["id"]


def test_a_row_that_the_source_has_no_more_is_no_longer_told_and_that_is_a_release_of_its_own(
    engine: Engine,
) -> None:
    lasting = a_process()
    gone = a_process(**AWARDED, key="CO1.REQ.2", process_id="CO1.REQ.2", last_published_on=TODAY)
    save(engine, lasting, gone, at=NOW - timedelta(days=1))
    (first,) = package(engine)["releases"]
    assert (first["tender"]["id"], first["tag"]) == ("CO1.REQ.2", ["tender", "award"])
    with writing(engine) as db:
        processes.RECORDS.mark_gone(db, [gone.key], NOW)
    (second,) = package(engine, since=TODAY)["releases"]
    assert (second["tender"]["id"], second["tag"]) == (lasting.process_id, ["tender"])
    assert second["tender"]["status"] == "active"
    assert first["id"] != second["id"]
    assert package(engine, "/CO1.BDOS.1")["releases"] == [second]
    with writing(engine) as db:
        processes.RECORDS.mark_gone(db, [lasting.key], NOW)
    assert a_client(engine).get("/api/v1/ocds/releases/CO1.BDOS.1").status_code == 404


@ON_SQLITE
def test_one_id_says_the_same_however_late_it_is_read(engine: Engine) -> None:
    found = release(engine)
    later = a_client(engine, NOW + timedelta(days=60)).get("/api/v1/ocds/releases/CO1.BDOS.1").json()
    assert later["releases"] == [found]


def test_packages_lead_to_each_procedure_once_and_to_the_canary_s_never(engine: Engine) -> None:
    save(engine, *(a_process(number=n) for n in range(5)), a_process(portfolio_id=f"{CALLS}1", key="canary"))
    client, path, seen = a_client(engine), "/api/v1/ocds/releases?limit=2", []
    while path:
        found = client.get(path).json()
        check(found)
        seen += [one["ocid"] for one in found["releases"]]
        path = found.get("links", {}).get("next", "").removeprefix("http://testserver")
    assert seen == [f"ocds-k50g02-CO1.BDOS.{n}" for n in range(5)]
    assert found["license"].startswith("https://creativecommons.org/licenses/by-sa/")


def test_those_that_changed_since_a_day_are_given_and_an_empty_package_never(engine: Engine) -> None:
    save(engine, a_process(number=1), at=NOW - timedelta(days=1))
    save(engine, a_process(number=2))
    assert [one["ocid"][-1] for one in package(engine, since=TODAY)["releases"]] == ["2"]
    client = a_client(engine)
    assert client.get("/api/v1/ocds/releases", params={"since": str(TOMORROW)}).status_code == 404
    assert client.get("/api/v1/ocds/releases/CO1.BDOS.9").status_code == 404


@ON_SQLITE
@pytest.mark.parametrize(
    ("field", "wrong"), [("date", "yesterday"), ("tag", ["tender", "sold"]), ("initiationType", None)]
)
def test_what_the_standard_refuses_is_refused(field: str, wrong: object, engine: Engine) -> None:
    save(engine, a_process())
    found = package(engine)
    found["releases"][0][field] = wrong
    with pytest.raises(ValidationError):
        OFFICIAL.validate(found)


@ON_SQLITE
def test_the_whole_sample_is_valid_by_the_standard(engine: Engine) -> None:
    reader = PageReader(PROCESSES)
    rows = reader.split(json.dumps(make(NOW).published[PROCESSES.id]).encode())
    read = msgspec.msgpack.decode(reader.read(rows).records, type=list[Process])
    known = list({one.key: one for one in read}.values())
    save(engine, *known)
    client, path, seen = a_client(engine), "/api/v1/ocds/releases", 0
    while path:
        found = client.get(path).json()
        check(found)
        seen += len(found["releases"])
        path = found.get("links", {}).get("next", "").removeprefix("http://testserver")
    assert seen == len({one.portfolio_id for one in known}) > 1_000
