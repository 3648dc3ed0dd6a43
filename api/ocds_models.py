"""The parts of OCDS 1.1 that Convite can fill from SECOP's rows. Names and closed lists are the standard's.

Source: standard.open-contracting.org/1.1/en/schema/reference. What is not known is left out, never null.
"""

from enum import StrEnum

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from api.models import Model, Moment


class Part(Model):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)


class Tag(StrEnum):
    TENDER = "tender"
    TENDER_CANCELLATION = "tenderCancellation"
    AWARD = "award"


class TenderStatus(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    CANCELLED = "cancelled"
    COMPLETE = "complete"


class Method(StrEnum):
    OPEN = "open"
    SELECTIVE = "selective"
    LIMITED = "limited"
    DIRECT = "direct"


class Category(StrEnum):
    GOODS = "goods"
    WORKS = "works"
    SERVICES = "services"


class Role(StrEnum):
    BUYER = "buyer"
    SUPPLIER = "supplier"


class Identifier(Part):
    scheme: str = Field(description="Lista de org-id.guide de la que es el número.", examples=["CO-RUE"])
    id: str = Field(description="NIT, sin dígito de verificación.", examples=["890480184"])
    legal_name: str


class Organization(Part):
    """Una entidad o un proveedor. Nunca una persona natural."""

    id: str = Field(examples=["CO-RUE-890480184"])
    name: str
    identifier: Identifier | None = None
    roles: list[Role]


class Reference(Part):
    """Una organización de `parties`."""

    id: str = Field(examples=["CO-RUE-890480184"])
    name: str


class Value(Part):
    amount: int = Field(description="Pesos enteros.", examples=[60_000_000])
    currency: str = Field(default="COP", examples=["COP"])


class Period(Part):
    start_date: Moment | None = None
    end_date: Moment | None = Field(
        default=None, description="Fin del último día: SECOP no publica la hora en sus datos abiertos."
    )


class Classification(Part):
    scheme: str = Field(default="UNSPSC", examples=["UNSPSC"])
    id: str = Field(examples=["72141000"])


class Item(Part):
    id: str = Field(examples=["1"])
    classification: Classification


class Document(Part):
    id: str = Field(examples=["secop"])
    document_type: str = Field(default="tenderNotice", examples=["tenderNotice"])
    title: str = Field(default="El proceso en SECOP II", examples=["El proceso en SECOP II"])
    url: str
    language: str = Field(default="es", examples=["es"])


class Tender(Part):
    id: str = Field(examples=["CO1.REQ.1"])
    title: str
    description: str | None = None
    status: TenderStatus | None = Field(default=None, description="Falta cuando SECOP no deja saberlo.")
    value: Value | None = None
    procurement_method: Method | None = None
    procurement_method_details: str | None = Field(default=None, examples=["Mínima cuantía"])
    main_procurement_category: Category | None = None
    tender_period: Period | None = None
    items: list[Item] | None = None
    documents: list[Document] | None = None


class Award(Part):
    id: str = Field(examples=["CO1.REQ.1-901234567"])
    status: str = Field(default="active", examples=["active"])
    date: Moment | None = None
    value: Value | None = None
    suppliers: list[Reference] | None = None


class Release(Part):
    """Lo último que se sabe de un procedimiento."""

    ocid: str = Field(examples=["ocds-k50g02-CO1.BDOS.1"])
    id: str = Field(
        description="Cambia cuando cambia el contenido.", examples=["ocds-k50g02-CO1.BDOS.1-20260603T130000Z"]
    )
    date: Moment = Field(description="Cuándo se vio el último cambio.")
    tag: list[Tag]
    initiation_type: str = Field(default="tender", examples=["tender"])
    language: str = Field(default="es", examples=["es"])
    parties: list[Organization]
    buyer: Reference
    tender: Tender
    awards: list[Award] | None = None


class Publisher(Part):
    name: str = Field(examples=["Convite"])
    uri: str


class Links(Part):
    next: str | None = Field(default=None, description="Dirección de la parte que sigue.")


class ReleasePackage(Part):
    """Un paquete de publicaciones de OCDS 1.1."""

    uri: str = Field(description="Dirección de este paquete.")
    version: str = Field(default="1.1", examples=["1.1"])
    published_date: Moment
    publisher: Publisher
    license: str
    releases: list[Release]
    links: Links | None = None
