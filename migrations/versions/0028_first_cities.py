"""Which city is the first with a centre is known before anybody asks."""

from migrations.run import run

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    run("0028_up")


def downgrade() -> None:
    run("0028_down")
