"""JSON columns that hold switches: shown as an object of booleans, and asked for in the same spelling."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Column

from gql.derivation.names import field_name, named_type
from gql.derivation.pieces import empty_class, field_of, object_type
from models.columns import facts_of


@cache
def switches_type(column: "Column[Any]") -> type:
    """`RoadtripPrivacySettings { shareDiscoveries … }`."""
    name = named_type(column.table, column.name)
    fields = {key: field_of(bool, key, described) for key, described in facts_of(column).switches}
    return object_type(empty_class(name), name, facts_of(column).description, fields)


def stored_names(column: "Column[Any]") -> Mapping[str, str]:
    """For each switch as a field the member of the JSON object that holds it."""
    return {field_name(key): key for key, _ in facts_of(column).switches}


def is_on(stored: orjson.Fragment, key: str) -> bool:
    """Whether a switch is on; what is no boolean and what is not there is off."""
    return orjson.loads(orjson.dumps(stored)).get(key) is True


def as_stored(column: "Column[Any]", sent: object) -> object:
    """An object of switches as clients spell it in the spelling of the database."""
    names = stored_names(column)
    return {names.get(name, name): value for name, value in sent.items()} if isinstance(sent, dict) else sent
