"""Roadtrips are activated in the car, referrals come about by travelling, milestones prompt people to invite."""

from migrations.run import run

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run("0012_up")


def downgrade() -> None:
    run("0012_down")
