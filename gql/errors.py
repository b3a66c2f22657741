"""Errors as clients see them: a message, a place, a code; whatever is not meant for them is masked and logged."""

from collections.abc import Iterable
from typing import Any

import structlog
from graphql import GraphQLError

from repositories.errors import INTERNAL_MESSAGE, BadInputError, InternalError, QuintetError, translate

log = structlog.get_logger(__name__)


def describe(error: BaseException) -> dict[str, Any]:
    """The error as it goes to the client."""
    cause = _cause(error)
    if cause.code == InternalError.code:
        log.error("internal error", details=cause.details, exc_info=error)
        message = INTERNAL_MESSAGE
    else:
        message = cause.message
        if cause.details:
            log.info("request refused", code=cause.code, details=cause.details)
    described: dict[str, Any] = {"message": message, "extensions": {"code": cause.code}}
    if cause.retry_after is not None:
        described["extensions"]["retryAfter"] = cause.retry_after
    if isinstance(error, GraphQLError):
        if error.locations:
            described["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
        if error.path:
            described["path"] = error.path
    return described


def describe_all(errors: Iterable[BaseException]) -> list[dict[str, Any]]:
    """Several errors as they go to the client."""
    return [describe(error) for error in errors]


def _cause(error: BaseException) -> QuintetError:
    """The error of ours behind an error of graphql-core, whose own messages are about the document alone."""
    inner: BaseException | None = error
    while isinstance(inner, GraphQLError) and inner.original_error is not None:
        inner = inner.original_error
    if isinstance(inner, GraphQLError):
        return BadInputError(inner.message)
    assert inner is not None
    return translate(inner)
