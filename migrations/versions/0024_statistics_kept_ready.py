"""Statistics of everybody's roadtrips and discoveries are kept ready."""

from migrations.run import run

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    run("0024_up")


def downgrade() -> None:
    run("0024_down")
