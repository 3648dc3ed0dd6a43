"""Records that are kept as harvested: supplier accounts, announced modifications, sanctions."""

from store.records import Records
from store.tables import modifications, sanctions, supplier_accounts

SUPPLIER_ACCOUNTS = Records(supplier_accounts)
MODIFICATIONS = Records(modifications)
SANCTIONS = Records(sanctions)
