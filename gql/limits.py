"""One rule for the size of a request: depth, fields, aliases, directives and rows asked for, in one memoised walk.

Each fragment is walked once, so that a document of nested fragments costs what its text costs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from gql.derivation.aggregates import DEFAULT_GROUPS, MAX_GROUPS
from gql.derivation.derived import MOST_VALUES
from gql.derivation.objects import DEFAULT_FIRST
from repositories.errors import QueryTooComplexError
from repositories.listing import LARGEST_PAGE

MAX_DOCUMENT = 16 * 1024
MAX_TOKENS = 4_000
MAX_DEPTH = 16
MAX_INTROSPECTION_DEPTH = 20
MAX_FIELDS = 1_000
MAX_ALIASES = 50
MAX_DIRECTIVES = 50
MAX_OPERATIONS = 20
MAX_ROWS = 50_000
MAX_COMPARISONS = 20_000

_CAP = 10**9
PAGED = frozenset({"nodes", "edges", "pageInfo"})
INSIDE_A_PAGE = PAGED | {"node"}
# What is computed over all rows of a list counts as so many of them, however many there are.
AGGREGATED = 10


@dataclass(frozen=True)
class Size:
    """What a selection amounts to, fragments written out; `aside` are rows beside those of a page, not on each."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    rows: int = 0
    aside: int = 0

    def __add__(self, other: "Size") -> "Size":
        return Size(
            max(self.depth, other.depth),
            min(self.fields + other.fields, _CAP),
            min(self.aliases + other.aliases, _CAP),
            min(self.directives + other.directives, _CAP),
            min(self.rows + other.rows, _CAP),
            min(self.aside + other.aside, _CAP),
        )


class _Walk:
    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]) -> None:
        self._fragments = fragments
        self._variables = variables
        self._sizes: dict[str, Size | None] = {}

    def selection(self, selection: SelectionSetNode | None, introspection: bool) -> Size:
        total = Size()
        for node in selection.selections if selection else ():
            here = Size(directives=len(node.directives or ()))
            if isinstance(node, FieldNode):
                here += self._field(node, introspection)
            elif isinstance(node, FragmentSpreadNode):
                here += self._fragment(node.name.value, introspection)
            elif isinstance(node, InlineFragmentNode):
                here += self.selection(node.selection_set, introspection)
            total += here
        return total

    def _field(self, node: FieldNode, introspection: bool) -> Size:
        name = node.name.value
        introspection = introspection or name.startswith("__")
        inner = self.selection(node.selection_set, introspection)
        rows, aside = self._rows(node, inner)
        return Size(
            depth=inner.depth if introspection and name in ("__schema", "__type") else inner.depth + 1,
            fields=inner.fields + 1,
            aliases=inner.aliases + (node.alias is not None),
            directives=inner.directives,
            rows=0 if introspection else min(rows, _CAP),
            aside=0 if introspection else aside,
        )

    def _rows(self, node: FieldNode, inner: Size) -> tuple[int, int]:
        """How many rows a field asks for, and how many beside those of the page that it stands in."""
        name, page = node.name.value, self._page(node)
        if name == "aggregates":
            return 0, AGGREGATED
        if name == "groups":
            return 0, AGGREGATED + self._first(node, MAX_GROUPS, DEFAULT_GROUPS)
        if name in INSIDE_A_PAGE and not node.arguments:
            return inner.rows, inner.aside
        return inner.rows * page + (page if node.selection_set else 0) + inner.aside, 0

    def _fragment(self, name: str, introspection: bool) -> Size:
        if name not in self._sizes:
            self._sizes[name] = None
            fragment = self._fragments.get(name)
            self._sizes[name] = self.selection(fragment.selection_set, introspection) if fragment else Size()
        return self._sizes[name] or Size()

    def _page(self, node: FieldNode) -> int:
        """How many rows a field asks for: 1 unless it is a list."""
        if node.name.value == "nodes" and node.arguments:
            return LARGEST_PAGE
        if node.name.value in MOST_VALUES:
            return MOST_VALUES[node.name.value]
        return self._first(node, LARGEST_PAGE, DEFAULT_FIRST) if _selects_a_page(node) else 1

    def _first(self, node: FieldNode, most: int, default: int) -> int:
        """How many a field asks for by `first` or `last`."""
        for argument in node.arguments or ():
            if argument.name.value in ("first", "last"):
                value: object = None
                if isinstance(argument.value, IntValueNode):
                    value = int(argument.value.value[:6])
                elif isinstance(argument.value, VariableNode):
                    value = self._variables.get(argument.value.name.value)
                if isinstance(value, int | float):
                    return int(max(1, min(value, most)))
        return default


def _selects_a_page(node: FieldNode) -> bool:
    for inner in node.selection_set.selections if node.selection_set else ():
        if isinstance(inner, FieldNode) and inner.name.value in PAGED:
            return True
        if not isinstance(inner, FieldNode):
            return True
    return False


def measure(document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Size:
    """The size of one operation."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    walk = _Walk(fragments, {**_defaults(operation), **variables})
    size = walk.selection(operation.selection_set, introspection=False)
    return size + Size(directives=len(operation.directives or ()))


def _defaults(operation: OperationDefinitionNode) -> dict[str, int]:
    """The whole numbers that variables are when they are left out."""
    return {
        definition.variable.name.value: int(definition.default_value.value[:6])
        for definition in operation.variable_definitions or ()
        if isinstance(definition.default_value, IntValueNode)
    }


def check(size: Size) -> None:
    """Refuse an operation that is too large; the message names the limit."""
    for what, asked, limit in (
        ("levels", size.depth, MAX_DEPTH),
        ("fields", size.fields, MAX_FIELDS),
        ("aliases", size.aliases, MAX_ALIASES),
        ("directives", size.directives, MAX_DIRECTIVES),
        ("rows asked for", size.rows, MAX_ROWS),
    ):
        if asked > limit:
            found = "too many" if asked >= _CAP else str(asked)
            raise QueryTooComplexError(f"The operation has {found} {what}; the limit is {limit}.")
