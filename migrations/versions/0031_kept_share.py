"""What a deleted discovery has earned still becomes credits."""

from migrations.run import run

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    run("0031_up")


def downgrade() -> None:
    run("0031_down")
