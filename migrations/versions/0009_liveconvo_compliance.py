"""What LiveConvo keeps of erased people's usage, what it forgets of them, and counts that agree with each other."""

from migrations.run import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run("0009_up")


def downgrade() -> None:
    run("0009_down")
