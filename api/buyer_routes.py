"""What the rows say of buyers, for programs, open to all."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import Field
from starlette.exceptions import HTTPException

from api import models
from api.asked import Asked, Words
from api.buyer_meanings import MEANINGS
from api.buyer_words import path_of
from api.models import Model
from api.parts import a_router
from api.site import CurrentSite
from domain.buyer import Buyer, Fact, FactKind
from store import buyers
from store.engine import reading

router = a_router()


class FactOut(Model):
    """Un dato de una entidad, contado en las filas de SECOP. No es un juicio."""

    kind: FactKind = Field(description="Nombre que no cambia.", examples=["single_bid"])
    title: str = Field(description="Cómo se llama.", examples=["Procesos con una sola oferta"])
    definition: str = Field(description="Cómo se cuenta.")
    value: float | None = Field(
        description="Una parte, de 0 a 1, o una mediana en días; nulo si son muy pocos.", examples=[0.3]
    )
    part: int | None = Field(
        description="Cuántas filas, o cuántos pesos, hacen la parte; nulo si son días.", examples=[12]
    )
    whole: int | None = Field(description="De cuántas filas, o pesos.", examples=[40])
    n: int = Field(description="Cuántas filas se contaron.", examples=[40])
    unknown: int = Field(description="De cuántas más SECOP no lo dice.", examples=[3])
    since: date = Field(description="Desde este día.")
    until: date = Field(description="Hasta este día.")
    usual: float | None = Field(description="El valor del medio entre las entidades; nulo si son muy pocas.")
    buyers: int = Field(description="De cuántas entidades es ese valor.", examples=[9])
    rows: str = Field(
        description="Página con las filas contadas.", examples=["/compradores/890480184/una-oferta"]
    )

    @classmethod
    def of(cls, nit: str, fact: Fact) -> "FactOut":
        meaning = MEANINGS[fact.kind]
        rows = f"{path_of(nit)}/{meaning.slug}"
        return cls(title=meaning.title, definition=meaning.how, rows=rows, **fact._asdict())


class BuyerOut(Model):
    """Una entidad, con todas las dependencias que comparten su NIT."""

    nit: str = Field(description="NIT sin dígito de verificación.", examples=["890480184"])
    name: str = Field(description="El nombre que más usa en SECOP.")
    facts: list[FactOut]

    @classmethod
    def of(cls, buyer: Buyer) -> "BuyerOut":
        facts = [FactOut.of(buyer.nit, fact) for fact in buyer.facts]
        return cls(nit=buyer.nit, name=buyer.name, facts=facts)


class OfBuyers(Asked):
    cursor: Words | None = Field(default=None, description="El `next` de la parte anterior.")


@router.get(
    "/buyers", tags=["público"], summary="Datos de las entidades que compran", responses=models.problems(422)
)
def list_buyers(site: CurrentSite, wanted: Annotated[OfBuyers, Query()]) -> models.Page[BuyerOut]:
    """Lo que muestran las filas de SECOP de los tres últimos años, por NIT: datos, no juicios."""
    with reading(site.engine) as db:
        found = buyers.part(db, wanted.cursor or "", wanted.limit + 1)
    shown = found[: wanted.limit]
    following = shown[-1].nit if len(found) > len(shown) else None
    return models.Page(items=[BuyerOut.of(one) for one in shown], next=following)


@router.get(
    "/buyers/{nit}", tags=["público"], summary="Datos de una entidad", responses=models.problems(404, 422)
)
def show_buyer(site: CurrentSite, nit: models.PortfolioId) -> BuyerOut:
    """De una entidad, por su NIT sin dígito de verificación."""
    with reading(site.engine) as db:
        buyer = buyers.known(db, [nit]).get(nit)
    if buyer is None:
        raise HTTPException(404)
    return BuyerOut.of(buyer)
