"""The pages about products leave nothing out: every mutation, named query and type of rows is there."""

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)
from graphql.type import get_named_type

from gql.schema import build
from tests.docs.page import ROADTRIP, ROADTRIP_PAGE

OF_EVERY_LIST = {"filter", "orderBy", "first", "after", "last", "before"}


class Met(Visitor):
    """Collects the fields that documents ask for, and the types that they lead to."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.fields: set[tuple[str, str]] = set()
        self.types: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Note a field."""
        parent, kind = self._info.get_parent_type(), self._info.get_type()
        assert parent, f"Nothing has a field {node.name.value}."
        assert kind, f"{parent.name} has no field {node.name.value}."
        self.fields.add((parent.name, node.name.value))
        self.types.add(get_named_type(kind).name)


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """The graph."""
    made: GraphQLSchema = build()._schema
    return made


@pytest.fixture(scope="module")
def met(schema: GraphQLSchema) -> Met:
    """What the page asks for."""
    info = TypeInfo(schema)
    collected = Met(info)
    for example in ROADTRIP:
        visit(example.document, TypeInfoVisitor(info, collected))
    return collected


def _fields(schema: GraphQLSchema, kind: str) -> Mapping[str, GraphQLField]:
    found: Any = schema.type_map[kind]
    fields: Mapping[str, GraphQLField] = found.fields
    return fields


def test_the_page_has_every_mutation(schema: GraphQLSchema, met: Met) -> None:
    mutations = {name for name in _fields(schema, "Mutation") if name.startswith("roadtrip")}
    assert mutations - {name for kind, name in met.fields if kind == "Mutation"} == set()


def test_the_page_has_every_named_query(schema: GraphQLSchema, met: Met) -> None:
    named = {
        name
        for name, field in _fields(schema, "RoadtripQuery").items()
        if "first" in field.args and field.args.keys() - OF_EVERY_LIST
    }
    assert {"publicDiscoveriesNear", "myDiscoveriesAlong", "nearestCities"} <= named
    assert named - {name for kind, name in met.fields if kind == "RoadtripQuery"} == set()


def test_the_page_reads_rows_of_every_type(schema: GraphQLSchema, met: Met) -> None:
    node = schema.type_map["Node"]
    rows = {
        kind.name
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType) and node in kind.interfaces and kind.name.startswith("Roadtrip")
    }
    assert "RoadtripAuditLogEntry" in rows
    assert rows - met.types == set()


def test_what_the_page_misses_is_still_missing(schema: GraphQLSchema) -> None:
    table = ROADTRIP_PAGE.read_text().partition("\n## Not in the graph (yet)\n")[2]
    missing = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]
    there = {name for kind in ("Query", "Mutation", "RoadtripQuery") for name in _fields(schema, kind)}
    assert missing[:2] == ["roadtripSignUp", "roadtripEraseMe"]
    assert [name for name in missing if name in there] == []
