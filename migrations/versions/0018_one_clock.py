"""Every rule that time decides asks one clock."""

from migrations.run import run

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    run("0018_up")


def downgrade() -> None:
    run("0018_down")
