"""The database as the models describe it."""
