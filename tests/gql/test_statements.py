"""Statements per request: as many for one row as for fifty."""

from typing import Any

import pytest

from gql.derivation.names import field_name, list_field, type_name
from gql.requests import Lane
from models.columns import facts_of
from models.liveconvo import Guidance
from repositories.relations import Kind, Relation, relations
from tests.contract.rows import Owner
from tests.gql import asking
from tests.gql.asking import encoded
from tests.gql.belongings import READABLE, TABLES
from tests.gql.lanes import post_to
from tests.gql.statements import recorded
from tests.people import People, Person
from tests.served import Client

RELATIONS = [relation for table in TABLES.values() for relation in relations(table).values()]
# What staff reads is written down before they read it.
WRITTEN_DOWN = 1
NESTED = """
query($first: Int!) {
  liveconvo {
    sessions(first: $first) {
      nodes {
        title
        user { fullName }
        transcripts(first: 5) { nodes { content guidance { totalCount nodes { content } } } }
        guidance { nodes { content triggeredByTranscript { content } } }
      }
    }
  }
}
"""


async def count(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    person: Person,
    query: str,
    lane: Lane = Lane.RESOLVER,
    **variables: Any,
) -> int:
    """How many statements a query runs in a lane."""
    with recorded(monkeypatch) as statements:
        answer = (await post_to(client, lane, person, query, variables)).json()
    assert answer.keys() == {"data"}, answer
    return len(statements)


async def test_fifty_sessions_need_no_more_statements_than_one(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await people.person()
    for _ in range(50):
        session = await people.session(person)
        transcripts = [await people.transcript(session, number) for number in range(2)]
        await people.insert(Guidance, session_id=session, triggered_by_transcript_id=transcripts[0])
    for first in (1, 50):
        assert await count(client, monkeypatch, person, NESTED, first=first) == 7
        assert await count(client, monkeypatch, person, NESTED, Lane.COMPILED, first=first) == 1


def selected(relation: Relation) -> str:
    """A selection of all columns of what a relation leads to."""
    rows = asking.columns(relation.target)
    inner = f"{{ nodes {{ {rows} }} }}" if relation.kind is Kind.TO_MANY else f"{{ {rows} }}"
    return f"{field_name(relation.name)} {inner}"


def totals(relation: Relation) -> str:
    """A selection of a page of what a relation leads to, with its total and its cursors."""
    page = f"{asking.page(relation.target)} edges {{ cursor }} pageInfo {{ endCursor }}"
    return f"{field_name(relation.name)} {{ {page} }}"


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if relations(table)])
async def test_a_relation_is_read_at_once_for_all_parents(
    client: Client, crowd: list[Owner], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    table, ways = TABLES[name], list(relations(TABLES[name]).values())
    parents = [owner.rows[name] for owner in crowd]
    assert None not in [row[way.local.name] for row in parents for way in ways]
    lists = [way for way in ways if way.kind is Kind.TO_MANY]
    for selections, statements in (
        ([selected(way) for way in ways], len(ways)),
        ([totals(way) for way in lists], 2 * len(lists)),
    ):
        document = (
            f"query($f: {type_name(table)}Filter, $first: Int!) {{ {table.schema} {{ {list_field(table)}(filter: $f,"
            f" first: $first) {{ nodes {{ {asking.key(table)} {' '.join(selections)} }} }} }} }}"
        )
        staff = Person.of(crowd[0], roles=("admin",))
        for first in (1, len(parents)):
            asked: dict[str, Any] = {"f": asking.among(table, parents), "first": first}
            assert await count(client, monkeypatch, staff, document, **asked) == WRITTEN_DOWN + 1 + statements
            assert await count(client, monkeypatch, staff, document, Lane.COMPILED, **asked) == WRITTEN_DOWN + 1


@pytest.mark.parametrize("name", READABLE)
async def test_totals_and_cursors_cost_one_statement_more_at_most(
    client: Client, crowd: list[Owner], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    table, person = TABLES[name], Person.of(crowd[0])
    key = asking.key(table)
    page = f"nodes {{ {key} }} edges {{ cursor node {{ nodeId }} }} pageInfo {{ endCursor }}"
    total = asking.listing(table, f"{page} totalCount")
    assert await count(client, monkeypatch, person, asking.listing(table, page)) == 1
    assert await count(client, monkeypatch, person, total) == 2
    assert await count(client, monkeypatch, person, total, Lane.COMPILED) == 1


@pytest.mark.parametrize("name", TABLES)
async def test_a_row_is_one_statement_and_nodes_of_a_type_are_too(
    client: Client, crowd: list[Owner], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    table, staff = TABLES[name], Person.of(crowd[0], roles=("admin",))
    rows = [owner.rows[name] for owner in crowd]
    document, key = asking.one(table, asking.columns(table)), dict[str, Any](asking.key_of(table, rows[0]))
    assert await count(client, monkeypatch, staff, document, **key) == WRITTEN_DOWN + 1
    nodes = "query($n: [ID!]!) { nodes(nodeIds: $n) { __typename nodeId } }"
    numbers = [asking.node_id(table, row) for row in rows]
    assert await count(client, monkeypatch, staff, nodes, n=numbers) == WRITTEN_DOWN + 1


async def test_nodes_of_one_type_are_read_at_once(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await people.person()
    sessions = [encoded("LiveconvoSession", await people.session(person)) for _ in range(20)]
    templates = [encoded("LiveconvoTemplate", await people.template(person)) for _ in range(20)]
    query = (
        "query($n: [ID!]!) { nodes(nodeIds: $n) { nodeId ... on LiveconvoSession { transcripts { totalCount } } } }"
    )
    one = await count(client, monkeypatch, person, query, n=[sessions[0], templates[0]])
    assert await count(client, monkeypatch, person, query, n=[*sessions, *templates]) == one


@pytest.mark.parametrize(
    "query",
    ["{ __typename }", "{ viewer { subject } }", "{ liveconvo { __typename } }", "{ __schema { types { name } } }"],
)
async def test_what_needs_no_row_runs_no_statement(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    assert await count(client, monkeypatch, await people.person(), query) == 0


def test_every_relation_of_the_models_is_checked() -> None:
    names = {f"{type_name(relation.source)}.{relation.name}" for relation in RELATIONS}
    assert (
        len(names)
        == len(RELATIONS)
        == sum(
            2 + (facts_of(key.parent).newest is not None)
            for table in TABLES.values()
            for key in table.foreign_keys
            # A second key of a column binds the row, but is no relation of its own.
            if key.constraint is not None and key.constraint.info.get("relation") is not False
        )
    )
