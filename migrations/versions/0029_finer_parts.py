"""Words are looked up in finer parts of the discoveries."""

from migrations.run import run

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    run("0029_up")


def downgrade() -> None:
    run("0029_down")
