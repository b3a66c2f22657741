"""What is hidden from everybody (deleted rows), from users (staff's tables), and what staff may not do."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Table

from gql.derivation.names import field_name, list_field, row_field, type_name
from gql.requests import Lane
from models.access import AllOf, Rule, Through
from models.base import facts_of, soft_deletes
from models.catalog import PRODUCTS
from repositories.relations import Kind, Relation, relations
from tests.contract.rows import Owner, RowMaker, Values
from tests.gql import asking
from tests.gql.belongings import READABLE, STAFF_TABLES, TABLES, Cast
from tests.gql.lanes import post_to
from tests.gql.mutations import ACCEPTED, BY_NAME, NAMES, writer
from tests.gql.writing import everything
from tests.people import People, Person
from tests.served import Client

ACCOUNTS = frozenset(product.account_table.fullname for product in PRODUCTS)
DELETABLE = [name for name, table in TABLES.items() if soft_deletes(table) and name not in ACCOUNTS]


def parents(rule: Rule | None, table: Table) -> list[Table]:
    """The tables whose rows hide a row when they are deleted."""
    match rule:
        case Through(column):
            return [key.column.table for key in table.columns[column].foreign_keys]
        case AllOf(rules):
            return [parent for part in rules for parent in parents(part, table)]
    return []


CHILDREN = [
    (name, parent.fullname)
    for name, table in TABLES.items()
    for parent in parents(facts_of(table).access.rows, table)
    if soft_deletes(parent)
]


async def delete(maker: RowMaker, owner: Owner, name: str) -> None:
    """Delete somebody's row softly."""
    (key,) = TABLES[name].primary_key
    mine = key == owner.rows[name][key.name]
    await maker.run(sa.update(TABLES[name]).where(mine).values(deleted_at=sa.func.now()).returning(key))


async def leading_to(client: Client, person: Person, table: Table, row: Values) -> dict[str, int]:
    """How many rows lead to a row, by relations and by filters, for each relation that ends at its table."""
    found = {}
    for way in relations(table).values():
        if way.target.fullname in READABLE:
            back = next(b for b in relations(way.target).values() if (b.local, b.remote) == (way.remote, way.local))
            found[f"{way.target.name}.{back.name}"] = await _leading_by(client, person, back, row)
    return found


async def _leading_by(client: Client, person: Person, back: Relation, row: Values) -> int:
    name, source, this = field_name(back.name), list_field(back.source), asking.among(back.target, [row])
    lists = back.kind is Kind.TO_MANY
    declared = f", $f: {type_name(back.target)}Filter" if lists else ""
    rows = f"(filter: $f) {{ totalCount nodes {{ {asking.key(back.target)} }} }}" if lists else "{ __typename }"
    data = await client.data(
        person,
        f"query($o: {type_name(back.source)}Filter{declared}) {{ {back.source.schema} {{ {source} {{ nodes"
        f" {{ {name} {rows} }} }} matching: {source}(filter: $o) {{ totalCount }} }} }}",
        o={name: {"some": this} if lists else this},
        **({"f": this} if lists else {}),
    )
    reached = [node[name] for node in data[back.source.schema][source]["nodes"]]
    total: int = data[back.source.schema]["matching"]["totalCount"]
    pages = [page["totalCount"] + len(page["nodes"]) if lists else int(page is not None) for page in reached]
    return total + int(sum(pages))


def test_what_can_be_deleted_is_found_from_the_models() -> None:
    assert "liveconvo.sessions" in DELETABLE
    assert ("liveconvo.transcripts", "liveconvo.sessions") in CHILDREN


@pytest.mark.parametrize(("name", "gone"), [*zip(DELETABLE, DELETABLE, strict=True), *CHILDREN])
async def test_a_deleted_row_and_what_hangs_on_it_are_hidden_on_every_way(
    client: Client, maker: RowMaker, name: str, gone: str
) -> None:
    owner = await maker.owner_of_everything()
    person, table, row = Person.of(owner), TABLES[name], owner.rows[name]
    document, variables = asking.ways(table), asking.sent(table, row)
    assert await client.data(person, document, **variables) == asking.there(table, row)
    # Once by a filter, once by a relation; of a list, the total and the row.
    assert set((await leading_to(client, person, table, row)).values()) in ({2}, {3}, {2, 3})
    await delete(maker, owner, gone)
    assert await client.data(person, document, **variables) == asking.nowhere(table)
    assert set((await leading_to(client, person, table, row)).values()) == {0}


@pytest.mark.parametrize("name", DELETABLE)
async def test_a_deleted_row_is_hidden_from_staff_too(client: Client, maker: RowMaker, cast: Cast, name: str) -> None:
    owner = await maker.owner_of_everything()
    staff, table = cast.callers["staff"].person, TABLES[name]
    document, variables = asking.ways(table), asking.sent(table, owner.rows[name])
    assert await client.data(staff, document, **variables) == asking.there(table, owner.rows[name])
    await delete(maker, owner, name)
    assert await client.data(staff, document, **variables) == asking.nowhere(table)


async def test_usage_outlives_the_session_it_was_counted_in(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner_of_everything()
    await delete(maker, owner, "liveconvo.sessions")
    query = "{ liveconvo { usageRecords { nodes { id sessionId session { id } } } } }"
    data = await client.data(Person.of(owner), query)
    record, session = owner.rows["liveconvo.usage_records"], owner.rows["liveconvo.sessions"]
    shown = {"id": str(record["id"]), "sessionId": str(session["id"]), "session": None}
    assert data["liveconvo"]["usageRecords"]["nodes"] == [shown]


def refused(table: Table, answer: Any) -> bool:
    """Whether an answer says that only staff may read a table, and nothing besides."""
    message = f"Only staff may read {facts_of(table).singular.replace('_', ' ')} rows."
    told = {(error["extensions"]["code"], error["message"]) for error in answer["errors"]}
    return told == {("FORBIDDEN", message)} and answer["data"] in (
        None,
        {"node": None},
        {str(table.schema): {row_field(table): None}},
    )


@pytest.mark.parametrize("name", sorted(STAFF_TABLES))
async def test_staffs_tables_are_forbidden_to_users_whether_there_is_a_row_or_not(
    client: Client, cast: Cast, name: str
) -> None:
    table = TABLES[name]
    documents = (
        asking.one(table, asking.columns(table)),
        asking.listing(table, f"nodes {{ {asking.key(table)} }}"),
        asking.listing(table, "totalCount"),
        "query($n: ID!) { node(nodeId: $n) { nodeId } }",
        "query($n: ID!) { nodes(nodeIds: [$n]) { nodeId } }",
    )
    for caller in (cast.callers[who] for who in ("the owner", "a stranger", "nobody")):
        for document in documents:
            answers = set()
            for row in (cast.owner.rows[name], asking.absent(table, cast.owner.rows[name])):
                response = await client.post(caller.person.token(), document, asking.sent(table, row))
                assert refused(table, response.json())
                answers.add(response.content)
            assert len(answers) == 1


TO_STAFF = [
    way
    for name in READABLE
    for way in relations(TABLES[name]).values()
    if way.target.fullname in STAFF_TABLES and way.kind is Kind.TO_MANY
]


def test_all_that_leads_to_staffs_tables_are_lists() -> None:
    ways = [w for n in READABLE for w in relations(TABLES[n]).values() if w.target.fullname in STAFF_TABLES]
    assert ways == TO_STAFF
    assert TO_STAFF != []


@pytest.mark.parametrize("way", TO_STAFF, ids=lambda way: f"{way.source.fullname}.{way.name}")
async def test_no_relation_and_no_filter_lets_users_ask_for_staffs_tables(
    client: Client, cast: Cast, maker: RowMaker, way: Relation
) -> None:
    source, name = way.source, field_name(way.name)
    without = await maker.owner()
    await maker.ancestors(without, source)
    if source.fullname not in without.rows:
        await maker.add(without, source)
    conditions: list[Any] = [{name: {quantifier: {}}} for quantifier in ("some", "none", "every")]
    conditions += [{"not": conditions[0]}, {"or": [conditions[1]]}, {"and": [{"not": {"and": [conditions[2]]}}]}]
    sent = [(asking.listing(source, "totalCount"), condition) for condition in conditions]
    sent += [
        (asking.listing(source, f"nodes {{ {name} {{ {page} }} }}"), None)
        for page in ("totalCount", "nodes { id }", "__typename", "aggregates { count }")
    ]
    for document, condition in sent:
        answers = set()
        for person in (cast.callers["the owner"].person, Person.of(without)):
            for response in (
                await client.post(person.token(), document, {"f": condition}),
                await post_to(client, Lane.RESOLVER, person, document, {"f": condition}),
            ):
                answer = response.json()
                assert answer["data"] is None
                assert {error["extensions"]["code"] for error in answer["errors"]} == {"FORBIDDEN"}
                answers.add(response.content)
        # Those who have more rows are told so more often.
        assert len(answers) == 1 or condition is None


@pytest.mark.parametrize("name", TABLES)
async def test_staff_read_every_column_of_every_row(client: Client, cast: Cast, name: str) -> None:
    table, staff = TABLES[name], cast.callers["staff"]
    assert cast.rows[name] != []
    for row in cast.rows[name]:
        data = await client.data(staff.person, asking.one(table, asking.columns(table)), **asking.key_of(table, row))
        shown = data[table.schema][row_field(table)]
        assert asking.key_of(table, row).items() <= shown.items()


@pytest.mark.parametrize("name", NAMES)
async def test_staff_cannot_write(client: Client, people: People, name: str) -> None:
    owner = await writer(people, name)
    for other in (owner, await writer(people, name)):
        arguments = await ACCEPTED[name](people, owner)
        before = [await everything(people, owner), await everything(people, other)]
        token = other.token(roles=("admin",))
        for key in (None, "once"):
            answer = (await client.post(token, BY_NAME[name].document, {"input": arguments, "key": key})).json()
            assert [error["extensions"] for error in answer["errors"]] == [{"code": "FORBIDDEN"}]
            assert answer["data"] is None
        assert [await everything(people, owner), await everything(people, other)] == before
