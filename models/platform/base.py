"""The registry of the gateway's own tables."""

from sqlmodel import SQLModel

from models.base import product_registry

platform_registry = product_registry("quintet")


class PlatformModel(SQLModel, registry=platform_registry):
    """The base of the gateway's own models; the tables live in the schema `quintet`."""
