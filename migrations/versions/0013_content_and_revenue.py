"""Discoveries are rejected, plays counted once, uploads followed, and reports of revenue imported and reconciled."""

from migrations.run import run

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run("0013_up")


def downgrade() -> None:
    run("0013_down")
