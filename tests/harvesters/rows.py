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


def a_line_row(number: int = 1, **columns: Any) -> Row:
    """A row of 9sue-ezhx; a column given as None is left out."""
    return _without_nulls(
        {
            "id": f"{800 + number}",
            "identificador_unico": f"LINEA-{number}",
            "id_paa_encabezado": "PLAN-1",
            "version_del_paa": "2",
            "annio": "2026",
            "descripcion": f"Compra prevista {number}",
            "fecha_esperada_de_inicio": "Marzo",
            "valor_total_esperado": "9000000",
            "nombre_entidad": "Alcaldía de Villa Inventada",
            "nit_entidad": "890480184",
            **columns,
        }
    )


def a_plan_row(number: int = 1, **columns: Any) -> Row:
    """A row of b6m4-qgqv; a column given as None is left out."""
    return _without_nulls(
        {
            "identificador_unico": f"CO1.APP.{number}",
            "id": "PLAN-1",
            "codigo_entidad": "700000001",
            "nombre_entidad": "Alcaldía de Villa Inventada",
            "anno": "2026",
            "version": "2",
            "fecha_de_publicacion": "2026-01-30T00:00:00.000",
            "valor_presupuesto_general": "900000000",
            **columns,
        }
    )


def a_secop1_row(number: int = 1, **columns: Any) -> Row:
    """A row of f789-7hwg; a column given as None is left out."""
    return _without_nulls(
        {
            "uid": f"22-12-{number}-{number}",
            "nombre_entidad": "BOLiVAR - ALCALDiA MUNICIPIO DE VILLA INVENTADA",
            "nit_de_la_entidad": "890480184-4",
            "municipio_entidad": "VILLA INVENTADA",
            "detalle_del_objeto_a_contratar": f"Mantenimiento de la cancha {number}",
            "estado_del_proceso": "Liquidado",
            "moneda": "PESO COLOMBIANO",
            "valor_contrato_con_adiciones": "21000000",
            "fecha_de_firma_del_contrato": "2022-03-01T00:00:00.000",
            "ultima_actualizacion": "2022-12-30T00:00:00.000",
            "ruta_proceso_en_secop_i": {"url": f"https://secop1.example/proceso?numConstancia={number}"},
            **columns,
        }
    )


def a_bidder_row(number: int = 1, **columns: Any) -> Row:
    """A row of hgi6-6wh3; a column given as None is left out."""
    return _without_nulls(
        {
            "id_procedimiento": f"CO1.REQ.{number}",
            "codigo_proveedor": "7001",
            "proveedor": "EMPRESA INVENTADA SAS",
            "nit_proveedor": "900000001",
            **columns,
        }
    )


def an_offer_row(number: int = 1, **columns: Any) -> Row:
    """A row of wi7w-2nvm; a column given as None is left out."""
    return _without_nulls(
        {
            "identificador_de_la_oferta": f"OFERTA-{number}",
            "id_del_proceso_de_compra": f"CO1.BDOS.{number}",
            "c_digo_proveedor": "7001",
            "nombre_proveedor": "EMPRESA INVENTADA SAS",
            "nit_del_proveedor": "900000001",
            "valor_de_la_oferta": "57000000",
            "moneda": "COP",
            "fecha_de_registro": "2026-05-20T00:00:00.000",
            **columns,
        }
    )


def a_supplier_row(number: int = 1, **columns: Any) -> Row:
    """A row of qmzu-gj57; a column given as None is left out."""
    return _without_nulls(
        {
            "codigo": f"{7100 + number}",
            "nombre": f"JUNTA DE ACCION COMUNAL BARRIO {number}",
            "nit": "900000009",
            "tipo_empresa": "JUNTA DE ACCIoN COMUNAL.",
            "departamento": "BOLÍVAR",
            "municipio": "CARTAGENA",
            "ubicacion": "CO-BOL-13001",
            "esta_activa": "Si",
            "fecha_creacion": "2023-07-20T00:00:00.000",
            **columns,
        }
    )


def a_document_row(number: int = 1, **columns: Any) -> Row:
    """A row of dmgg-8hin; a column given as None is left out."""
    return _without_nulls(
        {
            "id_documento": f"{900_000 + number}",
            "proceso": "CO1.BDOS.1",
            "nombre_archivo": f"Invitación {number}.pdf",
            "extensi_n": "pdf",
            "tamanno_archivo": "632000",
            "fecha_carga": "2026-05-02T00:00:00.000",
            "url_descarga_documento": {"url": f"https://secop.example/archivo?DocumentId={number}"},
            **columns,
        }
    )


def a_modification_row(number: int = 1, **columns: Any) -> Row:
    """A row of e2u2-swiw; a column given as None is left out."""
    return _without_nulls(
        {
            "proceso": f"CO1.REQ.{number}",
            "portafolio": f"CO1.BDOS.{number}",
            "nit_entidad": "890480184",
            "ultima_modificacion": "2026-06-01T00:00:00.000",
            **columns,
        }
    )


def a_secop2_sanction_row(number: int = 1, **columns: Any) -> Row:
    """A row of it5q-hg94; a column given as None is left out."""
    return _without_nulls(
        {
            "id_proceso": f"CO1.BDOS.{number}",
            "id_contrato": f"CO1.PCCNTR.{number}",
            "nombre_entidad_creadora": "Alcaldía de Villa Inventada",
            "numero_de_acto": f"RESOLUCIÓN {number} DE 2026",
            "numero_de_version": "1",
            "tipo_de_sancion": "Multa",
            "estado": "Publicado",
            "valor": "1080000",
            "fecha_evento": "2026-02-08T00:00:00.000",
            **columns,
        }
    )


def a_secop1_sanction_row(number: int = 1, **columns: Any) -> Row:
    """A row of 4n4q-k399; a column given as None is left out."""
    return _without_nulls(
        {
            "nit_entidad": f"{890480000 + number}",
            "nombre_entidad": "ALCALDÍA DE VILLA INVENTADA",
            "numero_de_contrato": f"{number}-2019",
            "numero_de_resolucion": f"RESOLUCION {number} DE 2019",
            "documento_contratista": "900000001",
            "nombre_contratista": "EMPRESA INVENTADA SAS",
            "valor_sancion": "3797492",
            "fecha_de_firmeza": "2019-11-14T00:00:00.000",
            "ruta_de_proceso": {"url": f"https://secop1.example/proceso?numConstancia={number}"},
            **columns,
        }
    )


def _without_nulls(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}
