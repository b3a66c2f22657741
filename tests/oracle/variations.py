"""The same operation with other values: plans are made for a shape of variables and must serve all of its values."""

import random
from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    get_nullable_type,
    is_list_type,
    type_from_ast,
    visit,
)

from tests.oracle.corpus import Corpus
from tests.oracle.filters import hostile_value
from tests.oracle.groups import ZONES
from tests.oracle.lists import PAGING, named_lists
from tests.oracle.named import vector
from tests.oracle.places import METRES, Places

CHANGED = 0.7
NUMBERS = (1, 2, 3, 4, 7, 20, 100)


class Variations:
    """Draws other values for variables, most of them of the same shape."""

    def __init__(self, draw: random.Random, schema: GraphQLSchema, corpus: Corpus) -> None:
        self._draw = draw
        self._schema = schema
        self._corpus = corpus
        places = Places(draw, corpus)
        self._point = places.point
        self._placed: Mapping[str, Callable[[], Any]] = {
            "GeoJSONPolygon": places.polygon,
            "GeoJSONLineString": places.line,
            "Float": places.metres,
        }

    def of(self, document: DocumentNode, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Other values for the variables of a document."""
        definitions = {
            definition.variable.name.value: definition
            for operation in document.definitions
            if isinstance(operation, OperationDefinitionNode)
            for definition in operation.variable_definitions or ()
        }
        fixed = _beside_cursors(document)
        return {
            name: value if name in fixed else self._varied(type_from_ast(self._schema, definitions[name].type), value)
            for name, value in variables.items()
        }

    def _varied(self, kind: Any, value: Any) -> Any:
        inner = get_nullable_type(kind)
        if value is None:
            return None
        if str(inner) == "GeoPointInput" and self._draw.random() < CHANGED:
            return self._point()
        if isinstance(inner, GraphQLInputObjectType):
            return {name: self._varied(inner.fields[name].type, part) for name, part in value.items()}
        if is_list_type(inner):
            return self._list(inner, value)
        return self._one(inner, value) if self._draw.random() < CHANGED else value

    def _list(self, kind: Any, value: Any) -> Any:
        if not isinstance(value, list):
            return self._varied(kind.of_type, value)
        if str(kind) == "[Float!]":
            return vector(self._draw)
        items = [self._varied(kind.of_type, item) for item in value]
        return items[1:] if items and self._draw.random() < 0.2 else items

    def _one(self, kind: Any, value: Any) -> Any:
        if isinstance(kind, GraphQLEnumType):
            return self._draw.choice([*kind.values])
        if kind.name in self._placed and (kind.name != "Float" or value in METRES):
            return self._placed[kind.name]()
        match kind.name:
            case "Boolean":
                return not value
            case "Int" if value in NUMBERS:
                return self._draw.choice(NUMBERS)
            case "String" if value in ZONES:
                return self._draw.choice(ZONES)
            case "ID":
                return self._corpus.other_node_id(value, self._draw)
            case "String":
                return self._corpus.other_cursor(value, self._draw) or hostile_value(kind, self._draw)
            case "UUID" if self._draw.random() < 0.8:
                return self._corpus.any_uuid(self._draw)
        return hostile_value(kind, self._draw)


def _beside_cursors(document: DocumentNode) -> set[str]:
    """The variables in arguments of named lists that a cursor is sent with: it belongs to the same arguments."""
    names = {unit.partition(".")[2] for unit in named_lists()}
    found: set[str] = set()

    class Finder(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            sent = {argument.name.value: argument.value for argument in node.arguments or ()}
            if node.name.value in names and {"after", "before"} & sent.keys():
                for name in sent.keys() - PAGING:
                    visit(sent[name], Variables())

    class Variables(Visitor):
        def enter_variable(self, node: VariableNode, *_: Any) -> None:
            found.add(node.name.value)

    visit(document, Finder())
    return found
