"""The catalogue: what every entry must say, and what makes the whole refused."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from domain.readiness import Cap, Dimension, Effect, Requirement, Route, Rup, Selection, Verified, Weakness
from readiness.assess import assess
from readiness.catalogue import FOLDER, TO_CONFIRM, Catalogue, load
from readiness.entries import BadCatalogue
from tests.readiness.documents import CATALOGUE, ON


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue, to be spoilt."""
    copy = tmp_path / "catalogue"
    shutil.copytree(FOLDER, copy)
    return copy


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("requirement", CATALOGUE.requirements.values(), ids=lambda r: r.id)
def test_every_requirement_explains_itself(requirement: Requirement) -> None:
    for said in (requirement.title, requirement.explanation, requirement.law, requirement.source):
        assert said.strip()
    assert requirement.issuer
    assert requirement.cost
    assert requirement.office in CATALOGUE.offices
    assert requirement.weakness in CATALOGUE.weaknesses
    assert requirement.steps
    assert requirement.routes
    assert requirement.explanation.endswith(".")


def test_what_is_unverified_is_said_to_be_so() -> None:
    unverified = [r for r in CATALOGUE.requirements.values() if r.verified is Verified.UNVERIFIED]

    assert unverified
    assert all(TO_CONFIRM in requirement.explanation for requirement in unverified)


@pytest.mark.parametrize("route", CATALOGUE.routes.values(), ids=lambda r: r.id)
def test_every_route_says_who_may_and_how_one_is_chosen(route: Route) -> None:
    for said in (route.who, route.how_chosen, route.rup_note, route.platform, route.standing, route.law):
        assert said.strip()
    assert route.contracts is (route.selection is not Selection.NONE)


# As the guide has them (section 1.1): how a route chooses, its cap, whether it needs the RUP.
@pytest.mark.parametrize(
    ("route", "selection", "cap", "rup", "works_only"),
    [
        ("R1", Selection.DIRECT, Cap.MENOR, Rup.NO, True),
        ("R2", Selection.DEPENDS, Cap.NONE, Rup.UNKNOWN, False),
        ("R3", Selection.DEPENDS, Cap.MENOR, Rup.DEPENDS, False),
        ("R4", Selection.COMPETITION, Cap.MINIMA, Rup.NO, False),
        ("R5", Selection.COMPETITION, Cap.MENOR, Rup.YES, False),
        ("R6", Selection.DIRECT, Cap.NONE, Rup.NO, False),
        ("R7", Selection.DEPENDS, Cap.NONE, Rup.NO, False),
        ("R8", Selection.NONE, Cap.NONE, Rup.NO, False),
        ("R9", Selection.MANUAL, Cap.NONE, Rup.NO, False),
    ],
)
def test_the_routes_are_those_of_the_guide(
    route: str, selection: Selection, cap: Cap, rup: Rup, works_only: bool
) -> None:
    found = CATALOGUE.routes[route]

    assert (found.selection, found.cap, found.rup, found.works_only) == (selection, cap, rup, works_only)


ALL = "R1 R2 R3 R4 R5 R6 R9"
WORKS = "R1 R2 R3"
# As the guide has them (section 2): dimension, id, routes, effect there. Where it names no route for a good
# practice of every board (LIB-CV, COM, RENC), all routes that contract count it.
GUIDE = [
    *(("L", id_, ALL, "B") for id_ in ("PJ", "AUTO", "CERT", "ELEC", "AUT", "INHAB")),
    *(("L", id_, ALL, "B") for id_ in ("PROC", "CONT", "POLI", "RNMC", "REDAM")),
    *(("L", id_, ALL, "C") for id_ in ("EST", "AFIL", "SANC")),
    ("L", "SEX", "R1 R2 R3 R4 R5 R6", "C"),
    ("D", "RUC", f"{WORKS} R9", "C"),
    *(("D", id_, ALL, "B") for id_ in ("RUT", "LIB-AF", "LIB-AC", "CED")),
    *(("D", id_, WORKS, "S") for id_ in ("LIB-TE", "LIB-IN")),
    ("D", "LIB-CV", ALL, "S"),
    ("D", "PROP", WORKS, "B"),
    ("D", "RUP", "R5", "B"),
    ("D", "ESAL-IDON", "R2", "B"),
    ("T", "EXP", "R1 R2 R3 R4 R5", "S"),
    ("T", "EQUI", "R1 R3 R4 R5", "C"),
    ("T", "MANO", "R1", "B"),
    ("T", "PLAN", f"{WORKS} R8", "S"),
    ("T", "PRES", WORKS, "B"),
    ("T", "COM", ALL, "S"),
    ("T", "VEED", WORKS, "S"),
    ("A", "SS", ALL, "B"),
    ("A", "BANCO", "R1 R2 R3 R4 R5 R6", "B"),
    ("A", "CUENTAS", WORKS, "S"),
    ("A", "RTE", ALL, "S"),
    ("A", "FAC", "R3 R4 R5 R6", "C"),
    ("A", "POL", "R1 R2 R4 R6", "C"),
    ("A", "POL", "R5", "B"),
    ("A", "SST", "R1 R3 R4 R5", "C"),
    ("A", "CAJA", "R1 R2 R3 R4 R5", "S"),
    ("A", "RENC", ALL, "S"),
    ("G", "SEC2", "R1 R2 R3 R6", "C"),
    ("G", "SEC2", "R4 R5", "B"),
    *(("G", id_, ALL, "S") for id_ in ("MAIL", "DIGC", "DATOS", "FIRMA")),
]


def test_dimensions_routes_and_effects_are_those_of_the_guide() -> None:
    asked = {(route, id_, effect) for route, ids in CATALOGUE.asked.items() for id_, effect in ids.items()}

    assert asked == {(route, id_, Effect(e)) for _, id_, routes, e in GUIDE for route in routes.split()}
    assert {(r.dimension, r.id) for r in CATALOGUE.requirements.values()} == {
        (Dimension(dimension), id_) for dimension, id_, _, _ in GUIDE
    }
    assert len(CATALOGUE.requirements) == 47


def test_the_convenio_of_works_names_the_lower_cap_that_some_buyers_keep() -> None:
    assert [r.id for r in CATALOGUE.routes.values() if r.cautious_cap] == ["R1"]
    assert CATALOGUE.routes["R1"].cautious_cap is Cap.MINIMA


def test_a_form_of_a_route_is_no_route_of_its_own() -> None:
    variant = CATALOGUE.variants["R2b"]

    assert variant.of == "R2"
    assert "R2b" not in CATALOGUE.routes
    assert variant.verified is Verified.UNVERIFIED
    assert TO_CONFIRM in variant.explanation


def test_an_office_of_which_nothing_is_known_has_no_address() -> None:
    watching = CATALOGUE.offices["vigilancia"]

    assert (watching.where, watching.hours, watching.verified) == (None, None, Verified.UNVERIFIED)
    assert TO_CONFIRM in watching.name


def test_every_requirement_is_taught_or_needs_no_teaching() -> None:
    for id_ in CATALOGUE.requirements:
        assert bool(CATALOGUE.units_of(id_)) is not (id_ in CATALOGUE.untrained)
    assert [unit.id for unit in CATALOGUE.units_of("SEC2")] == ["CONTRATAR", "DIGITAL"]
    assert CATALOGUE.units_of("PROC") == ()
    assert all(diploma in CATALOGUE.diplomas for u in CATALOGUE.training.values() for diploma in u.diplomas)


def test_all_seven_weaknesses_of_the_diagnosis_are_answered() -> None:
    assert {r.weakness for r in CATALOGUE.requirements.values()} == set(Weakness) == set(CATALOGUE.weaknesses)


@pytest.mark.parametrize("id_", ["EST", "PROC", "RNMC", "REDAM", "RUC", "RUT", "SS"])
def test_what_the_guide_says_is_free_costs_nothing(id_: str) -> None:
    assert CATALOGUE.requirements[id_].cost_cop == 0
    assert CATALOGUE.requirements[id_].cost.startswith("Sin costo")


@pytest.mark.parametrize("id_", ["PJ", "AUTO", "CERT", "RUP", "BANCO", "POL", "SEC2", "FAC"])
def test_a_cost_that_nobody_verified_here_is_not_taken_for_free(id_: str) -> None:
    assert CATALOGUE.requirements[id_].cost_cop is None


def test_the_closed_route_is_shown_as_closed() -> None:
    assert CATALOGUE.routes["R7"].closed_from == date(2026, 2, 25)
    assert [r.id for r in CATALOGUE.routes.values() if r.closed_from] == ["R7"]


def test_an_effect_may_differ_by_route() -> None:
    assert CATALOGUE.asked["R4"]["SEC2"] is Effect.BLOCKS
    assert CATALOGUE.asked["R1"]["SEC2"] is Effect.BLOCKS_IF
    assert "SEC2" not in CATALOGUE.asked["R9"]


def test_the_version_follows_the_content(folder: Path) -> None:
    assert load(ON, folder).version == CATALOGUE.version

    change(folder / "legal.toml", "Personería jurídica", "Personería")
    copy = folder.with_name("again")
    shutil.copytree(folder, copy)

    assert load(ON, copy).version != CATALOGUE.version


def test_a_requirement_holds_from_its_first_day_through_its_last(folder: Path) -> None:
    dates = "valid_from = 2026-03-01\nvalid_to = 2026-03-31\n"
    change(folder / "documental.toml", 'id = "CED"\n', f'id = "CED"\n{dates}')

    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    found = [load(day, folder) for day in days]

    assert ["CED" in catalogue.requirements for catalogue in found] == [False, True, True, False]
    assert ["CED" in catalogue.asked["R4"] for catalogue in found] == [False, True, True, False]
    assert ["CED" in assess(catalogue, "R4", {}, catalogue.on).blocking for catalogue in found] == [
        False,
        True,
        True,
        False,
    ]


def test_two_versions_may_follow_each_other_but_not_overlap(folder: Path) -> None:
    text = (folder / "documental.toml").read_text(encoding="utf-8")
    entry = next(part for part in text.split("[[requirement]]") if 'id = "CED"' in part)
    change(folder / "documental.toml", 'id = "CED"\n', 'id = "CED"\nvalid_to = 2026-03-31\n')
    later = entry.replace('id = "CED"\n', 'id = "CED"\nvalid_from = 2026-04-01\n')
    with (folder / "documental.toml").open("a", encoding="utf-8") as file:
        file.write(f"[[requirement]]{later}")

    assert load(ON, folder).requirements["CED"].valid_from == date(2026, 4, 1)
    assert load(date(2026, 3, 1), folder).requirements["CED"].valid_to == date(2026, 3, 31)


def test_the_weights_in_force_are_the_newest_that_have_begun(folder: Path) -> None:
    text = (folder / "weights.toml").read_text(encoding="utf-8")
    later = text[text.index("[[weights]]") :].replace("L = 30, D = 20", "L = 20, D = 30")
    with (folder / "weights.toml").open("a", encoding="utf-8") as file:
        file.write(later.replace("[[weights]]", "[[weights]]\nvalid_from = 2026-04-01"))

    def of_legal(catalogue: Catalogue) -> int:
        return catalogue.weights.dimensions[Dimension.LEGAL]

    days = [date(1990, 1, 1), date(2026, 3, 31), date(2026, 4, 1), ON]
    assert [of_legal(load(day, folder)) for day in days] == [30, 30, 20, 20]


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "reason"),
    [
        (
            "legal",
            'dimension = "L"',
            'dimension = "X"',
            'dimension = "X"',
            "top of the file: unknown dimension",
        ),
        ("legal", 'id = "CERT"', 'id = "PJ"', 'id = "PJ"\ntitle = "Certificado', "PJ: duplicate id"),
        ("digital", 'id = "MAIL"', 'id = "PJ"', 'id = "PJ"', "PJ: duplicate id, also in legal.toml"),
        ("legal", 'effect = "B"', 'effect = "Z"', 'effect = "Z"', "PJ: unknown effect 'Z'"),
        ("legal", 'routes = ["all"]', 'routes = ["R77"]', '"R77"', "PJ: unknown route R77"),
        ("legal", 'condition = "asked"\n', "", 'effect = "C"', "EST: blocks if, but has no condition"),
        ("legal", '"with_minors"', '"full moon"', '"full moon"', "SEX: unknown condition 'full moon'"),
        (
            "legal",
            'ct = "B"',
            'ct = "B"\ncondition = "works"',
            'condition = "works"',
            "PJ: has a condition, but",
        ),
        ("legal", 'ct = "B"', 'ct = "B"\ncolour = "red"', "colour", "PJ: unknown field colour"),
        ("legal", "steps = [", "steps = []\nold = [", "steps = []", "PJ: no steps"),
        ("legal", "days = 15", 'days = "15"', 'days = "15"', "PJ: days is not a int"),
        ("legal", "days = 15", "days = true", "days = true", "PJ: days is not a int"),
        ("legal", "days = 15", "days = -1", "days = -1", "PJ: days is negative"),
        ("legal", "valid_days = 30", "valid_days = 0", "valid_days = 0", "CERT: valid_days is 0"),
        ("legal", "valid_days = 30", "valid_days = -30", "valid_days = -30", "CERT: valid_days is negative"),
        (
            "legal",
            "= 2026-04-26",
            "= 2026-04-26T08:00:00",
            "lapse_issued_before",
            "AUTO: lapse_issued_before is not a date",
        ),
        (
            "legal",
            "lapse_expires_on = 2026-06-30\n",
            "",
            '[[requirement]]\nid = "AUTO"',
            "AUTO: a lapse needs both its days",
        ),
        (
            "legal",
            'verified = "V1"',
            'verified = "U"',
            "explanation",
            "PJ: is unverified, but its explanation",
        ),
        (
            "legal",
            "https://www.procu",
            "http://www.procu",
            "http://www",
            "PROC: link 'http://www.procuraduria",
        ),
        ("legal", 'office = "vigil', 'office = "moon', 'office = "moon', "PJ: unknown office moonancia"),
        ("legal", 'cost = "Sin costo"\n', 'cost = "Poco"\n', '"Poco"', "EST: cost_cop is 0, but its cost"),
        ("legal", '"Estatutos"]', '"Estatutos", ""]', "documents = [", "PJ: documents holds something"),
        (
            "legal",
            '"Estatutos"]',
            '"Estatutos", "Estatutos"]',
            "documents = [",
            "PJ: documents says something",
        ),
        (
            "legal",
            'weakness = "rel',
            'weakness = "eng',
            'weakness = "eng',
            "PJ: unknown weakness 'engations'",
        ),
        ("legal", 'weakness = "relations"\n', "", "[[requirement]]", "PJ: no weakness"),
        ("digital", 'R5 = "B" }', 'R9 = "B" }', "effect_in", "SEC2: effect_in a route that does not ask"),
        ("digital", 'R5 = "B" }', 'R5 = "Z" }', "effect_in", "SEC2: effect_in: unknown R5 'Z'"),
        (
            "routes",
            'id = "R2"',
            'id = "R1"',
            'id = "R1"\ntitle = "Convenio solidario de prog',
            "R1: duplicate id",
        ),
        ("routes", '\ncap = "minima"', '\ncap = "some"', 'cap = "some"', "R4: unknown cap 'some'"),
        (
            "routes",
            "closed_from = 2026-02-25\n",
            "",
            '[[route]]\nid = "R7"',
            "R7: is open, but no requirement",
        ),
        ("routes", 'of = "R2"', 'of = "R22"', 'of = "R22"', "R2b: unknown route R22"),
        ("routes", 'id = "R2b"', 'id = "R3"', 'id = "R3"', "R3: duplicate id, also a route"),
        ("routes", '"R6", "R9"]', '"R6", "R99"]', "all = [", "top of the file: unknown route R99"),
        ("routes", "contracts = false\n", "", 'selection = "none"', "R8: a route either contracts"),
        (
            "routes",
            "necesita; por confirmar",
            "necesita; tal vez",
            'rup = "unknown"',
            "R2: does not know of the RUP",
        ),
        (
            "offices",
            'id = "junta"',
            'id = "vigilancia"',
            'id = "vigilancia"\nname = "La',
            "vigilancia: duplicate id",
        ),
        (
            "offices",
            "https://www.dian",
            "ftp://www.dian",
            "ftp://",
            "dian: link 'ftp://www.dian.gov.co' does not",
        ),
        ("training", '"LIB-CV"', '"LIB-XX"', '"LIB-XX"', "GOBIERNO: unknown requirement LIB-XX"),
        ("training", '"R3", "R4"', '"R3", "R44"', '"R44"', "CONTRATAR: unknown route R44"),
        ("training", '["D3"]', '["D4"]', '["D4"]', "DIGITAL: unknown diploma D4"),
        (
            "training",
            '["PJ", ',
            '["PJ", "RUT", ',
            "untrained",
            "top of the file: untrained, and yet in a unit: RUT",
        ),
        ("training", '["PJ", ', '["PJ", "XX", ', "untrained", "top of the file: unknown requirement XX"),
        (
            "training",
            'id = "ETICA"',
            'id = "GOBIERNO"',
            'id = "GOBIERNO"\ntitle = "Ética',
            "GOBIERNO: duplicate id",
        ),
        ("weaknesses", 'platforms = "U', 'platform = "U', "# Las siete", "top of the file: no platforms"),
        (
            "bans",
            "last_day = 2026-06-21",
            "last_day = 2025-06-21",
            "last_day",
            "presidencial-2026: first_day",
        ),
        ("bans", '"R6"', '"R66"', '"R66"', "presidencial-2026: unknown route R66"),
        ("bans", "[[ban]]", "[[bam]]", "[[bam]]", "top of the file: unknown field bam"),
        (
            "weights",
            "L = 30",
            "L = 31",
            "dimensions = {",
            "weights number 1: the weights do not add up to 100",
        ),
        ("weights", "ready = 70", "ready = 90", "levels = {", "weights number 1: each level begins above"),
        ("weights", "S = 1 }", "S = 4 }", "effects = {", "weights number 1: what blocks counts at least"),
        (
            "weights",
            "[[weights]]",
            "[[weights]]\nvalid_from = 2026-01-01",
            "# Pesos",
            "top of the file: no version",
        ),
        ("weights", "L = 30", "L = ", "L = ,", "unreadable"),
    ],
)
def test_an_inconsistent_catalogue_is_refused_with_file_line_entry_and_reason(
    folder: Path, file: str, old: str, new: str, at: str, reason: str
) -> None:
    path = folder / f"{file}.toml"
    change(path, old, new)
    text = path.read_text(encoding="utf-8")
    line = text[: text.index(at)].count("\n") + 1

    with pytest.raises(BadCatalogue) as refused:
        load(ON, folder)

    assert str(refused.value).startswith(f"{file}.toml:{line}: {reason}")


def test_a_requirement_that_nobody_teaches_is_refused_where_it_stands(folder: Path) -> None:
    change(folder / "training.toml", '["PJ", ', "[")
    line = (folder / "legal.toml").read_text(encoding="utf-8").split("\n").index('id = "PJ"') + 1

    with pytest.raises(BadCatalogue, match=f"^legal.toml:{line}: PJ: is in no training unit"):
        load(ON, folder)


def test_two_versions_of_the_weights_do_not_begin_on_one_day(folder: Path) -> None:
    text = (folder / "weights.toml").read_text(encoding="utf-8")
    with (folder / "weights.toml").open("a", encoding="utf-8") as file:
        file.write(text[text.index("[[weights]]") :])

    with pytest.raises(BadCatalogue, match="weights number 2: another version has the same valid_from"):
        load(ON, folder)


def test_a_file_that_is_missing_or_no_text_is_refused(folder: Path) -> None:
    (folder / "bans.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadCatalogue, match=r"bans\.toml: unreadable"):
        load(ON, folder)

    gone = folder.with_name("gone")
    shutil.copytree(FOLDER, gone)
    (gone / "offices.toml").unlink()
    with pytest.raises(BadCatalogue, match=r"offices\.toml: unreadable"):
        load(ON, gone)


def test_boards_add_up_what_they_can_do_and_nothing_else_and_no_lawyer_confirmed_it_yet() -> None:
    pooled = {id_: r for id_, r in CATALOGUE.requirements.items() if r.pooled}
    assert set(pooled) == {"EXP", "EQUI"}
    for requirement in pooled.values():
        assert requirement.pooled is not None
        assert requirement.dimension in (Dimension.TECHNICAL, Dimension.ADMINISTRATIVE)
        assert requirement.pooled.verified is Verified.UNVERIFIED
        assert requirement.pooled.source


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ('{ law = "x", source = "y" }', "EXP: pooled: no verified"),
        ('{ law = "x", source = "y", verified = "V9" }', "EXP: pooled: unknown verified 'V9'"),
        ('{ verified = "U", law = "x" }', "EXP: pooled: no source"),
        ('{ until = 3, verified = "U", law = "x", source = "y" }', "EXP: pooled: unknown field until"),
        ("true", "EXP: pooled is not a dict"),
    ],
)
def test_that_boards_add_up_is_said_whole_or_not_at_all(folder: Path, new: str, reason: str) -> None:
    path = folder / "tecnica.toml"
    text = path.read_text(encoding="utf-8")
    first = text.index("pooled = {")
    path.write_text(f"{text[:first]}pooled = {new}{text[text.index(chr(10), first) :]}", encoding="utf-8")
    with pytest.raises(BadCatalogue, match=reason):
        load(ON, folder)
