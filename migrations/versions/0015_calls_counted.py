"""Calls of many people are counted at once, and compared with what their subscriptions permit."""

from migrations.run import run

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run("0015_up")


def downgrade() -> None:
    run("0015_down")
