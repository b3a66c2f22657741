"""The registry of RepurposeFlow's tables."""

from models.base import Model, product_registry

repurpose_registry = product_registry("repurpose")


class RepurposeModel(Model, registry=repurpose_registry):
    """The base of RepurposeFlow's models; the tables live in the schema `repurpose`."""
