"""What staff reads is written down."""

from migrations.run import run

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run("0007_up")


def downgrade() -> None:
    run("0007_down")
