"""The root fields that belong to no product: node, nodes, viewer."""

import asyncio
from typing import Annotated, Any

import strawberry
from sqlalchemy import Table
from strawberry.types.field import StrawberryField

from gql import node_id as node_ids
from gql.derivation.objects import Node
from gql.execution.loaders import Load, row_loader
from gql.execution.operation import Operation
from repositories.errors import BadInputError
from repositories.keys import primary_key
from repositories.visible import readable

MAX_NODES = 100
NodeId = Annotated[strawberry.ID, strawberry.argument(description="The nodeId of any row.")]
NodeIds = Annotated[
    list[strawberry.ID], strawberry.argument(description=f"The nodeIds of rows, at most {MAX_NODES}.")
]


class _Finder:
    """Finds rows by their nodeIds, those of one table in one statement."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._loads: dict[Table, Load] = {}

    async def __call__(self, node_id: str) -> object:
        _, table, key = node_ids.decode(node_id)
        if table not in self._loads:
            self._loads[table] = row_loader(self._operation, primary_key(table), frozenset(readable(table)))
        return await self._loads[table](key)


async def _node(info: strawberry.Info, node_id: NodeId) -> Node | None:
    """The row with this nodeId, or null where there is none or the caller may not see it."""
    return await _Finder(info.context)(node_id)  # type: ignore[return-value]


async def _nodes(info: strawberry.Info, node_ids: NodeIds) -> list[Node | None]:
    """The rows with these nodeIds, in the same order."""
    if len(node_ids) > MAX_NODES:
        raise BadInputError(f"nodeIds has {len(node_ids)} values; the limit is {MAX_NODES}.")
    find = _Finder(info.context)
    return list(await asyncio.gather(*map(find, node_ids)))  # type: ignore[arg-type]


class _Viewer:
    def __init__(self, operation: Operation) -> None:
        self.subject = operation.identity.subject


def _named(field: Any, name: str) -> StrawberryField:
    assert isinstance(field, StrawberryField)
    field.python_name = name
    return field


node = _named(strawberry.field(resolver=_node, name="node", description=_node.__doc__), "node")
nodes = _named(strawberry.field(resolver=_nodes, name="nodes", description=_nodes.__doc__), "nodes")


def viewer(kind: type) -> StrawberryField:
    """The field that tells a caller who they are."""

    def resolve(info: strawberry.Info) -> object:
        return _Viewer(info.context)

    resolve.__annotations__["return"] = kind
    return _named(strawberry.field(resolver=resolve, name="viewer", description="The caller."), "viewer")
