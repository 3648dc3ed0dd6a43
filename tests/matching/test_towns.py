"""Which municipality names mean, and where the work of a call is done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.places.town_table import town_table
from matching.places.towns import WorkTown, department_of, town_name, town_of, work_town

CODES = st.sampled_from(sorted(town_table().names))


@pytest.mark.parametrize(
    ("department", "city", "code"),
    [
        ("Bolívar", "Cartagena", "13001"),
        ("Bolívar", "CARTAGENA DE INDIAS", "13001"),
        ("Caquetá", "Cartagena del Chairá", "18150"),
        ("Distrito Capital de Bogotá", "Bogotá D.C.", "11001"),
        ("Cundinamarca", "Bogotá", "11001"),
        ("Boyacá", "Briceño", "15106"),
        ("Antioquia", "Briceño", "05107"),
        ("Tolima", "El Espinal", "73268"),
        ("Chocó", "BAJO BAUDo/PIZARRO", "27077"),
        ("Huila", "COLOMBIA", "41206"),
        ("Boyacá", "Chiquinquira", "15176"),
        ("Boyacá", "Chiquinquiraa", "15176"),
        (None, "Cúcuta", "54001"),
        (None, "Briceño", None),
        (None, "Colombia", None),
        ("Boyacá", "No Definido", None),
        ("Boyacá", "Cartagena", None),
        ("Boyacá", None, None),
    ],
)
def test_a_department_tells_namesakes_apart(
    department: str | None, city: str | None, code: str | None
) -> None:
    assert town_of(department, city) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Distrito Capital de Bogotá", "11"),
        ("NORTE DE SANTANDER", "54"),
        ("San Andrés, Providencia y Santa Catalina", "88"),
        ("Cundinamrca", "25"),
        ("Valle", "76"),
        ("No Definido", None),
        ("", None),
        (None, None),
    ],
)
def test_a_department_is_known_however_it_is_written(name: str | None, code: str | None) -> None:
    assert department_of(name) == code


@pytest.mark.parametrize(
    ("text", "buyer", "city", "department", "work"),
    [
        # The text beats the seat of the buyer.
        ("Placa huella en el municipio de Briceño", "DEPARTAMENTO DE BOYACÁ", "Tunja", "Boyacá", "15106"),
        ("Cancha en Suratá, Santander", "DEPARTAMENTO DE SANTANDER", "Bucaramanga", "Santander", "68780"),
        ("Vía del municipio de Carcasi", "MINISTERIO", "Bogotá", "Distrito Capital de Bogotá", "68152"),
        ("Aulas en Riohacha", "MINISTERIO", "Bogotá", "Distrito Capital de Bogotá", "44001"),
        ("Parque en el municipio de Chiquinquirra", "GOBERNACIÓN", "Tunja", "Boyacá", "15176"),
        ("Obras en la ciudad de Neiva", "MINISTERIO", "No Definido", "No Definido", "41001"),
        ("Cartagena del Chairá, barrio Centro", "ALCALDÍA", "Florencia", "Caquetá", "18150"),
        ("En el municipio del Carmen de Bolívar", "GOBERNACIÓN", "Cartagena", "Bolívar", "13244"),
        ("Vía en Villanueva - La Guajira", "MINISTERIO", None, None, "44874"),
        ("Vía en La Unión, Nariño", "MINISTERIO", "Bogotá", "Distrito Capital de Bogotá", "52399"),
        ("Municipio de La Unión, departamento de Sucre", "MINISTERIO", None, None, "70400"),
    ],
)
def test_the_text_tells_where_the_work_is(
    text: str, buyer: str, city: str | None, department: str | None, work: str
) -> None:
    assert work_town(text, buyer, city, department) == WorkTown(work, work[:2], "text")


@pytest.mark.parametrize(
    "text",
    [
        "Parque del barrio Bolívar",
        "Pavimento de la carrera Bolívar",
        "Cancha de la vereda La Unión",
        "Apoyo a la Universidad de Caldas",
        "Talleres de la paz y convivencia",
        "Retiro de escombros, contratación y pesca",
        "Hospital San Juan de Dios",
        "Servicio para todo el país, Colombia",
        "Compra de papelería",
        "",
    ],
)
def test_a_barrio_a_street_or_a_common_word_is_no_municipality(text: str) -> None:
    assert work_town(text, "EMPRESA", "Manizales", "Caldas") == WorkTown("17001", "17", "city")
    assert work_town(text, "EMPRESA", None, None) == WorkTown(None, None, "none")


@pytest.mark.parametrize(
    ("buyer", "department", "work"),
    [
        ("ALCALDIA MUNICIPAL DE BRICEÑO BOYACA", None, "15106"),
        ("MUNICIPIO DE ENVIGADO*", "Antioquia", "05266"),
        ("BOLIVAR - ALCALDIA MUNICIPIO DE ARJONA", "No Definido", "13052"),
        ("ALCALDÍA DEL DISTRITO TURÍSTICO Y CULTURAL DE CARTAGENA DE INDIAS", "Bolívar", "13001"),
        ("MUNICIPIO DE EL GUAMO TOLIMA", "Tolima", "73319"),
        ("MUNICIPIO DE BRICEÑO", None, None),
        ("MUNICIPIO DE SUCRE", None, None),
        ("SUCRE - ALCALDÍA MUNICIPIO DE SUCRE", None, "70771"),
        ("E.S.E. HOSPITAL SAN JUAN - SONSON", "Antioquia", "05756"),
        ("PARQUES NACIONALES NATURALES DE COLOMBIA", None, None),
        ("CAJA DE RETIRO DE LA POLICÍA", None, None),
        ("HOSPITAL DEL SARARE", None, None),
    ],
)
def test_the_buyers_name_tells_a_town_where_the_city_is_missing(
    buyer: str, department: str | None, work: str | None
) -> None:
    for city in (None, "No Definido"):
        found = work_town("Compra de papelería", buyer, city, department)
        assert found.code == work
        assert found.known_by == ("buyer" if work else "none")


@pytest.mark.parametrize(
    ("buyer", "department"),
    [("GOBERNACION DE NARIÑO", "52"), ("SENA REGIONAL CAUCA", "19"), ("DEPARTAMENTO DE CORDOBA", "23")],
)
def test_an_office_of_a_department_tells_the_department_alone(buyer: str, department: str) -> None:
    assert work_town("Compra de papelería", buyer, None, None) == WorkTown(None, department, "buyer")


def test_an_alcaldia_works_in_its_own_municipality() -> None:
    seat = ("ALCALDÍA DE PUERTO ASÍS", "Mocoa", "Putumayo")
    assert work_town("Andenes del barrio Centro", *seat).code == "86568"
    assert work_town("Vía al municipio de Mocoa, municipio de Puerto Asís", *seat) == WorkTown(
        "86568", "86", "text", ("86001",)
    )
    assert work_town("Vía Medellín", *seat).code == "86568"


def test_a_bogota_localidad_is_in_bogota() -> None:
    found = work_town("Vías", "ALCALDIA LOCAL DE CIUDAD BOLIVAR", "Bogotá", "Distrito Capital de Bogotá")
    assert found == WorkTown("11001", "11", "city")


def test_several_municipalities_are_all_named() -> None:
    text = "Vacunación en los municipios de Aguazul, Chámeza, Hato Corozal y La Salina"
    found = work_town(text, "GOBERNACION DEL CASANARE", "Yopal", "Casanare")
    assert (found.code, found.others) == ("85010", ("85015", "85125", "85136"))


def test_another_department_in_the_text_leaves_the_municipality_unknown() -> None:
    found = work_town(
        "Obras en el departamento del Chocó", "MINISTERIO", "Bogotá", "Distrito Capital de Bogotá"
    )
    assert found == WorkTown(None, "27", "text")


@given(CODES)
def test_every_municipality_is_found_by_its_own_name(code: str) -> None:
    name, department = town_name(code), town_table().department_names[code[:2]]
    assert name is not None
    assert town_of(department, name) == town_of(department.upper(), name.upper()) == code
    assert work_town(f"Obra en el municipio de {name} - {department}", "", None, None).code == code
    assert work_town("", f"{department} - ALCALDÍA MUNICIPIO DE {name}", None, None).code == code


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert work_town(text, text, text, text).known_by in {"text", "city", "buyer", "none"}
