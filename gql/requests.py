"""Requests: from the bytes of a client to a Request, with an exact complaint where they are none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson

from repositories.errors import BadInputError

MAX_DOCUMENT_ID = 200
SHA256 = re.compile(r"[0-9a-f]{64}")


class Lane(StrEnum):
    """How an operation is run: by one statement, or by resolvers."""

    COMPILED = "compiled"
    RESOLVER = "resolver"


class Explain(StrEnum):
    """What is wanted beside the answer: the SQL that was run, or PostgreSQL's plans as well."""

    SQL = "sql"
    PLAN = "plan"


@dataclass(slots=True)
class Request:
    """What a client sent, checked for its form only.

    The document is its text, or the name by which the gateway knows it (`document_id`), or both.
    """

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    document_id: str | None = None
    lane: Lane | None = None
    explain: Explain | None = None


def read_body(body: bytes) -> Request:
    """The request in a JSON body."""
    try:
        return read_request(orjson.loads(body))
    except orjson.JSONDecodeError as error:
        raise BadInputError("The body is not valid JSON in UTF-8.", details=str(error)) from None


def read_parameters(parameters: Mapping[str, str]) -> Request:
    """The request in the parameters of a GET."""
    sent: dict[str, Any] = {
        name: parameters[name] for name in ("query", "operationName", "documentId") if name in parameters
    }
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
    identifier = _document_id(sent)
    query = sent.get("query", "" if identifier else None)
    if not isinstance(query, str) or not (query.strip() or identifier):
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
    return Request(query, name or None, variables or {}, identifier)


def _document_id(sent: dict[str, Any]) -> str | None:
    """The name of a document: `documentId`, or Apollo's `extensions.persistedQuery`."""
    identifier = sent.get("documentId")
    extensions = sent.get("extensions")
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    if identifier is None and persisted is not None:
        if not isinstance(persisted, dict) or persisted.get("version") != 1:
            raise BadInputError("extensions.persistedQuery must be an object with version 1 and a sha256Hash.")
        identifier = persisted.get("sha256Hash")
        if not isinstance(identifier, str) or not SHA256.fullmatch(identifier):
            raise BadInputError("sha256Hash must have 64 hexadecimal digits.")
        return f"sha256:{identifier}"
    if identifier is not None and (not isinstance(identifier, str) or not 1 <= len(identifier) <= MAX_DOCUMENT_ID):
        raise BadInputError(f"documentId must be a text of 1 to {MAX_DOCUMENT_ID} characters.")
    return identifier
