"""Shared discoveries are counted by city and category, for maps that cannot read them all."""

from migrations.run import run

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    run("0020_up")


def downgrade() -> None:
    run("0020_down")
