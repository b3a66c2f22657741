"""The registry of LiveConvo's tables."""

from models.base import Model, product_registry

liveconvo_registry = product_registry("liveconvo")


class LiveconvoModel(Model, registry=liveconvo_registry):
    """The base of LiveConvo's models; the tables live in the schema `liveconvo`."""
