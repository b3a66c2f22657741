"""Using a kept answer of the AI is planned once."""

from migrations.run import run

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    run("0025_up")


def downgrade() -> None:
    run("0025_down")
