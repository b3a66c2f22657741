"""Revenue lets go of an erased person in one step."""

from migrations.run import run

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run("0010_up")


def downgrade() -> None:
    run("0010_down")
