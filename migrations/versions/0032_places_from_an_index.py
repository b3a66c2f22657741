"""Shared places of a city are read from an index alone."""

from migrations.run import run

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    run("0032_up")


def downgrade() -> None:
    run("0032_down")
