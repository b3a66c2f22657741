"""RepurposeFlow's tables."""

from migrations.run import run

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run("0006_up")


def downgrade() -> None:
    run("0006_down")
