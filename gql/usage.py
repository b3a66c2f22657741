"""What an operation calls of Roadtrip: counted, and refused where its caller made too many calls already."""

from typing import Any

from prometheus_client import Counter

from gql.documents import Document
from gql.errors import describe
from gql.requests import Request
from repositories.errors import RateLimitedError
from repositories.identity import Identity
from repositories.roadtrip.allowance import Refusal
from repositories.roadtrip.usage import Usage

REFUSED = Counter("quintet_calls_refused_total", "Operations refused by limits on calls.", ["limit"])


class Meter:
    """Counts what operations call, and says which may not run."""

    def __init__(self, usage: Usage) -> None:
        self._usage = usage

    def refusal(self, request: Request, document: Document, identity: Identity) -> dict[str, Any] | None:
        """The error of an operation that may not run now; None where it may. Either way it is counted."""
        endpoints = document.calls(document.operation(request.operation_name))
        refusal = self._usage.admit(identity, endpoints) if endpoints else None
        return None if refusal is None else _described(refusal)


def _described(refusal: Refusal) -> dict[str, Any]:
    REFUSED.labels(refusal.span).inc()
    span, seconds = refusal.span.replace("_", " "), refusal.retry_after
    permitted = f"Roadtrip permits {refusal.limit} calls {span}"
    error = describe(RateLimitedError(f"{permitted}: try again in {seconds} second{'s' if seconds > 1 else ''}."))
    error["extensions"]["retryAfter"] = seconds
    return error
