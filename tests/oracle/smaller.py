"""Makes an operation that shows a difference smaller, part by part, as long as it still shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from graphql import (
    REMOVE,
    ArgumentNode,
    DefinitionNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

from gql.requests import Lane, Request
from tests.oracle.lanes import Kind, Lanes, Verdict

REMOVABLE = (FieldNode, InlineFragmentNode, FragmentSpreadNode, ArgumentNode, DirectiveNode, ObjectFieldNode)
MOST_TRIES = 600
SAME = 30


async def smaller(lanes: Lanes, verdict: Verdict) -> Verdict:
    """The smallest operation that is found to show the same kind of difference."""
    number = 0
    for _ in range(MOST_TRIES):
        without = _Without(number)
        document = _tidy(visit(parse(verdict.request.query), without))
        if without.seen <= number:
            break
        request = replace(verdict.request, query=print_ast(document))
        if verdict.before is not None:
            # It may be a plan that is wrong: it has to be made for the same values as before.
            earlier = replace(request, variables=_used(request, verdict.before))
            await lanes.ask(verdict.caller, earlier, Lane.COMPILED)
        request = replace(request, variables=_used(request, request.variables))
        found = await lanes.judge(verdict.caller, request, verdict.before)
        if found.kind is Kind.DIFFERENT and found.reason[:SAME] == verdict.reason[:SAME]:
            verdict = found
        else:
            number += 1
    return verdict


def _used(request: Request, variables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in variables.items() if f"${name}" in request.query}


class _Without(Visitor):
    """Removes the part with a number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.seen = 0

    def enter(self, node: Node, *_: Any) -> Any:
        """Count what could be removed, and remove it when it is its turn."""
        if isinstance(node, REMOVABLE):
            self.seen += 1
            if self.seen == self._number + 1:
                return REMOVE
        return None


def _tidy(document: DocumentNode) -> DocumentNode:
    """The document without fragments and variables that nothing uses."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    kept: list[DefinitionNode] = []
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            reached = [definition, *_reached(definition, fragments, set())]
            used = {name for part in reached for name in _names(part, VariableNode)}
            definitions = [v for v in definition.variable_definitions or () if v.variable.name.value in used]
            kept += [OperationDefinitionNode(**{**_parts(definition), "variable_definitions": tuple(definitions)})]
            kept += [part for part in reached[1:] if part not in kept]
    return DocumentNode(definitions=tuple(kept))


def _parts(node: OperationDefinitionNode) -> dict[str, Any]:
    return {key: getattr(node, key) for key in node.keys}


def _reached(
    node: Node, fragments: dict[str, FragmentDefinitionNode], seen: set[str]
) -> Iterator[FragmentDefinitionNode]:
    for name in _names(node, FragmentSpreadNode):
        if name not in seen:
            seen.add(name)
            yield fragments[name]
            yield from _reached(fragments[name], fragments, seen)


def _names(node: Node, kind: type[Any]) -> set[str]:
    """The names of what is inside of a node; of an operation, its declarations aside."""
    found: set[str] = set()

    class Finder(Visitor):
        def enter(self, inner: Node, _key: Any, parent: Any, *_: Any) -> None:
            if isinstance(inner, kind) and getattr(parent, "kind", "") != "variable_definition":
                found.add(inner.name.value)

    visit(node, Finder())
    return found
