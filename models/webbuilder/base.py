"""The registry of Web Builder's tables."""

from sqlmodel import SQLModel

from models.base import product_registry

webbuilder_registry = product_registry("webbuilder")


class WebbuilderModel(SQLModel, registry=webbuilder_registry):
    """The base of Web Builder's models; the tables live in the schema `webbuilder`."""
