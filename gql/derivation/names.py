"""What tables, columns and relations are called in the graph."""

from sqlalchemy import Table
from strawberry.utils.str_converters import to_camel_case

from models.base import facts_of
from models.catalog import PRODUCTS, Product


def product_of(table: Table) -> Product:
    """The product that a table belongs to."""
    return next(product for product in PRODUCTS if product.schema == table.schema)


def named_type(table: Table, name: str) -> str:
    """What a type of the product of a table is called: `discovery_cluster` is `RoadtripDiscoveryCluster`."""
    return product_of(table).prefix + "".join(part.capitalize() for part in name.split("_"))


def type_name(table: Table) -> str:
    """The object type of a table's rows: `LiveconvoUsageRecord`."""
    singular = facts_of(table).singular
    return named_type(table, singular)


def field_name(name: str) -> str:
    """A column's or relation's name as a field: `created_at` is `createdAt`."""
    return str(to_camel_case(name))


def row_field(table: Table) -> str:
    """The root field that gives one row: `usageRecord`."""
    return field_name(facts_of(table).singular)


def list_field(table: Table) -> str:
    """The root field that gives a list: `usageRecords`; `guidanceList` where one row has the same name."""
    name = field_name(table.name)
    return f"{name}List" if name == row_field(table) else name
