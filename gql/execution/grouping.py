"""The arguments of `groups`: what a client may ask, and the grouping it means."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table

from gql.derivation.aggregates import DEFAULT_GROUPS, MAX_GROUPS, MAX_KEYS
from gql.derivation.names import field_name
from repositories.aggregate import Grouping, GroupOrder, Part
from repositories.bucket import Bucket, Unit
from repositories.errors import BadInputError
from repositories.later import fix, then
from repositories.zone import known_zone

MAX_ZONE = 100


def read_grouping(table: Table, sent: Mapping[str, Any]) -> Grouping:
    """What rows are grouped by, in what order the groups come, and how many of them."""
    by = tuple(_part(table, member) for member in _few(sent["by"]))
    if len({part.column for part in by}) < len(by):
        raise BadInputError("by names a column twice.")
    buckets = [part.bucket for part in by if part.bucket is not None]
    if len(buckets) > 1 and any(bucket.fill for bucket in buckets):
        raise BadInputError("fill needs a by with one bucket only.")
    order, first = sent.get("orderBy"), sent.get("first")
    return Grouping(
        by,
        GroupOrder.KEY_ASC if order is None else fix(order, GroupOrder),
        DEFAULT_GROUPS if first is None else then(first, _limit),
    )


def _few(by: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    if not 1 <= len(by) <= MAX_KEYS:
        raise BadInputError(f"by has {len(by)} values, but must have 1 to {MAX_KEYS}.")
    return by


def _limit(value: int) -> int:
    if not 1 <= value <= MAX_GROUPS:
        raise BadInputError(f"first is {value}, but must be 1 to {MAX_GROUPS}.")
    return value


def _part(table: Table, sent: Mapping[str, Any]) -> Part:
    if "column" in sent:
        return Part(fix(sent["column"], attrgetter("value")))
    return _bucket(table, sent["bucket"])


def _bucket(table: Table, sent: Mapping[str, Any]) -> Part:
    column, unit, zone = fix(sent["column"], attrgetter("value")), fix(sent["unit"], Unit), sent.get("timeZone")
    if isinstance(table.columns[column].type, sa.Date):
        if unit.is_of_a_day:
            raise BadInputError(f"{field_name(column)} has days only, so unit cannot be {unit.name}.")
        if zone is not None:
            raise BadInputError(f"{field_name(column)} has days, which are in no time zone: leave out timeZone.")
    fill = sent.get("fill")
    return Part(column, Bucket(unit, None if zone is None else then(zone, _zone), fix(fill, bool)))


def _zone(name: str) -> str:
    known = known_zone(name)
    if known is None:
        raise BadInputError(f"timeZone is {name[:MAX_ZONE]}, which is no time zone of the IANA such as Africa/Cairo.")
    return known
