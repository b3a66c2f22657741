"""The gateway's own schema: event log, idempotency keys."""

from migrations.run import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("0001_up")


def downgrade() -> None:
    run("0001_down")
