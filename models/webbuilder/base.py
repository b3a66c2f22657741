"""The registry of Web Builder's tables."""

from models.base import Model, product_registry

webbuilder_registry = product_registry("webbuilder")


class WebbuilderModel(Model, registry=webbuilder_registry):
    """The base of Web Builder's models; the tables live in the schema `webbuilder`."""
