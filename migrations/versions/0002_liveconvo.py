"""LiveConvo's eleven tables."""

from migrations.run import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run("0002_up")


def downgrade() -> None:
    run("0002_down")
