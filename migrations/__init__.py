"""The database's history: one line of Alembic revisions whose SQL lies beside them as files."""
