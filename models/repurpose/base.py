"""The registry of RepurposeFlow's tables."""

from sqlmodel import SQLModel

from models.base import product_registry

repurpose_registry = product_registry("repurpose")


class RepurposeModel(SQLModel, registry=repurpose_registry):
    """The base of RepurposeFlow's models; the tables live in the schema `repurpose`."""
