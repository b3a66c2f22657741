"""Places are found by the cities that they lie in."""

from migrations.run import run

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run("0014_up")


def downgrade() -> None:
    run("0014_down")
