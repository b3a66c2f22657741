"""Who asks is known faster, and pages of conversations and discoveries are read from their indexes."""

from migrations.run import run

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run("0011_up")


def downgrade() -> None:
    run("0011_down")
