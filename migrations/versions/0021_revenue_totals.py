"""What all videos together earned is summed up for staff; a use of a kept answer does not wait for the disk."""

from migrations.run import run

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    run("0021_up")


def downgrade() -> None:
    run("0021_down")
