"""Lists are read page by page from indexes in their order."""

from migrations.run import run

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run("0016_up")


def downgrade() -> None:
    run("0016_down")
