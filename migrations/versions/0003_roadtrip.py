"""Roadtrip's tables."""

from migrations.run import call, run
from models.roadtrip import read_cities

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run("0003_up")
    # Without the centres of cities no place that a person shares could be shown to others.
    call("SELECT roadtrip.load_cities($1, $2, $3, $4, $5, $6)", *read_cities().arguments)


def downgrade() -> None:
    run("0003_down")
