"""Places near whose names contain what few names do are looked up by it."""

from migrations.run import run

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    run("0027_up")


def downgrade() -> None:
    run("0027_down")
