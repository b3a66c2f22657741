"""What can go wrong, with a stable code and a message for clients; driver errors are translated here, once."""

import asyncio
import re
from collections.abc import Mapping
from typing import ClassVar

import asyncpg


class QuintetError(Exception):
    """Something went wrong that the client is told about.

    `code` is stable and part of the API. The message is for people; `details` go into the log only.
    """

    code: ClassVar[str] = "INTERNAL"
    retry_after: ClassVar[int | None] = None

    def __init__(self, message: str, *, details: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class UnauthenticatedError(QuintetError):
    """There is no valid token, or its account is gone or suspended."""

    code = "UNAUTHENTICATED"


class ForbiddenError(QuintetError):
    """The caller is known but may not do this."""

    code = "FORBIDDEN"


class NotFoundError(QuintetError):
    """There is no such row, or the caller cannot see it."""

    code = "NOT_FOUND"


class BadInputError(QuintetError):
    """A value is not acceptable; nothing was written."""

    code = "BAD_INPUT"


class ConflictError(QuintetError):
    """The state of things does not permit this; nothing was written."""

    code = "CONFLICT"


class InsufficientCreditsError(QuintetError):
    """The account has too few credits; nothing was written."""

    code = "INSUFFICIENT_CREDITS"


class ConsentRequiredError(QuintetError):
    """A guardian or the person has not agreed to this; nothing was written."""

    code = "CONSENT_REQUIRED"


class QuotaExceededError(QuintetError):
    """The plan permits no more of this for now; nothing was written."""

    code = "QUOTA_EXCEEDED"


class QueryTooComplexError(QuintetError):
    """The document asks for more than one request may."""

    code = "QUERY_TOO_COMPLEX"


class PersistedQueryNotFoundError(QuintetError):
    """No document is known by this hash; sent once with its text, it will be."""

    code = "PERSISTED_QUERY_NOT_FOUND"


class RateLimitedError(QuintetError):
    """Too much at once."""

    code = "RATE_LIMITED"


class TimeoutExceededError(QuintetError):
    """It took too long; nothing was written."""

    code = "TIMEOUT"


class UnavailableError(QuintetError):
    """The database cannot be reached or is overloaded; trying again later helps."""

    code = "UNAVAILABLE"
    retry_after = 1


class InternalError(QuintetError):
    """A fault of ours. The message says nothing; the log says all."""

    code = "INTERNAL"


QUERY_TOO_LONG = "The query took longer than it may."
INTERNAL_MESSAGE = "Something went wrong on our side. The request id is in the log."
_CONSTRAINT = re.compile(r"^(?P<kind>ck|uq|fk|pk)_(?P<rest>.+)$")

BY_STATE: Mapping[str, tuple[type[QuintetError], str]] = {
    "QN401": (UnauthenticatedError, "The token's account does not exist or is suspended."),
    "QN402": (InsufficientCreditsError, "There are not enough credits."),
    "QN403": (ConsentRequiredError, "This needs a consent that has not been given."),
    "QN429": (QuotaExceededError, "The plan permits no more of this for now."),
    "QN503": (UnavailableError, "This is switched off for now; trying again later helps."),
    "22000": (BadInputError, "A value has the wrong form."),
    "22001": (BadInputError, "A text is too long."),
    "22003": (BadInputError, "A number is out of range."),
    "22007": (BadInputError, "A value has the wrong form."),
    "22008": (BadInputError, "A moment is out of range."),
    "22021": (BadInputError, "A text contains a character that cannot be stored (NUL)."),
    "22P05": (BadInputError, "A text contains a character that cannot be stored (NUL)."),
    "22P02": (BadInputError, "A value has the wrong form."),
    "23502": (BadInputError, "A required value is missing."),
    "23503": (NotFoundError, "Something this refers to does not exist."),
    "23505": (ConflictError, "This exists already."),
    "23514": (BadInputError, "A value is outside what is permitted."),
    "25006": (ForbiddenError, "This operation may not write."),
    "40001": (ConflictError, "Somebody else changed the same thing at the same time; try again."),
    "40P01": (ConflictError, "Somebody else changed the same thing at the same time; try again."),
    "42501": (ForbiddenError, "This is not permitted."),
    "53100": (UnavailableError, "The database is out of space."),
    "53300": (UnavailableError, "The database has no free connection."),
    "53400": (UnavailableError, "The database is out of resources."),
    "54001": (BadInputError, "The query is nested too deeply."),
    "55P03": (TimeoutExceededError, "Somebody else is changing the same thing; try again."),
    "57014": (TimeoutExceededError, QUERY_TOO_LONG),
    "57P01": (UnavailableError, "The database was stopped."),
    "57P02": (UnavailableError, "The database was stopped."),
    "57P03": (UnavailableError, "The database is starting."),
    "25P03": (TimeoutExceededError, "The operation took longer than it may."),
    "25P04": (TimeoutExceededError, "The operation took longer than it may."),
}


def translate(error: BaseException) -> QuintetError:
    """The error a client is told, for an error of the driver or the database."""
    if isinstance(error, QuintetError):
        return error
    if isinstance(error, asyncpg.PostgresError):
        return _translate_state(error)
    if isinstance(error, UnicodeEncodeError):
        return BadInputError("A value has the wrong form.", details=str(error))
    # A timeout is an OSError too, so it comes first.
    if isinstance(error, asyncio.TimeoutError):
        return UnavailableError("The database had no free connection in time.", details=str(error))
    if isinstance(error, asyncpg.InterfaceError | asyncpg.InternalClientError | ConnectionError | OSError):
        return UnavailableError("The database cannot be reached.", details=str(error))
    return InternalError(INTERNAL_MESSAGE, details=f"{type(error).__name__}: {error}")


def _translate_state(error: asyncpg.PostgresError) -> QuintetError:
    details = str(error)
    state = error.sqlstate or ""
    if state == "QN409":
        before, _, after = (error.detail or "").partition(">")
        return ConflictError(
            f"{_words(error.column_name or 'status')} cannot change from {before} to {after}.".capitalize(),
            details=details,
        )
    known = BY_STATE.get(state)
    if known is None:
        if state[:2] in {"08", "57", "53"}:
            return UnavailableError("The database cannot be reached.", details=details)
        return InternalError(INTERNAL_MESSAGE, details=f"{state}: {details}")
    kind, message = known
    return kind(_specific(error) or message, details=details)


def _specific(error: asyncpg.PostgresError) -> str | None:
    """A better message where the database says which value is meant, without naming the table."""
    if error.sqlstate == "QN429" and error.column_name:
        return f"{_field(error.column_name)} has reached what the plan permits for now."
    name = error.constraint_name or ""
    table = error.table_name or ""
    found = _CONSTRAINT.match(name)
    if found is None or not found["rest"].startswith(f"{table}_"):
        return None
    subject = found["rest"].removeprefix(f"{table}_")
    match found["kind"], error.sqlstate:
        case "ck", _ if subject.endswith("_range"):
            return f"{_field(subject.removesuffix('_range'))} is out of range."
        case "ck", _ if subject.endswith("_values"):
            return f"{_field(subject.removesuffix('_values'))} is not one of the permitted values."
        case "ck", _ if subject.endswith("_array"):
            return f"{_field(subject.removesuffix('_array'))} must be an array."
        case "ck", _:
            return f"This is not permitted: {_words(subject)}."
        case "fk", _:
            return f"{_field(subject)} refers to something that does not exist."
        case "uq", _:
            return f"{_field(subject)} is taken already."
    return None


def _field(column: str) -> str:
    first, *rest = column.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _words(name: str) -> str:
    return name.replace("_", " ")
