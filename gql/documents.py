"""Documents: parsed, checked against the limits and validated once, then kept in a bounded cache."""

import itertools
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.validation import NoSchemaIntrospectionCustomRule
from graphql.validation.rules import overlapping_fields_can_be_merged
from graphql.validation.validate import ValidationAbortedError

from gql import limits
from gql.plan.variables import Variables
from gql.reach import calls, reached
from repositories.errors import BadInputError, QueryTooComplexError

MAX_ENTRIES = 1_000
MAX_BYTES = 4 * 1024 * 1024
MAX_VALIDATION_ERRORS = 5


class _Variables(Visitor):
    """Finds the variables that say how many rows are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_argument(self, node: Any, *_: Any) -> None:
        """Remember `first: $n` and `last: $n`."""
        if node.name.value in ("first", "last") and node.value.kind == "variable":
            self.names.add(node.value.name.value)


@dataclass
class Document:
    """A valid document and the sizes of its operations, by the variables that they depend on."""

    schema: GraphQLSchema
    node: DocumentNode
    size_variables: tuple[str, ...]
    checked: set[tuple[object, ...]] = field(default_factory=set)
    number: int = field(default_factory=itertools.count().__next__)
    _operations: dict[str | None, OperationDefinitionNode] = field(default_factory=dict)
    _products: dict[int, frozenset[str]] = field(default_factory=dict)
    _calls: dict[int, tuple[str, ...]] = field(default_factory=dict)
    _variables: dict[int, Variables] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run."""
        if name not in self._operations:
            self._operations[name] = self._find(name)
        return self._operations[name]

    def _find(self, name: str | None) -> OperationDefinitionNode:
        operations = [d for d in self.node.definitions if isinstance(d, OperationDefinitionNode)]
        if name is None:
            if len(operations) != 1:
                raise BadInputError("The document has several operations: give operationName.")
            return operations[0]
        for operation in operations:
            if operation.name is not None and operation.name.value == name:
                return operation
        raise BadInputError(f"The document has no operation named {name[:100]}.")

    def check(self, operation: OperationDefinitionNode, variables: dict[str, Any]) -> None:
        """Refuse an operation that is larger than permitted with these variables."""
        name = operation.name.value if operation.name else None
        values = [(v in variables, variables.get(v)) for v in self.size_variables]
        key = (name, *(value if isinstance(value[1], int | float | None) else None for value in values))
        if key in self.checked:
            return
        limits.check(limits.measure(self.node, operation, variables))
        if len(self.checked) < 100:
            self.checked.add(key)

    def products(self, operation: OperationDefinitionNode) -> frozenset[str]:
        """The products that an operation reaches."""
        if id(operation) not in self._products:
            self._products[id(operation)] = reached(self.node, operation)
        return self._products[id(operation)]

    def calls(self, operation: OperationDefinitionNode) -> tuple[str, ...]:
        """What an operation calls, of what is counted."""
        if id(operation) not in self._calls:
            self._calls[id(operation)] = calls(self.node, operation)
        return self._calls[id(operation)]

    def variables(self, operation: OperationDefinitionNode) -> Variables:
        """The variables of an operation."""
        if id(operation) not in self._variables:
            self._variables[id(operation)] = Variables(self.schema, operation)
        return self._variables[id(operation)]

    def cursor_variable(self, operation: OperationDefinitionNode) -> str | None:
        """The variable that is a subscription's `after` and nothing else."""
        root = operation.selection_set.selections[0]
        for argument in getattr(root, "arguments", None) or ():
            if argument.name.value == "after" and argument.value.kind == "variable":
                name: str = argument.value.name.value
                uses = _Uses(name)
                visit(self.node, uses)
                return name if uses.count == 1 else None
        return None


class _Uses(Visitor):
    """Counts the uses of a variable, its definition aside."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.count = -1

    def enter_variable(self, node: Any, *_: Any) -> None:
        """Count one."""
        self.count += node.name.value == self._name


class InvalidDocumentError(Exception):
    """The document does not fit the schema."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("invalid document")
        self.errors = errors


class DocumentCache:
    """Valid documents by their text, the least recently used forgotten first; bounded in entries and bytes."""

    def __init__(self, schema: GraphQLSchema, *, introspection: bool) -> None:
        # What fields of one name cost to compare grows with their square; graphql-core reads its limit from here.
        overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = limits.MAX_COMPARISONS
        self._schema = schema
        self._rules = specified_rules if introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
        self._hide_suggestions = not introspection
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._documents)

    def get(self, text: str) -> Document:
        """The document of a text; raises where it is too large, malformed or does not fit the schema."""
        known = self._documents.get(text)
        if known is not None:
            self._documents.move_to_end(text)
            return known
        document = self._prepare(text)
        self._documents[text] = document
        self._bytes += len(text)
        while len(self._documents) > MAX_ENTRIES or self._bytes > MAX_BYTES:
            forgotten, _ = self._documents.popitem(last=False)
            self._bytes -= len(forgotten)
        return document

    def _prepare(self, text: str) -> Document:
        if len(text.encode("utf-8", "replace")) > limits.MAX_DOCUMENT:
            raise QueryTooComplexError(f"The document has more than {limits.MAX_DOCUMENT} bytes.")
        try:
            node = parse(text, no_location=False, max_tokens=limits.MAX_TOKENS)
        except RecursionError:
            raise QueryTooComplexError(
                f"The operation has too many levels; the limit is {limits.MAX_DEPTH}."
            ) from None
        operations = [d for d in node.definitions if isinstance(d, OperationDefinitionNode)]
        if len(operations) > limits.MAX_OPERATIONS:
            raise QueryTooComplexError(
                f"The document has {len(operations)} operations; the limit is {limits.MAX_OPERATIONS}."
            )
        _refuse_cycles(node)
        for operation in operations:
            limits.check(limits.measure(node, operation, {}))
        errors = validate(
            self._schema,
            node,
            self._rules,
            max_errors=MAX_VALIDATION_ERRORS,
            hide_suggestions=self._hide_suggestions,
        )
        if errors and isinstance(errors[-1], ValidationAbortedError) and len(errors) <= MAX_VALIDATION_ERRORS:
            raise QueryTooComplexError(
                f"The document repeats fields too often: comparing them takes over {limits.MAX_COMPARISONS} steps."
            )
        if errors:
            raise InvalidDocumentError(errors)
        found = _Variables()
        visit(node, found)
        return Document(self._schema, node, tuple(sorted(found.names)))


def _refuse_cycles(node: DocumentNode) -> None:
    """Refuse fragments that contain themselves, before anything walks through them."""
    spreads: dict[str, set[str]] = {}
    for definition in node.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            found: set[str] = set()
            _collect_spreads(definition.selection_set, found)
            spreads[definition.name.value] = found
    done: set[str] = set()
    while ready := {name for name, inner in spreads.items() if name not in done and inner & spreads.keys() <= done}:
        done |= ready
    if done != spreads.keys():
        raise BadInputError("A fragment contains itself.")


def _collect_spreads(selection: Any, found: set[str]) -> None:
    for node in selection.selections if selection else ():
        if isinstance(node, FragmentSpreadNode):
            found.add(node.name.value)
        else:
            _collect_spreads(getattr(node, "selection_set", None), found)


def is_mutation(operation: OperationDefinitionNode) -> bool:
    """Whether the operation writes."""
    return operation.operation is OperationType.MUTATION


def is_subscription(operation: OperationDefinitionNode) -> bool:
    """Whether the operation is a subscription."""
    return operation.operation is OperationType.SUBSCRIPTION
