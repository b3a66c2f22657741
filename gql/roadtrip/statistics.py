"""Anonymous statistics: open to every caller, with an account in Roadtrip or without."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import strawberry
from strawberry.types.field import StrawberryField

from gql.derivation.scalars import BigInt
from gql.execution.operation import Operation
from repositories.database import ReadTransaction
from repositories.errors import BadInputError
from repositories.roadtrip.statistics import SMALLEST_GROUP, discoveries_by_category, roadtrips_by_month
from repositories.source import LARGEST_PAGE

LARGEST_GROUP = 1_000_000
First = Annotated[int, strawberry.argument(description=f"How many from the start: 1 to {LARGEST_PAGE}.")]
SmallestGroup = Annotated[
    int,
    strawberry.argument(
        name="smallestGroup",
        description=f"Nothing is told of groups of fewer people: {SMALLEST_GROUP} to {LARGEST_GROUP:,}.",
    ),
]


@strawberry.type(name="RoadtripMonthOfRoadtrips", description="The roadtrips that were started in one month.")
class MonthOfRoadtrips:
    """What is told of a month."""

    month: dt.date = strawberry.field(description="First day of the month, in UTC.")
    roadtrips: BigInt = strawberry.field(description="Number of roadtrips.")
    travellers: BigInt = strawberry.field(description="Number of people who started them.")
    discoveries: BigInt = strawberry.field(description="Number of discoveries on them.")


@strawberry.type(name="RoadtripCategoryOfDiscoveries", description="The discoveries of one category.")
class CategoryOfDiscoveries:
    """What is told of a category."""

    category: str = strawberry.field(description="Name of the category.")
    discoveries: BigInt = strawberry.field(description="Number of discoveries.")
    new_discoveries: BigInt = strawberry.field(description="Those of them that nobody knew before.")
    discoverers: BigInt = strawberry.field(description="Number of people who made them.")


async def _transaction(info: strawberry.Info, first: int, smallest_group: int) -> ReadTransaction:
    """Where to read, for arguments that are permitted."""
    for name, value, least, most in (
        ("first", first, 1, LARGEST_PAGE),
        ("smallestGroup", smallest_group, SMALLEST_GROUP, LARGEST_GROUP),
    ):
        if not least <= value <= most:
            raise BadInputError(f"{name} is {value}, but must be {least} to {most}.")
    operation: Operation = info.context
    return await operation.reading()


async def roadtrip_statistics(
    info: strawberry.Info, first: First = 12, smallest_group: SmallestGroup = SMALLEST_GROUP
) -> list[MonthOfRoadtrips]:
    """How many roadtrips there were in each month, the latest first; none of months with too few people."""
    transaction = await _transaction(info, first, smallest_group)
    return [MonthOfRoadtrips(**row) for row in await roadtrips_by_month(transaction, first, smallest_group)]


async def discovery_statistics(
    info: strawberry.Info, first: First = 20, smallest_group: SmallestGroup = SMALLEST_GROUP
) -> list[CategoryOfDiscoveries]:
    """How many discoveries there are in each category, the most first; none of categories with too few people."""
    transaction = await _transaction(info, first, smallest_group)
    return [CategoryOfDiscoveries(**row) for row in await discoveries_by_category(transaction, first, smallest_group)]


def _fields(*resolvers: Callable[..., Any]) -> Iterator[tuple[str, StrawberryField]]:
    for resolver in resolvers:
        made: Any = strawberry.field(resolver=resolver, description=resolver.__doc__)
        made.python_name = resolver.__name__
        yield resolver.__name__, made


QUERIES: Mapping[str, StrawberryField] = dict(_fields(roadtrip_statistics, discovery_statistics))
