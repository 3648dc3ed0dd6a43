"""Records that are kept as harvested: supplier accounts, announced modifications, sanctions."""

from sqlalchemy import Connection, or_, select

from domain.sanction import Sanction
from domain.supplier import SupplierAccount
from store.records import Records, record_columns
from store.tables import boards, links, modifications, sanctions, supplier_accounts

SUPPLIER_ACCOUNTS = Records(supplier_accounts)
MODIFICATIONS = Records(modifications)
SANCTIONS = Records(sanctions)


def accounts_near(db: Connection) -> list[SupplierAccount]:
    """The supplier accounts that may be a board's: of its municipality, or with its NIT."""
    near = or_(
        supplier_accounts.c.municipality.in_(select(boards.c.municipality)),
        supplier_accounts.c.nit.in_(select(boards.c.nit)),
    )
    query = select(*record_columns(supplier_accounts)).where(near).order_by(supplier_accounts.c.key)
    return [SupplierAccount._make(row) for row in db.execute(query)]


def sanctions_near(db: Connection) -> list[Sanction]:
    """The sanctions that name a board's NIT, or a contract that is held against the boards."""
    near = or_(
        sanctions.c.supplier_nit.in_(select(boards.c.nit)),
        sanctions.c.contract_id.in_(select(links.c.contract_key)),
    )
    query = select(*record_columns(sanctions)).where(near).order_by(sanctions.c.key)
    return [Sanction._make(row) for row in db.execute(query)]
