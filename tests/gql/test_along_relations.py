"""Relations of every table, as selections and in filters: they lead to what the rules let one see, and no further."""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Table

from gql.derivation.filters import filterable
from gql.derivation.names import field_name, list_field, type_name
from gql.limits import MAX_ALIASES
from repositories.relations import Kind, Relation, relations
from tests.contract.rows import Values
from tests.gql import asking
from tests.gql.belongings import TABLES, Caller, Cast
from tests.gql.lanes import data_in_both
from tests.served import Client

WITH_RELATIONS = [name for name, table in TABLES.items() if relations(table)]
of_every_table = pytest.mark.parametrize("name", WITH_RELATIONS)
ROWS = 30


def readable(caller: Caller, ways: list[Relation]) -> list[Relation]:
    """The relations that lead to what somebody may ask for."""
    return [way for way in ways if caller.may_read(way.target)]


def relating(table: Table, ways: list[Relation], rows: int) -> str:
    """A document that asks for rows and for what their relations lead to."""
    declared, selected = selection(ways)
    return (
        f"query($f: {type_name(table)}Filter{declared}) {{ {table.schema} {{ {list_field(table)}(filter: $f,"
        f" first: {rows}) {{ nodes {{ {asking.key(table)} {selected} }} }} }} }}"
    )


def selection(ways: list[Relation]) -> tuple[str, str]:
    """The variables and the selection of what relations lead to, among rows that the variables name."""
    declared, selected = "", ""
    for number, way in enumerate(ways):
        rows = asking.key(way.target)
        if way.kind is Kind.TO_MANY:
            declared += f", $f{number}: {type_name(way.target)}Filter"
            selected += (
                f" {field_name(way.name)}(filter: $f{number}, first: {ROWS}) {{ totalCount nodes {{ {rows} }} }}"
            )
        else:
            selected += f" {field_name(way.name)} {{ {rows} }}"
    return declared, selected


def reached(way: Relation, found: Any) -> set[tuple[object, ...]]:
    """The keys of the rows that a relation led to."""
    if way.kind is Kind.TO_MANY:
        assert found["totalCount"] == len(found["nodes"])
        return {asking.name_of_node(way.target, node) for node in found["nodes"]}
    return set() if found is None else {asking.name_of_node(way.target, found)}


def expected(cast: Cast, caller: Caller, way: Relation, row: Values) -> set[tuple[object, ...]]:
    """The keys of the rows that somebody sees at the end of a relation; of the newest, there is only one."""
    rows = cast.behind(caller, way, row)
    if way.kind is Kind.NEWEST:
        rows = sorted(rows, key=lambda other: other["created_at"])[-1:]
    return {asking.name_of(way.target, other) for other in rows}


def test_some_rows_refer_to_rows_that_one_does_not_see(cast: Cast) -> None:
    tangled = {
        f"{name}.{way.name}"
        for name in WITH_RELATIONS
        for way in relations(TABLES[name]).values()
        for caller in cast.callers.values()
        for row in cast.visible(caller, TABLES[name])
        if any(row[way.local.name] == other[way.remote.name] for other in cast.hidden(caller, way.target))
    }
    assert {
        "liveconvo.guidance.prompt_template",
        "liveconvo.sessions.selected_template",
        "liveconvo.subscriptions.usage_records",
        "liveconvo.templates.guidance",
        "liveconvo.templates.user",
        "liveconvo.usage_records.session",
        "repurpose.generations.usage_logs",
        "repurpose.usage_logs.generation",
        "roadtrip.podcast_episodes.review_distillation",
        "roadtrip.poi_categories.discoveries",
        "roadtrip.referral_conversions.referred_user",
        "roadtrip.social_platforms.video_revenues",
        "webbuilder.component_library.user",
    } <= tangled


@of_every_table
async def test_a_relation_leads_to_what_one_sees(client: Client, cast: Cast, name: str) -> None:
    table = TABLES[name]
    for caller in cast.callers.values():
        rows = cast.visible(caller, table)
        ways = readable(caller, list(relations(table).values()))
        if not rows:
            continue
        targets = {
            f"f{number}": asking.among(way.target, cast.rows[way.target.fullname])
            for number, way in enumerate(ways)
            if way.kind is Kind.TO_MANY
        }
        document = relating(table, ways, len(rows))
        data = await data_in_both(client, caller.person, document, f=asking.among(table, rows), **targets)
        nodes = {asking.name_of_node(table, node): node for node in data[table.schema][list_field(table)]["nodes"]}
        assert nodes.keys() == {asking.name_of(table, row) for row in rows}
        for row, way in product(rows, ways):
            found = reached(way, nodes[asking.name_of(table, row)][field_name(way.name)])
            if caller.is_staff:
                # Staff see rows, too, that the database made for somebody whom nobody here plays.
                found &= {asking.name_of(way.target, other) for other in cast.rows[way.target.fullname]}
            assert found == expected(cast, caller, way, row), (caller.name, way.name)


@of_every_table
async def test_a_filter_along_a_relation_finds_by_what_one_sees(client: Client, cast: Cast, name: str) -> None:
    table = TABLES[name]
    for caller in (cast.callers[who] for who in ("the owner", "a stranger", "nobody")):
        rows = cast.visible(caller, table)
        ways = readable(caller, filterable(table))
        if not rows or not ways:
            continue
        mine = asking.among(table, rows)
        variables = {
            f"{letter}{number}": {"and": [mine, condition]}
            for number, way in enumerate(ways)
            for letter, condition in conditions(cast, caller, way).items()
        }
        data: dict[str, Any] = {}
        for names in batched(variables, MAX_ALIASES):
            asked = {name: variables[name] for name in names}
            answer = await client.data(caller.person, filtering(table, list(names)), **asked)
            data.update(answer[str(table.schema)])
        for number, way in enumerate(ways):
            leading = {asking.name_of(table, row) for row in rows if cast.behind(caller, way, row)}
            everything = {asking.name_of(table, row) for row in rows}
            for letter, wanted in (("h", set()), ("s", leading), ("n", everything - leading)):
                nodes = data[f"{letter}{number}"]["nodes"]
                assert {asking.name_of_node(table, node) for node in nodes} == wanted, (caller.name, way.name, letter)


def batched(names: Iterable[str], size: int) -> Iterator[list[str]]:
    """The names, so many at a time."""
    left = list(names)
    for start in range(0, len(left), size):
        yield left[start : start + size]


def conditions(cast: Cast, caller: Caller, way: Relation) -> dict[str, Any]:
    """Conditions on hidden rows, on some of those that were made, on none of those."""
    name, target = field_name(way.name), way.target
    hidden = asking.among(target, cast.hidden(caller, target))
    made = asking.among(target, cast.rows[target.fullname])
    if way.kind is Kind.TO_MANY:
        return {"h": {name: {"some": hidden}}, "s": {name: {"some": made}}, "n": {name: {"none": made}}}
    return {"h": {name: hidden}, "s": {name: made}, "n": {"not": {name: made}}}


def filtering(table: Table, names: list[str]) -> str:
    """A document with a list for each of these filters."""
    declared = ", ".join(f"${name}: {type_name(table)}Filter" for name in names)
    lists = " ".join(
        f"{name}: {list_field(table)}(filter: ${name}, first: {ROWS}) {{ nodes {{ {asking.key(table)} }} }}"
        for name in names
    )
    return f"query({declared}) {{ {table.schema} {{ {lists} }} }}"
