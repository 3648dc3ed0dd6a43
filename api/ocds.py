"""Procedures of SECOP II as releases of the Open Contracting Data Standard 1.1."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from api import ocds_models as ocds
from api.calls import Call
from domain.days import BOGOTA, day_of
from domain.process import Modality, Process, Standing, modality_of, standing
from domain.text import fold
from store.releases import Published

# By which Colombia Compra Eficiente published SECOP until 2022: the same procedure keeps its name.
PREFIX = "ocds-k50g02-"
LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
_REGISTER = "CO-RUE"  # of organisations by NIT, as the same publisher named it

_METHODS = {
    Modality.DIRECT: ocds.Method.DIRECT,
    Modality.DIRECT_WITH_OFFERS: ocds.Method.LIMITED,
    Modality.MINIMA_CUANTIA: ocds.Method.OPEN,
    Modality.MENOR_CUANTIA: ocds.Method.OPEN,
    Modality.MENOR_CUANTIA_WITHOUT_INTEREST: ocds.Method.OPEN,
    Modality.REVERSE_AUCTION: ocds.Method.OPEN,
    Modality.OPEN_TENDER: ocds.Method.OPEN,
    Modality.OPEN_TENDER_WORKS: ocds.Method.OPEN,
    Modality.FRAMEWORK_TENDER: ocds.Method.OPEN,
    Modality.MERIT: ocds.Method.OPEN,
    Modality.MERIT_PREQUALIFIED: ocds.Method.SELECTIVE,
}
"""Each entity of a special regime has rules of its own: of those no method is said."""

_CATEGORIES = {
    "obra": ocds.Category.WORKS,
    "suministros": ocds.Category.GOODS,
    "compraventa": ocds.Category.GOODS,
    "prestacion de servicios": ocds.Category.SERVICES,
    "consultoria": ocds.Category.SERVICES,
    "interventoria": ocds.Category.SERVICES,
}
_STATUSES = {
    Standing.UPCOMING: ocds.TenderStatus.PLANNED,
    Standing.OPEN: ocds.TenderStatus.ACTIVE,
    Standing.DEADLINE_UNKNOWN: ocds.TenderStatus.ACTIVE,
    Standing.CANCELLED: ocds.TenderStatus.CANCELLED,
}


def release_of(found: Published) -> ocds.Release:
    """What was known of a procedure when it last changed, so that one id never names two contents.

    Days become the first, or last, moment in Bogotá.
    """
    process, awards = found.process, [_award(row) for row in found.awards]
    tender = _tender(process, day_of(found.changed_at))
    ocid, at = PREFIX + process.portfolio_id, found.changed_at.astimezone(UTC)
    return ocds.Release(
        ocid=ocid,
        id=f"{ocid}-{at:%Y%m%dT%H%M%SZ}",
        date=at,
        tag=_tags(tender, bool(awards)),
        parties=list(_parties(process, found.awards)),
        buyer=_reference(process.buyer_name, process.buyer_nit),
        tender=tender,
        awards=awards or None,
    )


def _tags(tender: ocds.Tender, is_awarded: bool) -> list[ocds.Tag]:
    if tender.status is ocds.TenderStatus.CANCELLED:
        return [ocds.Tag.TENDER_CANCELLATION]
    return [ocds.Tag.TENDER, ocds.Tag.AWARD] if is_awarded else [ocds.Tag.TENDER]


def _tender(process: Process, on: date) -> ocds.Tender:
    stands = standing(process, on)
    link = Call(process, stands).link
    modality = modality_of(process.modality)
    return ocds.Tender(
        id=process.process_id,
        title=process.title,
        description=process.description,
        status=ocds.TenderStatus.COMPLETE if process.awarded else _STATUSES.get(stands),
        value=_value(process.price_cop),
        procurement_method=_METHODS.get(modality) if modality else None,
        procurement_method_details=process.modality,
        main_procurement_category=_CATEGORIES.get(fold(process.contract_type or "")),
        tender_period=_period(process),
        items=[ocds.Item(id="1", classification=ocds.Classification(id=process.unspsc))]
        if process.unspsc
        else None,
        documents=[ocds.Document(id="secop", url=link)] if link else None,
    )


def _award(row: Process) -> ocds.Award:
    return ocds.Award(
        id=row.key,
        date=_begin(row.awarded_on),
        value=_value(row.award_cop),
        suppliers=[_reference(row.supplier_name, row.supplier_nit)] if row.supplier_name else None,
    )


def _parties(process: Process, awards: tuple[Process, ...]) -> Iterator[ocds.Organization]:
    """Each once, with all that it is here."""
    roles: dict[tuple[str, str | None], list[ocds.Role]] = {}
    roles[process.buyer_name, process.buyer_nit] = [ocds.Role.BUYER]
    for row in awards:
        if row.supplier_name:
            held = roles.setdefault((row.supplier_name, row.supplier_nit), [])
            held.extend({ocds.Role.SUPPLIER} - set(held))
    seen: dict[str, ocds.Organization] = {}
    for (name, nit), held in roles.items():
        one = _reference(name, nit)
        known = seen.get(one.id)
        both = [*known.roles, *(role for role in held if role not in known.roles)] if known else held
        number = ocds.Identifier(scheme=_REGISTER, id=nit, legal_name=name) if nit else None
        seen[one.id] = ocds.Organization(
            id=one.id, name=known.name if known else name, identifier=number, roles=both
        )
    yield from seen.values()


def _reference(name: str, nit: str | None) -> ocds.Reference:
    """Without a NIT the name is all that an organisation is known by."""
    return ocds.Reference(id=f"{_REGISTER}-{nit}" if nit else fold(name).replace(" ", "-"), name=name)


def _value(amount_cop: int | None) -> ocds.Value | None:
    return None if amount_cop is None else ocds.Value(amount=amount_cop)


def _period(process: Process) -> ocds.Period | None:
    start, last = _begin(process.published_on), process.closes_on
    if start is None and last is None:
        return None
    end = datetime.combine(last, time(23, 59, 59), BOGOTA) if last else None
    return ocds.Period(start_date=start, end_date=end)


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, BOGOTA) if day else None
