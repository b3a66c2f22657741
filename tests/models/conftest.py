"""A maker of rows, and a connection as the app role."""

from tests.contract.fixtures import app, maker

__all__ = ["app", "maker"]
