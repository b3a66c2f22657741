"""A play of an episode costs the same however many there were."""

from migrations.run import run

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    run("0030_up")


def downgrade() -> None:
    run("0030_down")
