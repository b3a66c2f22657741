"""The resolver lane: graphql-core's executor, with the derived fields run by plans instead of resolvers."""

from collections.abc import Awaitable
from typing import Any

from graphql import GraphQLList, GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo, is_non_null_type
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.execution.executor import Executor
from graphql.pyutils import Path, Undefined, gather_with_cancel
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from gql.derivation.derived import FIELDS, SHAPES
from gql.execution.plan import Entry, SelectionPlan, plan_selection
from repositories.errors import InternalError


class ResolverLane(StrawberryGraphQLCoreExecutionContext):
    """Executes one operation, or one event of a subscription."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._plans: dict[int, tuple[GroupedFieldSet, SelectionPlan]] = {}

    def build_per_event_executor(self, payload: Any) -> Executor[Any]:
        """Each event gets the context that came with it: fresh loaders, a fresh transaction."""
        executor = super().build_per_event_executor(payload)
        executor.context_value = payload.operation
        executor._plans = {}  # type: ignore[attr-defined]
        return executor

    def selection_plan(self, parent: GraphQLObjectType, fields: GroupedFieldSet) -> SelectionPlan:
        """The plan of a selection set; graphql-core hands out the same object for the same selection."""
        known = self._plans.get(id(fields))
        if known is None:
            known = self._plans[id(fields)] = (fields, plan_selection(self, parent, fields))
        return known[1]

    def columns_of(self, row: GraphQLObjectType, details: FieldDetailsList) -> frozenset[str]:
        """The columns that a selection on a row type needs."""
        return self.selection_plan(row, self.collect_subfields(row, details).grouped_field_set).columns

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> Any:
        """Fields of derived types come from their plan, all others from graphql-core."""
        if parent_type.name not in FIELDS:
            return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)
        plan = self.selection_plan(parent_type, grouped_field_set)
        if plan.read is not None:
            return plan.read(source_value)
        results: dict[str, Any] = {}
        awaited: list[str] = []
        try:
            for entry in plan.entries:
                if entry.read is not None:
                    results[entry.name] = entry.read(source_value)
                    continue
                value = self._run(parent_type, source_value, entry, path, position_context)
                if value is Undefined:
                    continue
                results[entry.name] = value
                if self.is_awaitable(value):
                    awaited.append(entry.name)
        except Exception:
            # As graphql-core does: what siblings have begun is awaited by somebody, as it may fail too.
            if awaited:
                self.settle_in_background([results[name] for name in awaited])
            raise
        return _settled(results, awaited) if awaited else results

    def _run(self, parent: GraphQLObjectType, source: Any, entry: Entry, path: Path | None, position: Any) -> Any:
        own_path = Path(path, entry.name, parent.name)
        if entry.load is None:
            return self.execute_field(parent, source, entry.details, own_path, position)
        field = parent.fields[entry.details[0].node.name.value]
        try:
            loaded = entry.load(source)
        except Exception as error:  # noqa: BLE001 - becomes the field's error, as graphql-core does
            self.handle_field_error(error, field.type, entry.details, own_path)
            return None
        if entry.load.whole:
            return self._whole(field.type, entry, own_path, loaded)
        info = self.build_resolve_info(field, [detail.node for detail in entry.details], parent, own_path)
        return self.complete_awaitable_value(field.type, entry.details, info, own_path, loaded, position)

    async def _whole(self, kind: GraphQLOutputType, entry: Entry, path: Path, loaded: Awaitable[Any]) -> Any:
        """A value that comes as JSON; a failure becomes the field's error, as graphql-core does."""
        try:
            value = await loaded
            if value is None and is_non_null_type(kind):
                raise InternalError("A row is missing that is always there.")
        except Exception as error:  # noqa: BLE001 - becomes the field's error
            self.handle_field_error(error, kind, entry.details, path)
            return None
        return value

    def complete_list_value(
        self,
        return_type: GraphQLList[Any],
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """A list of rows of which only columns are wanted is read in one go."""
        item = getattr(return_type.of_type, "of_type", return_type.of_type)
        if isinstance(result, list) and isinstance(item, GraphQLObjectType) and item.name in SHAPES:
            fields = self.collect_subfields(item, field_details_list).grouped_field_set
            plan = self.selection_plan(item, fields)
            if plan.read is not None and None not in result:
                return [*map(plan.read, result)]
        return super().complete_list_value(return_type, field_details_list, info, path, result, position_context)


async def _settled(results: dict[str, Any], awaited: list[str]) -> dict[str, Any]:
    if len(awaited) == 1:
        results[awaited[0]] = await results[awaited[0]]
        return results
    pending: list[Awaitable[Any]] = [results[name] for name in awaited]
    results.update(zip(awaited, await gather_with_cancel(*pending), strict=True))
    return results
