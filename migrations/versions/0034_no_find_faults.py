"""What must hold is looked at by a command, not by a function."""

from migrations.run import run

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    run("0034_up")


def downgrade() -> None:
    run("0034_down")
