"""Mutations: one transaction each, a payload with the written row, an idempotency key for whoever wants one."""

import hashlib
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import orjson
import strawberry
from sqlalchemy import Table
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gql.derivation.names import field_name
from gql.derivation.objects import row_type
from gql.derivation.pieces import object_type
from gql.execution.operation import Operation
from models.base import facts_of
from repositories import idempotency
from repositories.database import WriteTransaction
from repositories.repository import table_of
from repositories.row import Row

Write = Callable[[WriteTransaction, Any], Awaitable[Row]]


class Payload:
    """What a mutation answers: the row it wrote, under the table's singular name."""

    def __init__(self, row: Row) -> None:
        self.row = row

    def __getattr__(self, name: str) -> Row:
        if name == facts_of(self.row.table).singular:
            return self.row
        raise AttributeError(name)


def write(model: type[Any]) -> Callable[[Write], StrawberryField]:
    """Make a function a mutation: its name, its docstring and its `input` are the mutation's.

    The function gets the transaction and the input, and returns the row it wrote. The transaction commits
    when it returns and is undone when it raises; subscribers are told after the commit.
    """
    table = table_of(model)

    def made(function: Write) -> StrawberryField:
        name = field_name(function.__name__)
        field = StrawberryField(
            python_name=function.__name__,
            graphql_name=name,
            type_annotation=StrawberryAnnotation(_payload_type(name, table)),
            description=inspect.getdoc(function),
            base_resolver=None,
        )
        resolver = _resolver(function, name, table)
        field.base_resolver = _as_resolver(resolver, function)
        field.arguments = [
            StrawberryArgument(
                python_name="input",
                graphql_name="input",
                type_annotation=StrawberryAnnotation(inspect.signature(function).parameters["input"].annotation),
                description="What to write.",
            ),
            StrawberryArgument(
                python_name="idempotency_key",
                graphql_name="idempotencyKey",
                type_annotation=StrawberryAnnotation(str | None),
                description=(
                    "Any text of the client's own, 1 to 200 characters. Sent again with the same arguments within "
                    "48 hours it gives the stored answer and writes nothing; with other arguments, CONFLICT."
                ),
                default=strawberry.UNSET,
            ),
        ]
        return field

    return made


def _payload_type(mutation: str, table: Table) -> type:
    name = f"{mutation[0].upper()}{mutation[1:]}Payload"
    singular = facts_of(table).singular
    field = StrawberryField(
        python_name=singular,
        graphql_name=field_name(singular),
        type_annotation=StrawberryAnnotation(row_type(table)),
        description="The row as it was written.",
    )
    made = type(name, (), {"__module__": __name__, "__annotations__": {}})
    return object_type(made, name, f"The answer of {mutation}.", {singular: field})


def _as_resolver(resolver: Callable[..., Awaitable[Payload]], function: Write) -> Any:
    from strawberry.types.fields.resolver import StrawberryResolver

    resolver.__name__ = function.__name__
    return StrawberryResolver(resolver)


def _resolver(function: Write, name: str, table: Table) -> Callable[..., Awaitable[Payload]]:
    async def resolve(info: strawberry.Info, input: object, idempotency_key: str | None = None) -> object:
        operation: Operation = info.context
        await operation.close()
        async with operation.database.writing(operation.identity) as transaction:
            if not idempotency_key and idempotency_key != "":
                row = await function(transaction, input)
            else:
                row = await _once(function, transaction, input, name, idempotency_key, table)
        operation.hub.committed(transaction.topics)
        return Payload(row)

    return resolve  # type: ignore[return-value]


async def _once(function: Write, transaction: WriteTransaction, input: Any, name: str, key: str, table: Table) -> Row:
    arguments = orjson.dumps(asdict(input), option=orjson.OPT_SORT_KEYS, default=str)
    if not await idempotency.claim(transaction, name, key, hashlib.sha256(arguments).digest()):
        transaction.topics.clear()
        return await idempotency.replay(transaction, name, key, table)
    row = await function(transaction, input)
    await idempotency.store(transaction, name, key, row)
    return row
