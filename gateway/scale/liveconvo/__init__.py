"""LiveConvo's generated rows."""

from gateway.scale.liveconvo.product import product

__all__ = ["product"]
