"""The learning platform's generated rows."""

from gateway.scale.learning.product import product

__all__ = ["product"]
