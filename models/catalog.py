"""All products' tables in one place: what migrations, the graph and the contract tests walk over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.orm import registry

from models.base import facts_of
from models.learning import learning_registry
from models.liveconvo import liveconvo_registry
from models.platform import platform_registry
from models.repurpose import repurpose_registry
from models.roadtrip import roadtrip_registry
from models.webbuilder import webbuilder_registry


@dataclass(frozen=True)
class Product:
    """One product: the schema of its tables, its name in the graph, the table of its accounts.

    `account_key` is the column of that table which tokens name an account by.
    """

    schema: str
    prefix: str
    title: str
    accounts: str
    registry: registry
    account_key: str = "id"

    @property
    def tables(self) -> Sequence[Table]:
        """The product's tables, each after those it references."""
        return self.registry.metadata.sorted_tables

    @property
    def graph_tables(self) -> Sequence[Table]:
        """The tables whose rows the graph shows."""
        return [table for table in self.tables if facts_of(table).in_graph]

    @property
    def account_table(self) -> Table:
        """The table whose rows are the product's accounts."""
        return self.registry.metadata.tables[f"{self.schema}.{self.accounts}"]

    @property
    def account_column(self) -> "Column[Any]":
        """The column of the accounts' table whose value tokens carry."""
        return self.account_table.columns[self.account_key]


PRODUCTS: tuple[Product, ...] = (
    Product("roadtrip", "Roadtrip", "Roadtrip", "users", roadtrip_registry),
    Product("liveconvo", "Liveconvo", "LiveConvo", "users", liveconvo_registry),
    Product("webbuilder", "Webbuilder", "Web Builder", "users", webbuilder_registry),
    Product("learning", "Learning", "Learning", "users", learning_registry),
    Product("repurpose", "Repurpose", "RepurposeFlow", "users", repurpose_registry, "clerk_user_id"),
)
METADATA: tuple[MetaData, ...] = (platform_registry.metadata, *(p.registry.metadata for p in PRODUCTS))
SCHEMAS = frozenset(str(metadata.schema) for metadata in METADATA)
TABLES: Mapping[str, Table] = {table.fullname: table for metadata in METADATA for table in metadata.sorted_tables}
