"""Each line of the audit holds on to the one before, and none is changed."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

_SAYS = "lines of the audit are never changed"
_TABLES = ("audit", "audit_cuts")


def upgrade() -> None:
    op.add_column("audit", sa.Column("hash", sa.LargeBinary(), nullable=True))
    op.create_table(
        "audit_cuts",
        sa.Column("up_to", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("up_to", name=op.f("pk_audit_cuts")),
    )
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in _TABLES:
            op.execute(f"DROP TRIGGER {name}_stays ON {name}")
            op.execute(f"DROP TRIGGER {name}_stays_whole ON {name}")
            op.execute(f"DROP FUNCTION {name}_stays()")
    else:
        for name in _TABLES:
            op.execute(f"DROP TRIGGER {name}_is_not_changed")
            op.execute(f"DROP TRIGGER {name}_is_not_deleted")
    op.drop_table("audit_cuts")
    with op.batch_alter_table("audit") as table:
        table.drop_column("hash")


def _functions() -> list[str]:
    cut_off = (
        "IF TG_OP = 'DELETE' THEN IF EXISTS (SELECT FROM audit_cuts WHERE up_to >= OLD.id) "
        "THEN RETURN OLD; END IF; END IF;"
    )
    return [
        f"CREATE OR REPLACE FUNCTION {name}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{cut_off if name == 'audit' else ''} RAISE EXCEPTION '{_SAYS}'; END $$"
        for name in _TABLES
    ]


_POSTGRESQL = [
    *_functions(),
    *(
        f"CREATE TRIGGER {name}_stays BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_stays()"
        for name in _TABLES
    ),
    *(
        f"CREATE TRIGGER {name}_stays_whole BEFORE TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_stays()"
        for name in _TABLES
    ),
]
_REFUSED = f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
_IS_KEPT = "NOT EXISTS (SELECT 1 FROM audit_cuts WHERE up_to >= OLD.id)"
_SQLITE = [
    *(f"CREATE TRIGGER {name}_is_not_changed BEFORE UPDATE ON {name} {_REFUSED}" for name in _TABLES),
    f"CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit WHEN {_IS_KEPT} {_REFUSED}",
    f"CREATE TRIGGER audit_cuts_is_not_deleted BEFORE DELETE ON audit_cuts {_REFUSED}",
]
