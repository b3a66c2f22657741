"""The embeddings nearest to one are read in the order of their index."""

from migrations.run import run

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    run("0023_up")


def downgrade() -> None:
    run("0023_down")
