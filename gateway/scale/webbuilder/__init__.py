"""Web Builder's generated rows."""

from gateway.scale.webbuilder.product import product

__all__ = ["product"]
