"""Invented rows as they come over the wire: valid by default, a test says only what matters to it."""

from typing import Any

Row = dict[str, Any]


def a_process_row(number: int = 1, **columns: Any) -> Row:
    """A row of p6dx-8zbt; a column given as None is left out."""
    return _without_nulls(
        {
            "id_del_proceso": f"CO1.REQ.{number}",
            "id_del_portafolio": f"CO1.BDOS.{number}",
            "referencia_del_proceso": f"MC-{number:03}-2026",
            "nombre_del_procedimiento": f"Limpieza del canal {number}",
            "descripci_n_del_procedimiento": f"Limpieza manual del canal número {number}",
            "entidad": "Alcaldía de Villa Inventada",
            "nit_entidad": "890480184",
            "codigo_entidad": "700000001",
            "fase": "Presentación de oferta",
            "estado_del_procedimiento": "Publicado",
            "modalidad_de_contratacion": "Mínima cuantía",
            "codigo_principal_de_categoria": "V1.72141000",
            "precio_base": "58000000",
            "fecha_de_publicacion_del": "2026-05-02T00:00:00.000",
            "fecha_de_ultima_publicaci": "2026-05-02T00:00:00.000",
            "fecha_de_recepcion_de": "2026-06-10T00:00:00.000",
            "adjudicado": "No",
            "urlproceso": {"url": f"https://secop.example/aviso?noticeUID=CO1.NTC.{number}"},
            **columns,
        }
    )


def a_contract_row(number: int = 1, **columns: Any) -> Row:
    """A row of jbjy-vk9h; a column given as None is left out."""
    return _without_nulls(
        {
            "id_contrato": f"CO1.PCCNTR.{number}",
            "proceso_de_compra": f"CO1.BDOS.{number}",
            "nombre_entidad": "Alcaldía de Villa Inventada",
            "nit_entidad": "890480184",
            "objeto_del_contrato": f"Mantenimiento del parque {number}",
            "estado_contrato": "En ejecución",
            "valor_del_contrato": "42000000",
            "ultima_actualizacion": "2026-05-02T00:00:00.000",
            **columns,
        }
    )


def a_plan_row(number: int = 1, **columns: Any) -> Row:
    """A row of 9sue-ezhx; a column given as None is left out."""
    return _without_nulls(
        {
            "identificador_unico": f"PAA-{number}",
            "annio": "2026",
            "descripcion": f"Compra prevista {number}",
            "fecha_esperada_de_inicio": "Marzo",
            "valor_total_esperado": "9000000",
            "nombre_entidad": "Alcaldía de Villa Inventada",
            "nit_entidad": "890480184",
            **columns,
        }
    )


def _without_nulls(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}
