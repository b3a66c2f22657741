"""Which products an operation reaches, to which its caller signs in, and what it calls where calls are counted."""

from collections.abc import Iterator, Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from models.catalog import PRODUCTS
from repositories.roadtrip.reads import PRODUCT

ANYWHERE = ("node", "nodes")
EVERY = frozenset(product.schema for product in PRODUCTS)


def reached(document: DocumentNode, operation: OperationDefinitionNode) -> frozenset[str]:
    """The schemas of the products whose rows an operation may touch."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    found: set[str] = set()
    for field in fields(operation.selection_set, fragments):
        match field.name.value:
            case name if name in ANYWHERE:
                return EVERY
            case "viewer":
                found |= {inner.name.value for inner in fields(field.selection_set, fragments)} & EVERY
            case name:
                found |= {schema for schema in EVERY if name.startswith(schema)}
    return frozenset(found)


def fields(
    selection: SelectionSetNode | None, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[FieldNode]:
    for node in selection.selections if selection else ():
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, FragmentSpreadNode):
            yield from fields(fragments[node.name.value].selection_set, fragments)
        elif isinstance(node, InlineFragmentNode):
            yield from fields(node.selection_set, fragments)


def calls(document: DocumentNode, operation: OperationDefinitionNode) -> tuple[str, ...]:
    """The endpoints of Roadtrip that an operation calls: its root fields, as often as they are in the answer.

    What belongs to Roadtrip as a whole (`roadtrip`, `viewer`) is looked into; any row may be Roadtrip's.
    """
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    found: dict[tuple[str, str], str] = {}
    for field in fields(operation.selection_set, fragments):
        name = field.name.value
        if name in (PRODUCT, "viewer"):
            for inner in fields(field.selection_set, fragments):
                if _is_called(name, inner.name.value):
                    found[_answered(field), _answered(inner)] = f"{name}.{inner.name.value}"
        elif name in ANYWHERE or name.startswith(PRODUCT):
            found[_answered(field), ""] = name
    return tuple(found.values())


def _is_called(within: str, name: str) -> bool:
    return name == PRODUCT if within == "viewer" else not name.startswith("__")


def _answered(field: FieldNode) -> str:
    """Under which name a field is in the answer; fields of one name are one."""
    return field.alias.value if field.alias else field.name.value
