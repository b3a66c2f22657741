"""Connections as each role, and a maker of rows."""

from tests.contract.fixtures import administrator, app, maker

__all__ = ["administrator", "app", "maker"]
