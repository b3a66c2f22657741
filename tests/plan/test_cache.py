"""Plans are kept by shape, within bounds, and made once."""

import base64
from typing import Any

import pytest

from gateway.demo.identity import DEMO_ACCOUNTS, DEMO_USER_ID
from gql.documents import DocumentCache
from gql.plan.cache import MAX_VARIANTS, PlanCache
from gql.plan.errors import DeclinedError
from gql.plan.lane import Asked, CompiledLane
from gql.schema import build
from repositories.database import Database
from repositories.errors import BadInputError
from repositories.identity import Identity, Trust

DEMO = Identity(DEMO_USER_ID, DEMO_ACCOUNTS)
VARIABLES = "$n: Int, $f: LiveconvoSessionFilter, $o: [LiveconvoSessionOrder!], $d: Boolean = false"
ROWS = "sessions(first: $n, filter: $f, orderBy: $o) { nodes { id title @include(if: $d) } }"
SESSIONS = f"query({VARIABLES}) {{ liveconvo {{ {ROWS} }} }}"


class Compiler:
    """Compiles documents without a database."""

    def __init__(self) -> None:
        schema = build()._schema
        self.documents = DocumentCache(schema, introspection=True)
        self.lane = CompiledLane(schema, Database({}))

    def plan(self, text: str, identity: Identity = DEMO, **variables: Any) -> Any:
        document = self.documents.get(text)
        operation = document.operation(None)
        return self.lane.prepare(
            Asked(document, operation, document.variables(operation).coerced(variables), identity)
        ).plan


@pytest.fixture(scope="module")
def compiler() -> Compiler:
    return Compiler()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"n": 1}, {"n": 99}),
        ({"f": {"title": {"eq": "a"}}}, {"f": {"title": {"eq": "b"}}}),
        ({"f": {"id": {"in": []}}}, {"f": {"id": {"in": ["3f2c8a52-6f0e-4c3e-9d43-0c2b6a1d7e10"]}}}),
        ({"o": ["TITLE_ASC"]}, {"o": ["TITLE_ASC"]}),
    ],
)
def test_other_values_of_the_same_shape_find_the_same_plan(
    compiler: Compiler, one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert compiler.plan(SESSIONS, **one) is compiler.plan(SESSIONS, **other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"n": 1}),
        ({"f": None}, {"f": {}}),
        ({"f": {"title": {"eq": "a"}}}, {"f": {"title": {"ne": "a"}}}),
        ({"f": {"and": [{}]}}, {"f": {"and": [{}, {}]}}),
        ({"o": ["TITLE_ASC"]}, {"o": ["TITLE_DESC"]}),
        ({"d": True}, {"d": False}),
    ],
)
def test_what_changes_the_statement_finds_another_plan(
    compiler: Compiler, one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert compiler.plan(SESSIONS, **one) is not compiler.plan(SESSIONS, **other)


KINDS = {"n": "Int", "s": "String", "i": "[UUID!]"}
KEY = "3f2c8a52-6f0e-4c3e-9d43-0c2b6a1d7e10"
CURSOR = base64.b64encode(f'["id", "{KEY}"]'.encode()).decode()


@pytest.mark.parametrize(
    ("rows", "right", "wrong"),
    [
        ("(first: $n) { pageInfo { hasPreviousPage } }", 100, 101),
        ("(last: $n) { totalCount }", 1, 0),
        ("(search: $s) { __typename }", "door", " "),
        ("(after: $s, orderBy: ID_ASC) { totalCount }", CURSOR, "door"),
        ("(filter: { id: { in: $i } }) { totalCount }", [KEY] * 100, [KEY] * 101),
    ],
)
def test_a_plan_refuses_values_that_its_statement_does_not_get(
    compiler: Compiler, rows: str, right: Any, wrong: Any
) -> None:
    name, kind = next(found for found in KINDS.items() if f"${found[0]}" in rows)
    text = f"query(${name}: {kind}) {{ webbuilder {{ campaigns{rows} }} }}"
    plan = compiler.plan(text, **{name: right})
    with pytest.raises(BadInputError):
        compiler.plan(text, **{name: wrong})
    assert compiler.plan(text, **{name: right}) is plan


@pytest.mark.parametrize("fields", ["__typename", "totalCount @include(if: false)"])
def test_a_named_query_whose_rows_nobody_reads_is_left_to_the_resolver_lane(compiler: Compiler, fields: str) -> None:
    near = "myDiscoveriesNear(point: { latitude: $n, longitude: 0 }, radiusMeters: 1000)"
    text = f"query($n: Float!) {{ roadtrip {{ cities {{ totalCount }} {near} {{ {fields} }} }} }}"
    with pytest.raises(DeclinedError, match="A named query without rows is not compiled"):
        compiler.plan(text, n=49.1)


@pytest.mark.parametrize("fields", ["__typename", "pageInfo { hasPreviousPage }"])
def test_a_filter_of_rows_that_nobody_reads_is_left_to_the_resolver_lane(compiler: Compiler, fields: str) -> None:
    with pytest.raises(DeclinedError, match="A filter without rows is not compiled"):
        compiler.plan(f'{{ webbuilder {{ campaigns(filter: {{ name: {{ eq: "x" }} }}) {{ {fields} }} }} }}')


def test_no_value_of_a_client_stands_in_a_statement(compiler: Compiler) -> None:
    text = """{ liveconvo { sessions(filter: { title: { contains: "Robert'); DROP" } }) { nodes { id } } } }"""
    for plan in (compiler.plan(text), compiler.plan(SESSIONS, f={"title": {"contains": "Robert'); DROP"}})):
        assert "Robert" not in plan.sql


def test_callers_of_another_trust_or_with_other_accounts_have_plans_of_their_own(compiler: Compiler) -> None:
    staff = Identity(DEMO_USER_ID, DEMO_ACCOUNTS, Trust.ADMIN)
    poor = Identity(DEMO_USER_ID, {})
    plans = {id(compiler.plan(SESSIONS, identity)) for identity in (DEMO, staff, poor)}
    assert len(plans) == 3
    assert "sign_in" not in compiler.plan(SESSIONS, poor).sql


def test_the_cache_is_bounded_in_plans_and_in_bytes(compiler: Compiler) -> None:
    plan = compiler.plan(SESSIONS)
    by_number, by_bytes = PlanCache(size=3), PlanCache(max_bytes=2 * plan.bytes)
    for number in range(10):
        assert by_number.get((number,), None, lambda: plan) is plan  # type: ignore[arg-type]
        assert by_bytes.get((number,), None, lambda: plan) is plan  # type: ignore[arg-type]
    assert (len(by_number), by_number.bytes) == (3, 3 * plan.bytes)
    assert (len(by_bytes), by_bytes.bytes) == (2, 2 * plan.bytes)


def test_a_document_keeps_few_plans_of_one_shape(compiler: Compiler) -> None:
    orders = ["TITLE_ASC", "TITLE_DESC", "ID_ASC", "ID_DESC", "STATUS_ASC", "STATUS_DESC", "CREATED_AT_ASC"]
    orders += ["CREATED_AT_DESC", "UPDATED_AT_ASC", "UPDATED_AT_DESC"]
    text = f"{SESSIONS} # few"
    plans = [compiler.plan(text, o=[order]) for order in orders]
    assert len({plan.sql for plan in plans}) == len(orders)
    kept = [compiler.plan(text, o=[order]) is plan for order, plan in list(zip(orders, plans, strict=True))[::-1]]
    assert kept.count(True) == MAX_VARIANTS


def test_what_is_declined_is_remembered(compiler: Compiler) -> None:
    calls = []

    def make() -> Any:
        calls.append(1)
        raise DeclinedError("never")

    cache = PlanCache()
    for _ in range(3):
        with pytest.raises(DeclinedError, match="never"):
            cache.get(("x",), None, make)  # type: ignore[arg-type]
    assert calls == [1]
