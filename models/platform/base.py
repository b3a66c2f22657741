"""The registry of the gateway's own tables."""

from models.base import Model, product_registry

platform_registry = product_registry("quintet")


class PlatformModel(Model, registry=platform_registry):
    """The base of the gateway's own models; the tables live in the schema `quintet`."""
