"""Telling how an operation is run: to developers and staff, over HTTP and on the command line."""

from typing import Any

import pytest

from gateway.addresses import Addresses
from gateway.app import Gateway
from gateway.explain import explain
from gateway.settings import Settings
from gql.requests import Explain
from tests.people import SECRET, People, Person
from tests.served import Client

SESSION = "query($id: UUID!) { liveconvo { session(id: $id) { title } } }"


async def explained(
    client: Client,
    person: Person,
    query: str,
    *,
    roles: tuple[str, ...] = ("user",),
    headers: dict[str, str],
    **body: Any,
) -> dict[str, Any]:
    sent = {"authorization": f"Bearer {person.token(roles=roles)}", **headers}
    answer: dict[str, Any] = (
        await client.http.post("/graphql", json={"query": query, "variables": body}, headers=sent)
    ).json()
    return answer


async def test_a_compiled_query_tells_its_statement_and_where_its_values_come_from(
    client: Client, people: People
) -> None:
    person = await people.person()
    session = await people.session(person, title="Here")
    query, headers = f"{SESSION} # {person.id}", {"x-quintet-explain": "sql"}
    first = await explained(client, person, query, headers=headers, id=str(session))
    second = await explained(client, person, query, headers=headers, id=str(session))
    assert first["data"] == second["data"] == {"liveconvo": {"session": {"title": "Here"}}}
    told = first["extensions"]["explain"]
    assert (told["lane"], told["binds"], told["planWasCached"]) == ("compiled", ["subject", "account", "$id"], False)
    assert told["sql"].startswith("SELECT answered.answer")
    assert "Here" not in told["sql"]
    assert second["extensions"]["explain"]["planWasCached"] is True


async def test_the_plan_of_postgresql_is_told_on_demand(client: Client, people: People) -> None:
    person = await people.person()
    session = await people.session(person)
    answer = await explained(client, person, SESSION, headers={"x-quintet-explain": "plan"}, id=str(session))
    plan = "\n".join(answer["extensions"]["explain"]["plan"])
    assert "Index Scan" in plan
    assert "Execution Time" in plan


async def test_a_resolved_query_tells_its_statements_and_why_it_was_not_compiled(
    client: Client, people: People
) -> None:
    person = await people.person()
    session = await people.session(person)
    headers = {"x-quintet-explain": "sql", "x-quintet-lane": "resolver"}
    answer = await explained(client, person, SESSION, headers=headers, id=str(session))
    told = answer["extensions"]["explain"]
    assert (told["lane"], len(told["statements"])) == ("resolver", 1)
    answer = await explained(client, person, "{ __typename }", headers={"x-quintet-explain": "sql"})
    assert answer["extensions"]["explain"] == {
        "declined": "It reads no row, so it needs no database.",
        "lane": "resolver",
        "statements": [],
    }


async def test_a_query_that_must_be_compiled_and_cannot_be_says_why(client: Client, people: People) -> None:
    answer = await explained(
        client, await people.person(), "{ __schema { queryType { name } } }", headers={"x-quintet-lane": "compiled"}
    )
    assert answer["errors"][0]["message"] == "This is not compiled: Query.__schema is not read from the database."


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ({"x-quintet-lane": "fast"}, "x-quintet-lane is compiled or resolver."),
        ({"x-quintet-explain": "all"}, "x-quintet-explain is sql or plan."),
    ],
)
async def test_a_value_that_a_header_cannot_have_is_named(
    client: Client, people: People, header: dict[str, str], message: str
) -> None:
    answer = await explained(client, await people.person(), "{ __typename }", headers=header)
    assert answer["errors"][0]["message"] == message


async def test_in_production_only_staff_is_told_and_nobody_chooses_a_lane(place: Addresses, people: People) -> None:
    person = await people.person()
    session = await people.session(person)
    settings = Settings(_env_file=None, token_secret=SECRET, environment="production")
    urls = {role: place.url(role) for role in ("app", "admin", "listener")}
    gateway = Gateway(settings, urls, SECRET)
    async with gateway.lifespan(), Client.inside(gateway) as client:
        asked = {"x-quintet-explain": "sql"}
        refused = await explained(client, person, SESSION, headers=asked, id=str(session))
        assert refused["errors"][0]["message"] == "Only staff may ask how an operation is run."
        assert "data" not in refused
        staff = await explained(client, person, SESSION, roles=("admin",), headers=asked, id=str(session))
        assert staff["extensions"]["explain"]["lane"] == "compiled"
        plain = await explained(client, person, SESSION, headers={"x-quintet-lane": "odd"}, id=str(session))
        assert plain == {"data": {"liveconvo": {"session": {"title": None}}}}


async def test_the_command_line_tells_lane_statement_values_and_plan(place: Addresses, people: People) -> None:
    person = await people.person()
    session = await people.session(person)
    told = await explain(place, person.identity, SESSION, {"id": str(session)}, Explain.PLAN)
    lines = told.splitlines()
    assert lines[0] == "lane: compiled"
    assert lines[2].startswith("SELECT answered.answer")
    assert "$3  $id" in lines
    assert any("Execution Time" in line for line in lines)


async def test_the_command_line_tells_what_is_wrong_with_a_query(place: Addresses, people: People) -> None:
    person = await people.person()
    told = await explain(place, person.identity, "{ liveconvo { sesion } }", {}, Explain.SQL)
    assert told.startswith("BAD_INPUT: Cannot query field 'sesion' on type 'LiveconvoQuery'.")
