"""Roadtrip's generated rows."""

from gateway.scale.roadtrip.product import product

__all__ = ["product"]
