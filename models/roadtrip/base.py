"""The registry of Roadtrip's tables."""

from models.base import Model, product_registry

roadtrip_registry = product_registry("roadtrip")


class RoadtripModel(Model, registry=roadtrip_registry):
    """The base of Roadtrip's models; the tables live in the schema `roadtrip`."""
