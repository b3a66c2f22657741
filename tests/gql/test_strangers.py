"""Strangers and nobody: on no path do they learn anything about somebody's rows."""

import base64
from uuid import UUID, uuid4

import pytest

from gql.derivation.filters import filterable
from gql.derivation.names import field_name, list_field, row_field, type_name
from models.catalog import PRODUCTS
from models.liveconvo import Guidance
from repositories.relations import Kind, relations
from tests.gql.belongings import STAFF_TABLES, TABLES, belongings, required_values
from tests.gql.mutations import ACCEPTED, BY_NAME, NAMES, POINTING, pointing_elsewhere
from tests.people import People, Person
from tests.served import Client

READABLE = sorted(TABLES.keys() - STAFF_TABLES)


@pytest.fixture(scope="module")
async def owner(people: People) -> Person:
    """Somebody with a row of every table."""
    return await people.person(full_name="Ada")


@pytest.fixture(scope="module")
async def owned(people: People, owner: Person) -> dict[str, UUID]:
    """The keys of the owner's rows, by table."""
    return await belongings(people, owner)


@pytest.fixture(scope="module")
async def stranger(people: People, owned: dict[str, UUID]) -> Person:
    """Somebody else, with a session of their own."""
    made = await people.person()
    await people.session(made)
    return made


def test_every_mutation_has_arguments_that_it_accepts() -> None:
    assert ACCEPTED.keys() == BY_NAME.keys()


@pytest.mark.parametrize("name", READABLE)
async def test_the_row_of_somebody_else_looks_like_one_that_does_not_exist(
    client: Client, owned: dict[str, UUID], owner: Person, stranger: Person, name: str
) -> None:
    query = f"query($id: UUID!) {{ liveconvo {{ {row_field(TABLES[name])}(id: $id) {{ id }} }} }}"
    own = await client.data(owner, query, id=str(owned[name]))
    assert own == {"liveconvo": {row_field(TABLES[name]): {"id": str(owned[name])}}}
    foreign = await client.post(stranger.token(), query, {"id": str(owned[name])})
    missing = await client.post(stranger.token(), query, {"id": str(uuid4())})
    assert (
        foreign.content == missing.content == b'{"data":{"liveconvo":{"%b":null}}}' % row_field(TABLES[name]).encode()
    )


@pytest.mark.parametrize("name", READABLE)
async def test_a_node_of_somebody_else_looks_like_one_that_does_not_exist(
    client: Client, owned: dict[str, UUID], stranger: Person, name: str
) -> None:
    def node_id(key: UUID) -> str:
        return base64.b64encode(f"{type_name(TABLES[name])}:{key}".encode()).decode()

    query = "query($n: ID!) { node(nodeId: $n) { nodeId } nodes(nodeIds: [$n]) { nodeId } }"
    foreign = await client.post(stranger.token(), query, {"n": node_id(owned[name])})
    missing = await client.post(stranger.token(), query, {"n": node_id(uuid4())})
    assert foreign.content == missing.content == b'{"data":{"node":null,"nodes":[null]}}'


@pytest.mark.parametrize("name", READABLE)
async def test_a_list_holds_no_row_of_somebody_else(
    client: Client, owned: dict[str, UUID], owner: Person, stranger: Person, name: str
) -> None:
    table = TABLES[name]
    query = (
        f"query($f: {type_name(table)}Filter, $o: [{type_name(table)}Order!]) {{ liveconvo {{ {list_field(table)}"
        "(filter: $f, orderBy: $o, first: 100) { totalCount nodes { id } edges { node { id } } } } }"
    )
    own = await client.data(owner, query, f={"id": {"eq": str(owned[name])}})
    assert own["liveconvo"][list_field(table)]["nodes"] == [{"id": str(owned[name])}]
    nothing = {"totalCount": 0, "nodes": [], "edges": []}
    for condition in (
        {"id": {"eq": str(owned[name])}},
        {"id": {"in": [str(owned[name])]}},
        {"or": [{"id": {"eq": str(owned[name])}}, {"and": [{"id": {"eq": str(owned[name])}}]}]},
        {"not": {"id": {"ne": str(owned[name])}}},
    ):
        data = await client.data(stranger, query, f=condition, o=["ID_DESC"])
        assert data["liveconvo"][list_field(table)] == nothing
    data = await client.data(stranger, query, o=["ID_ASC"])
    assert str(owned[name]) not in {node["id"] for node in data["liveconvo"][list_field(table)]["nodes"]}


RELATIONS = [
    (name, relation.name)
    for name in READABLE
    for relation in filterable(TABLES[name])
    if relation.target.name in READABLE
]


@pytest.mark.parametrize(("name", "relation_name"), RELATIONS)
async def test_a_filter_along_a_relation_tells_nothing_about_somebody_elses_rows(
    client: Client, people: People, owned: dict[str, UUID], name: str, relation_name: str
) -> None:
    person = await people.person()
    mine = await belongings(people, person)
    table = TABLES[name]
    relation = relations(table)[relation_name]
    query = (
        f"query($f: {type_name(table)}Filter) {{ liveconvo {{ {list_field(table)}(filter: $f) {{ totalCount }} }} }}"
    )

    async def total(key: UUID) -> int:
        inner: dict[str, object] = {"id": {"eq": str(key)}}
        condition = {"some": inner} if relation.kind is Kind.TO_MANY else inner
        data = await client.data(person, query, f={field_name(relation_name): condition})
        found: int = data["liveconvo"][list_field(table)]["totalCount"]
        return found

    assert await total(mine[relation.target.name]) == 1
    assert await total(owned[relation.target.name]) == 0
    assert await total(uuid4()) == 0


@pytest.mark.parametrize("relation_name", [relation for name, relation in RELATIONS if name == "templates"])
async def test_a_public_template_leads_to_nothing_of_its_owner(
    client: Client, people: People, stranger: Person, relation_name: str
) -> None:
    owner = await people.person()
    session = (await belongings(people, owner))["sessions"]
    template = await people.template(owner, is_public=True)
    await people.session(owner, selected_template_id=template)
    hint = required_values("guidance", owner.id, session)
    await people.insert(Guidance, **hint, prompt_template_id=template)
    relation = relations(TABLES["templates"])[relation_name]
    lists = relation.kind is Kind.TO_MANY
    inner = "{ totalCount nodes { id } }" if lists else "{ id }"
    query = f"query($id: UUID!) {{ liveconvo {{ template(id: $id) {{ id {field_name(relation_name)} {inner} }} }} }}"
    found = await client.data(owner, query, id=str(template))
    assert str(found).count("'id'") == 2
    nothing = {"totalCount": 0, "nodes": []} if lists else None
    data = await client.data(stranger, query, id=str(template))
    assert data["liveconvo"]["template"] == {"id": str(template), field_name(relation_name): nothing}


@pytest.mark.parametrize("name", POINTING)
async def test_a_write_on_somebody_elses_row_looks_like_one_on_a_row_that_does_not_exist(
    client: Client, people: People, stranger: Person, name: str
) -> None:
    owner = await people.person()
    arguments = await ACCEPTED[name](people, owner)
    before = await everything(people, owner)
    document = BY_NAME[name].document
    foreign = await client.post(stranger.token(), document, {"input": arguments})
    missing = await client.post(stranger.token(), document, {"input": pointing_elsewhere(arguments)})
    assert foreign.content == missing.content
    (error,) = foreign.json()["errors"]
    assert error["extensions"] == {"code": "NOT_FOUND"}
    assert error["message"].startswith("There is no ")
    assert await everything(people, owner) == before
    assert (await client.ask(owner, document, input=arguments)).keys() == {"data"}


async def everything(people: People, owner: Person) -> list[tuple[object, ...]]:
    """All rows of a person, as the database has them."""
    found: list[tuple[object, ...]] = []
    for table in (table for product in PRODUCTS for table in product.graph_tables):
        if "user_id" in table.columns:
            rows = await people.run(table.select().where(table.c.user_id == owner.id).order_by(table.c.id))
            found += [(table.name, *map(str, row)) for row in rows]
        elif "session_id" in table.columns:
            sessions = TABLES["sessions"]
            mine = sessions.select().with_only_columns(sessions.c.id).where(sessions.c.user_id == owner.id)
            rows = await people.run(table.select().where(table.c.session_id.in_(mine)).order_by(table.c.id))
            found += [(table.name, *map(str, row)) for row in rows]
    return found


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("liveconvoStartSession", "selectedTemplateId"),
        ("liveconvoUpdateSession", "selectedTemplateId"),
        ("liveconvoAddGuidance", "promptTemplateId"),
        ("liveconvoAddGuidance", "triggeredByTranscriptId"),
        ("liveconvoAppendTranscript", "transcriptId"),
    ],
)
async def test_a_write_cannot_refer_to_somebody_elses_row(
    client: Client, people: People, owned: dict[str, UUID], stranger: Person, name: str, field: str
) -> None:
    target = "transcripts" if "ranscript" in field else "templates"
    arguments = await ACCEPTED[name](people, stranger)
    before = await everything(people, stranger)
    document = BY_NAME[name].document
    foreign = await client.post(stranger.token(), document, {"input": {**arguments, field: str(owned[target])}})
    missing = await client.post(stranger.token(), document, {"input": {**arguments, field: str(uuid4())}})
    assert foreign.content == missing.content
    assert foreign.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}
    assert await everything(people, stranger) == before


@pytest.mark.parametrize("token", [None, "", "garbage", "a.b.c", "Bearer"])
async def test_nobody_reads_or_writes(client: Client, people: People, token: str | None) -> None:
    person = await people.person()
    for document, variables in [
        ("{ liveconvo { sessions { nodes { id } } } }", {}),
        ("{ __typename }", {}),
        *[(BY_NAME[name].document, {"input": await ACCEPTED[name](people, person)}) for name in NAMES],
    ]:
        answer = (await client.post(token, document, variables)).json()
        assert answer.keys() == {"errors"}
        assert [error["extensions"] for error in answer["errors"]] == [{"code": "UNAUTHENTICATED"}]


async def test_a_token_without_an_account_sees_and_writes_nothing(client: Client, people: People) -> None:
    from gateway.authentication import mint
    from tests.people import _SETTINGS, SECRET

    person = await people.person()
    session = await people.session(person)
    token = mint(_SETTINGS, SECRET, person.id, {})
    query = "query($id: UUID!) { liveconvo { me { id } session(id: $id) { id } sessions { totalCount } } }"
    answer = (await client.post(token, query, {"id": str(session)})).json()
    assert answer == {"data": {"liveconvo": {"me": None, "session": None, "sessions": {"totalCount": 0}}}}
    for name in NAMES:
        arguments = await ACCEPTED[name](people, person)
        before = await everything(people, person)
        answer = (await client.post(token, BY_NAME[name].document, {"input": arguments})).json()
        assert answer["errors"][0]["extensions"]["code"] in {"FORBIDDEN", "NOT_FOUND"}
        assert await everything(people, person) == before
