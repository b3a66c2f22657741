"""Roadtrip's named queries and writes."""
