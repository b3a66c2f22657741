"""Which products an operation reaches: the caller signs in to those, whichever lane runs it."""

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

EVERY = frozenset(product.schema for product in PRODUCTS)


def reached(document: DocumentNode, operation: OperationDefinitionNode) -> frozenset[str]:
    """The schemas of the products whose rows an operation may touch."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    found: set[str] = set()
    for field in fields(operation.selection_set, fragments):
        match field.name.value:
            case "node" | "nodes":
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
