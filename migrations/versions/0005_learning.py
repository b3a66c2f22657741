"""The learning platform's tables."""

from migrations.run import run

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run("0005_up")


def downgrade() -> None:
    run("0005_down")
