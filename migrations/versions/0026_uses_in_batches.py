"""Using a kept answer of the AI is a read, and its uses are counted in batches."""

from migrations.run import run

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    run("0026_up")


def downgrade() -> None:
    run("0026_down")
