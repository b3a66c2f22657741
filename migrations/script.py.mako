"""${message}"""

from migrations.run import run

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    run("${up_revision}_up")


def downgrade() -> None:
    run("${up_revision}_down")
