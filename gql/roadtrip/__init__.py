"""Roadtrip in the graph: mutations; everything that is read is derived from the models."""
