"""The registry of LiveConvo's tables."""

from sqlmodel import SQLModel

from models.base import product_registry

liveconvo_registry = product_registry("liveconvo")


class LiveconvoModel(SQLModel, registry=liveconvo_registry):
    """The base of LiveConvo's models; the tables live in the schema `liveconvo`."""
