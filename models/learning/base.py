"""The registry of the learning platform's tables."""

from models.base import Model, product_registry

learning_registry = product_registry("learning")


class LearningModel(Model, registry=learning_registry):
    """The base of the learning platform's models; the tables live in the schema `learning`."""
