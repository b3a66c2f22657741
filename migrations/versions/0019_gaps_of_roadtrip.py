"""What Roadtrip's document wants and the graph could not do: public episodes, staff's lists, keys and reports."""

from migrations.run import run

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    run("0019_up")


def downgrade() -> None:
    run("0019_down")
