"""Which rows are read and written, and with whose rights."""
