"""A form of a route asks what its route asks, and is answered under its own name."""

from readiness.evaluation import answer
from tests.readiness.documents import CATALOGUE


def test_a_process_by_a_form_of_a_route_is_judged_as_by_the_route() -> None:
    evidence = [{"requirement": id_, "level": 3} for id_ in CATALOGUE.requirements if id_ != "ESAL-IDON"]
    case = {"case": 1, "on": "2026-11-21", "evidence": evidence}

    (by_form,), (by_route,) = (answer({**case, "process": {"route": route}}) for route in ("R2b", "R2"))

    assert by_form["blocking"] == "ESAL-IDON"
    assert by_form == {**by_route, "route": "R2b"}
