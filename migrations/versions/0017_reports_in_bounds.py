"""What a platform reports is small enough for every difference to be told."""

from migrations.run import run

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run("0017_up")


def downgrade() -> None:
    run("0017_down")
