"""The registry of Roadtrip's tables."""

from sqlmodel import SQLModel

from models.base import product_registry

roadtrip_registry = product_registry("roadtrip")


class RoadtripModel(SQLModel, registry=roadtrip_registry):
    """The base of Roadtrip's models; the tables live in the schema `roadtrip`."""
