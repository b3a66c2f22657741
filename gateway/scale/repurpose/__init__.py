"""RepurposeFlow's generated rows."""

from gateway.scale.repurpose.product import product

__all__ = ["product"]
