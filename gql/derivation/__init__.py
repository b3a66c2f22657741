"""From a table to the graph: how a column becomes a field is told in `objects.py`, from top to bottom."""
