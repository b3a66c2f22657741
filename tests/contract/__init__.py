"""The rules that hold for every table of every product."""
