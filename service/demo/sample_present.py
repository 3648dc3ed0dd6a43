"""What the sample publishes around its calls, in wire shape: plans (b6m4-qgqv), files (dmgg-8hin and kin),
modifications (e2u2-swiw) and the supplier accounts of boards (qmzu-gj57).

Columns of persons (contacts, representatives) are left out, as the harvest never asks for them.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random

from domain.board import Board
from service.demo.sample_calls import Call
from service.demo.sample_suppliers import a_board_supplier, a_firm
from service.demo.sample_wire import Row, wire_date

_ACCOUNTS = 90
_FILES = (
    ("Invitación pública", "pdf"),
    ("Estudios previos", "docx"),
    ("Anexo técnico", "pdf"),
    ("Matriz de riesgos", "xlsx"),
)
_FILE_LINK = "https://community.secop.gov.co/Public/Archive/RetrieveFile/Index?DocumentId={}"
_MODIFICATIONS_SHOWN = 8  # days


def plan_rows(lines: Iterable[Row], today: date) -> list[Row]:
    """The plan of each buyer and year that has lines."""
    return [
        {
            "identificador_unico": f"CO1.APP.{row['id_paa_encabezado']}",
            "id": row["id_paa_encabezado"],
            "anno": row["annio"],
            "codigo_entidad": row["codigo_entidad"],
            "nombre_entidad": row["nombre_entidad"],
            "version": row["version_del_paa"],
            "fecha_de_publicacion": wire_date(date(int(row["annio"]), 1, 31)),
            "fecha_de_ultima_modificacion": wire_date(today.replace(day=1)),
            "valor_presupuesto_general": "50000000000",
            "departamento_paa": "Bolívar",
            "municipio_paa": "Cartagena",
        }
        for row in {line["id_paa_encabezado"]: line for line in lines}.values()
    ]


def document_rows(calls: Iterable[Call], chance: Random) -> dict[str, list[Row]]:
    """The files of calls that suit boards, by dataset: since 2025, and a few that stand in 2024 as well."""
    new = [_document(call, nth) for call in calls for nth in range(chance.randint(1, len(_FILES)))]
    return {
        "dmgg-8hin": new,
        "nbae-kzan": [dict(row) for row in new[:5]],
        "3skv-9na7": [],
        "kgcd-kt7i": [],
        "f8va-cf4m": [],
    }


def _document(call: Call, nth: int) -> Row:
    name, extension = _FILES[nth]
    number = str(call.number * 10 + nth)
    return {
        "id_documento": number,
        "proceso": call.portfolio_id,
        "nombre_archivo": f"{nth + 1}. {name}.{extension}",
        "extensi_n": extension,
        "tamanno_archivo": str(100_000 + call.number % 900_000),
        "descripci_n": name,
        "fecha_carga": wire_date(call.published_on),
        "entidad": call.buyer.name,
        "nit_entidad": call.buyer.nit,
        "url_descarga_documento": {"url": _FILE_LINK.format(number)},
    }


def modification_rows(calls: Sequence[Call], today: date, chance: Random) -> list[Row]:
    """Calls that were changed in the last eight days."""
    recent = [call for call in calls if call.published_on and call.published_on >= today - timedelta(days=30)]
    return [
        {
            "proceso": f"CO1.REQ.{call.number}",
            "portafolio": call.portfolio_id,
            "codigo_entidad": call.buyer.code,
            "nit_entidad": call.buyer.nit,
            "nombre_entidad": call.buyer.name,
            "descripcion_proceso": call.title,
            "ultima_modificacion": wire_date(today - timedelta(days=chance.randrange(_MODIFICATIONS_SHOWN))),
        }
        for call in chance.sample(recent, len(recent) // 5)
    ]


def supplier_rows(boards: Sequence[Board], chance: Random) -> list[Row]:
    """The accounts of boards, with broken capitals and gaps, and of a few firms, which nobody asks for."""
    rows = [_account(board, chance) for board in chance.sample(list(boards), _ACCOUNTS)]
    for firm in {firm.code: firm for firm in (a_firm(chance) for _ in range(10))}.values():
        kind = "SOCIEDAD POR ACCIONES SIMPLIFICADA"
        rows.append(
            {**rows[0], "codigo": firm.code, "nombre": firm.name, "nit": firm.document, "tipo_empresa": kind}
        )
    return rows


def _account(board: Board, chance: Random) -> Row:
    supplier = a_board_supplier(board, chance)
    placed = chance.random() < 0.8
    return {
        "codigo": supplier.code,
        "nombre": supplier.name,
        "nit": supplier.document,
        "es_entidad": "No",
        "es_grupo": "No",
        "esta_activa": "Si" if chance.random() < 0.9 else "No",
        "fecha_creacion": wire_date(date(2019, 1, 1) + timedelta(days=chance.randrange(2_500))),
        "codigo_categoria_principal": "V1.72101500" if placed else "No Definido",
        "pais": "CO",
        "departamento": "BOLÍVAR" if placed else "No Provisto",
        "municipio": "CARTAGENA" if placed else "No Provisto",
        "tipo_empresa": "JUNTA DE ACCIoN COMUNAL.",
        "espyme": "NO",
        "ubicacion": "CO-BOL-13001" if placed else "No definido",
    }
