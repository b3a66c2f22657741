"""What a statement calls when a row is not there that must be."""

from migrations.run import run

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run("0008_up")


def downgrade() -> None:
    run("0008_down")
