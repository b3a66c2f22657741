"""The category stands first where places are read by it."""

from migrations.run import run

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    run("0033_up")


def downgrade() -> None:
    run("0033_down")
