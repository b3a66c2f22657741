"""Web Builder's tables."""

from migrations.run import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run("0004_up")


def downgrade() -> None:
    run("0004_down")
