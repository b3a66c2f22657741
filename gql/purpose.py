"""What staff asks, as it is written down: names, numbers and identifiers, but no other text that was sent."""

import re
from typing import Any

from graphql import DocumentNode, StringValueNode, Visitor, print_ast, visit

from gql import node_id
from gql.documents import Document
from gql.requests import Request
from repositories.errors import BadInputError
from repositories.staff import Purpose

LEFT_OUT = "…"
MAX_VARIABLES = 1_000
MAX_LEVELS = 50
IDENTIFIER = re.compile(r"[0-9A-Fa-f]{8}(-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}")
NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


def purpose_of(document: DocumentNode, operation: str | None, variables: dict[str, Any]) -> Purpose:
    """The purpose of an operation; texts may name people, so only those stay that name rows."""
    return Purpose(operation, print_ast(visit(document, _Texts())), _masked(variables, MAX_LEVELS))


def purpose_in(request: Request, document: Document) -> Purpose:
    """The purpose of a request."""
    name = document.operation(request.operation_name).name
    return purpose_of(document.node, None if name is None else name.value, request.variables)


class _Texts(Visitor):
    """Leaves out the texts of a document."""

    def enter_string_value(self, node: StringValueNode, *_: Any) -> StringValueNode | None:
        """A text in an argument."""
        kept = _kept(node.value)
        return None if kept == node.value else StringValueNode(value=kept, block=False)


def _masked(value: Any, levels: int) -> Any:
    match value:
        case dict() | list() if levels == 0:
            return LEFT_OUT
        case str():
            return _kept(value)
        case dict():
            return {
                _member(str(name)): _masked(part, levels - 1) for name, part in list(value.items())[:MAX_VARIABLES]
            }
        case list():
            return [_masked(part, levels - 1) for part in value[:MAX_VARIABLES]]
    return value


def _member(name: str) -> str:
    """A member of an input has a name of GraphQL's; one of a JSON value may be any text."""
    return name if NAME.fullmatch(name) else LEFT_OUT


def _kept(text: str) -> str:
    return text if _is_identifier(text) else LEFT_OUT


def _is_identifier(text: str) -> bool:
    if IDENTIFIER.fullmatch(text):
        return True
    try:
        node_id.decode(text)
    except BadInputError:
        return False
    return True
