"""Orderings: one enum per table, a value for each column and direction."""

from enum import Enum
from functools import cache

import sqlalchemy as sa
import strawberry
from geoalchemy2 import Geography
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import INET, JSONB

from gql.derivation.columns import shown
from gql.derivation.names import field_name, type_name
from repositories.order import Key

MAX_ORDERS = 5
UNORDERED = (JSONB, INET, sa.Text, sa.ARRAY, Geography)


@cache
def order_enum(table: Table) -> type[Enum]:
    """`LiveconvoSessionOrder { CREATED_AT_ASC CREATED_AT_DESC … }`; the values are keys of orderings."""
    members: dict[str, object] = {}
    for column in shown(table):
        # A text of any length would make a cursor of any length.
        if isinstance(column.type, UNORDERED):
            continue
        for suffix, descending in (("ASC", False), ("DESC", True)):
            description = f"By {field_name(column.name)}, {'descending' if descending else 'ascending'}."
            value = strawberry.enum_value(Key(column.name, descending), description=description)
            members[f"{column.name.upper()}_{suffix}"] = value
    name = f"{type_name(table)}Order"
    made: type[Enum] = Enum(name, members)  # type: ignore[misc]
    return strawberry.enum(made, name=name, description=f"Orderings of a list of {type_name(table)}.")
