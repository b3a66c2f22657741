"""What an operation calls of Roadtrip: counted, and refused where its caller made too many calls already."""

from typing import Any

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, OperationDefinitionNode
from prometheus_client import Counter

from gql.documents import Document
from gql.errors import describe
from gql.reach import fields
from gql.requests import Request
from repositories.errors import RateLimitedError
from repositories.identity import Identity
from repositories.roadtrip.allowance import Refusal
from repositories.roadtrip.reads import PRODUCT
from repositories.roadtrip.usage import Usage

MAX_KNOWN = 10_000
ANYWHERE = ("node", "nodes")
REFUSED = Counter("quintet_calls_refused_total", "Operations refused by limits on calls.", ["limit"])


class Meter:
    """Counts what operations call, and says which may not run."""

    def __init__(self, usage: Usage) -> None:
        self._usage = usage
        self._known: dict[tuple[int, str | None], tuple[str, ...]] = {}

    def refusal(self, request: Request, document: Document, identity: Identity) -> dict[str, Any] | None:
        """The error of an operation that may not run now; None where it may. Either way it is counted."""
        key = (document.number, request.operation_name)
        endpoints = self._known.get(key)
        if endpoints is None:
            endpoints = calls(document.node, document.operation(request.operation_name))
            if len(self._known) >= MAX_KNOWN:
                del self._known[next(iter(self._known))]
            self._known[key] = endpoints
        refusal = self._usage.admit(identity, endpoints) if endpoints else None
        return None if refusal is None else _described(refusal)


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


def _described(refusal: Refusal) -> dict[str, Any]:
    REFUSED.labels(refusal.span).inc()
    span, seconds = refusal.span.replace("_", " "), refusal.retry_after
    permitted = f"Roadtrip permits {refusal.limit} calls {span}"
    error = describe(RateLimitedError(f"{permitted}: try again in {seconds} second{'s' if seconds > 1 else ''}."))
    error["extensions"]["retryAfter"] = seconds
    return error
