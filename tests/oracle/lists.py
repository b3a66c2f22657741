"""What the schema says of a type: which rows it is a page of, whether it has leaves only."""

from collections.abc import Mapping

from graphql import GraphQLNamedType, GraphQLObjectType, get_named_type, is_leaf_type

from gql.derivation.derived import FIELDS, NamedList, Values

MADE_OF: Mapping[str, str] = {
    "RoadtripDiscoveryCluster": "RoadtripPublicDiscovery",
    "RoadtripMonthOfRoadtrips": "RoadtripSession",
    "RoadtripCategoryOfDiscoveries": "RoadtripDiscovery",
}
"""Types of values that are no rows, each with the type of the rows that they are computed from."""

PAGING = frozenset({"filter", "first", "after", "last", "before"})


def named_lists() -> frozenset[str]:
    """The fields that are named lists, such as `RoadtripQuery.nearestCities`."""
    return frozenset(
        f"{owner}.{name}"
        for owner, fields in FIELDS.items()
        for name, field in fields.items()
        if isinstance(field, NamedList)
    )


def value_lists() -> frozenset[str]:
    """The fields that are lists of values, such as `RoadtripQuery.publicDiscoveryClusters`."""
    return frozenset(
        f"{owner}.{name}"
        for owner, fields in FIELDS.items()
        for name, field in fields.items()
        if isinstance(field, Values)
    )


def is_page(kind: GraphQLNamedType) -> bool:
    """Whether a type is a page of a list."""
    return isinstance(kind, GraphQLObjectType) and kind.name.endswith("Connection")


def rows_of(kind: GraphQLNamedType) -> str:
    """The type of the rows of a page, on an edge, or that a value is made of; of another type itself."""
    if isinstance(kind, GraphQLObjectType):
        for end, member in (("Connection", "nodes"), ("Edge", "node")):
            if kind.name.endswith(end) and member in kind.fields:
                return str(get_named_type(kind.fields[member].type).name)
    return MADE_OF.get(kind.name, kind.name)


def is_flat(kind: GraphQLNamedType) -> bool:
    """Whether a type that is no row has leaves only, such as a point, or sums by column."""
    if not isinstance(kind, GraphQLObjectType) or kind.interfaces:
        return False
    return all(is_leaf_type(get_named_type(field.type)) for field in kind.fields.values())
