"""The tables: one SQLModel class per documented table, and everything that is true of a table."""
