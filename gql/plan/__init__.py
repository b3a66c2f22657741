"""The compiled lane: a whole operation becomes one SQL statement whose result is the JSON text of the answer."""
