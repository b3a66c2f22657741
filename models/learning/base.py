"""The registry of the learning platform's tables."""

from sqlmodel import SQLModel

from models.base import product_registry

learning_registry = product_registry("learning")


class LearningModel(SQLModel, registry=learning_registry):
    """The base of the learning platform's models; the tables live in the schema `learning`."""
