"""Words are searched in parts of the discoveries that have indexes of their own; newest rows come in order."""

from migrations.run import run

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    run("0022_up")


def downgrade() -> None:
    run("0022_down")
