"""Statements per request: as many for one row as for fifty."""

import pytest

from gql.derivation.names import field_name, list_field, type_name
from models.columns import facts_of
from models.liveconvo import Guidance
from repositories.relations import Kind, Relation, relations
from tests.gql.belongings import STAFF_TABLES, TABLES, belongings, columns, required_values
from tests.gql.statements import recorded
from tests.gql.test_nodes import node_id
from tests.people import People, Person
from tests.served import Client

RELATIONS = [relation for table in TABLES.values() for relation in relations(table).values()]
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


async def count(client: Client, monkeypatch: pytest.MonkeyPatch, token: str, query: str, **variables: object) -> int:
    """How many statements a query runs."""
    with recorded(monkeypatch) as statements:
        answer = (await client.post(token, query, variables)).json()
    assert answer.keys() == {"data"}, answer
    return len(statements)


async def test_fifty_sessions_need_no_more_statements_than_one(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await people.person()
    for _ in range(50):
        session = await people.session(person)
        transcripts = [await people.transcript(session, number) for number in range(2)]
        hint = required_values("guidance", person.id, session)
        await people.insert(Guidance, **hint, triggered_by_transcript_id=transcripts[0])
    token = person.token()
    assert await count(client, monkeypatch, token, NESTED, first=1) == 7
    assert await count(client, monkeypatch, token, NESTED, first=50) == 7


@pytest.fixture(scope="module")
async def crowd(people: People) -> list[Person]:
    """Five people with a row of every table."""
    made = [await people.person() for _ in range(5)]
    for person in made:
        await belongings(people, person)
    return made


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda r: f"{r.source.name}.{r.name}")
async def test_a_relation_is_read_at_once_for_all_parents(
    client: Client, crowd: list[Person], monkeypatch: pytest.MonkeyPatch, relation: Relation
) -> None:
    lists = relation.kind is Kind.TO_MANY
    inner = f"{{ nodes {{ {columns(relation.target)} }} }}" if lists else f"{{ {columns(relation.target)} }}"
    table = relation.source
    # Staff see everybody's rows: only those that lead somewhere tell how often is read.
    key = field_name(relation.local.name)
    leading = f", filter: {{ {key}: {{ isNull: false }} }}" if relation.local.nullable else ""
    query = (
        f"query($first: Int!) {{ liveconvo {{ {list_field(table)}(first: $first{leading})"
        f" {{ nodes {{ {field_name(relation.name)} {inner} }} }} }} }}"
    )
    staff = crowd[0].token(roles=("admin",))
    assert await count(client, monkeypatch, staff, query, first=1) == 2
    assert await count(client, monkeypatch, staff, query, first=5) == 2


@pytest.mark.parametrize("name", sorted(TABLES.keys() - STAFF_TABLES))
async def test_totals_and_cursors_cost_one_statement_more_at_most(
    client: Client, crowd: list[Person], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    field = list_field(TABLES[name])
    token = crowd[0].token()
    selection = "{ nodes { id } edges { cursor node { nodeId } } pageInfo { endCursor } }"
    page = f"{{ liveconvo {{ {field} {selection} }} }}"
    assert await count(client, monkeypatch, token, page) == 1
    total = f"{{ liveconvo {{ {field} {{ totalCount nodes {{ id }} }} }} }}"
    assert await count(client, monkeypatch, token, total) == 2


async def test_nodes_of_one_type_are_read_at_once(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await people.person()
    sessions = [node_id("LiveconvoSession", await people.session(person)) for _ in range(20)]
    templates = [node_id("LiveconvoTemplate", await people.template(person)) for _ in range(20)]
    query = (
        "query($n: [ID!]!) { nodes(nodeIds: $n) { nodeId ... on LiveconvoSession { transcripts { totalCount } } } }"
    )
    one = await count(client, monkeypatch, person.token(), query, n=[sessions[0], templates[0]])
    assert await count(client, monkeypatch, person.token(), query, n=[*sessions, *templates]) == one


@pytest.mark.parametrize(
    "query",
    ["{ __typename }", "{ viewer { subject } }", "{ liveconvo { __typename } }", "{ __schema { types { name } } }"],
)
async def test_what_needs_no_row_runs_no_statement(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    assert await count(client, monkeypatch, (await people.person()).token(), query) == 0


def test_every_relation_of_the_models_is_checked() -> None:
    names = {f"{type_name(relation.source)}.{relation.name}" for relation in RELATIONS}
    assert (
        len(names)
        == len(RELATIONS)
        == sum(
            2 * len(column.foreign_keys) + (facts_of(column).newest is not None)
            for table in TABLES.values()
            for column in table.columns
        )
    )
