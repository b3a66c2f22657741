"""Requests: from the bytes of a client to a Request, with an exact complaint where they are none."""

from collections.abc import Mapping
from typing import Any

import orjson

from gql.engine import Request
from repositories.errors import BadInputError


def read_body(body: bytes) -> Request:
    """The request in a JSON body."""
    try:
        return read_request(orjson.loads(body))
    except orjson.JSONDecodeError as error:
        raise BadInputError("The body is not valid JSON in UTF-8.", details=str(error)) from None


def read_parameters(parameters: Mapping[str, str]) -> Request:
    """The request in the parameters of a GET."""
    sent: dict[str, Any] = {name: parameters[name] for name in ("query", "operationName") if name in parameters}
    for name in ("variables", "extensions"):
        if name in parameters:
            try:
                sent[name] = orjson.loads(parameters[name])
            except orjson.JSONDecodeError:
                raise BadInputError(f"The parameter {name} is not valid JSON.") from None
    return read_request(sent)


def read_request(sent: object) -> Request:
    """The request in a decoded object, from whatever transport."""
    if isinstance(sent, list):
        raise BadInputError("Several requests in one are not supported: send them one by one.")
    if not isinstance(sent, dict):
        raise BadInputError("The request must be a JSON object with a query.")
    query = sent.get("query")
    if not isinstance(query, str) or not query.strip():
        raise BadInputError("The request needs a query, which is a text.")
    name = sent.get("operationName")
    if name is not None and not isinstance(name, str):
        raise BadInputError("operationName must be a text.")
    variables = sent.get("variables")
    if variables is not None and not isinstance(variables, dict):
        raise BadInputError("variables must be an object.")
    extensions = sent.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise BadInputError("extensions must be an object.")
    return Request(query, name or None, variables or {})
