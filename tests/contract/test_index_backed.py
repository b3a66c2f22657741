"""Every list and named query of the graph is answered from an index, at 100,000 rows: its plan tells (RT-56)."""

import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from io import StringIO
from typing import Any, Final

import orjson
import pytest
from rich.console import Console

from gateway.addresses import Addresses
from gateway.preparation import connected
from gateway.scale import Amounts, Report, seed
from gql.documents import DocumentCache
from gql.plan.lane import Asked, CompiledLane, Prepared
from gql.schema import build
from repositories.database import Database, register_codecs
from repositories.identity import Trust
from repositories.named import Argument
from repositories.roadtrip.place import QUERIES
from tests.contract.copies import copy_rows
from tests.contract.exemptions import EXEMPTIONS
from tests.contract.plans import MOST_ROWS, PAGE, Ran
from tests.contract.questions import Question, questions, sample
from tests.contract.rows import Owner, RowMaker
from tests.databases import clone, drop

AMOUNTS: Final = Amounts.of(scale=100, pois=100_000, transcripts=100_000, revenues=2_000)
LARGE: Final = frozenset({"roadtrip.discoveries", "roadtrip.public_discoveries", "liveconvo.transcripts"})
"""What there are 100,000 of."""

PAGES_BEFORE: Final = 3
"""How many pages of a hundred rows lie before the cursor: more rows than a plan may throw away."""

EXPLAIN = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) "
INDEXES_ONLY = "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off"
READ = """
    SELECT relname, greatest(pg_stat_get_xact_tuples_returned(oid), pg_stat_get_xact_tuples_fetched(oid))
    FROM pg_class WHERE relkind IN ('r', 'i') AND relnamespace > 16000
"""

QUESTIONS: Final = {question.name: question for question in questions()}


@dataclass(frozen=True)
class Asker:
    """Asks as an ordinary person, and as staff where only they may ask."""

    lane: CompiledLane
    documents: DocumentCache
    connections: Mapping[Trust, Any]
    owner: Owner
    known: dict[tuple[object, ...], Ran] = field(default_factory=dict)
    cursors: dict[str, str] = field(default_factory=dict)

    def prepared(self, question: Question, first: int, after: str | None) -> tuple[Prepared, Any]:
        """The statement of the compiled lane, and the connection of who asks."""
        trust = Trust.ADMIN if question.is_for_staff else Trust.APP
        variables = {name: value(self.owner) for name, value in question.values.items()}
        if question.connection:
            variables |= {"first": first, "after": after}
        document = self.documents.get(question.text)
        operation = document.operation(None)
        identity = replace(self.owner.identity, trust=trust).within(document.products(operation))
        asked = Asked(document, operation, document.variables(operation).coerced(variables), identity)
        return self.lane.prepare(asked), self.connections[trust]

    async def answer(self, question: Question, first: int, after: str | None) -> Any:
        """The data."""
        prepared, connection = self.prepared(question, first, after)
        return orjson.loads(await connection.fetchval(prepared.plan.sql, *prepared.values))

    async def cursor(self, question: Question) -> str:
        """A cursor in the middle of the list; the last one of a list that is shorter."""
        if question.name in self.cursors:
            return self.cursors[question.name]
        after = ""
        for _ in range(PAGES_BEFORE):
            page = await self.answer(question, 100, after or None)
            for name in question.connection:
                page = page[name]
            assert page["nodes"], f"{question.name} has no rows, so its plan says nothing: give the owner some."
            after = str(page["pageInfo"]["endCursor"])
            if not page["pageInfo"]["hasNextPage"]:
                break
        self.cursors[question.name] = after
        return after

    async def faults_of(self, question: Question, most: float) -> list[str]:
        """What is wrong with the plans of a question: of the first page of a list, and of one in its middle."""
        found = await self._faults(question, most)
        if question.connection:
            later = await self._faults(question, most, await self.cursor(question))
            found += [f"after a cursor: {fault}" for fault in later]
        return found

    async def _faults(self, question: Question, most: float, after: str | None = None) -> list[str]:
        """What is wrong with the plan of a page; of small tables, with the one that an index must make possible.

        Where the planner expects few rows it sorts them whatever indexes there are, and should.
        """
        found = (await self.run(question, after)).faults(most)
        if found and not LARGE & {table.fullname for table in question.tables}:
            found = (await self.run(question, after, INDEXES_ONLY)).faults(most)
        return found

    async def run(self, question: Question, after: str | None, settings: str = "") -> Ran:
        """How PostgreSQL answers a page; asked once."""
        key = (question.name, after, settings)
        if key not in self.known:
            self.known[key] = await self._run(question, after, settings)
        return self.known[key]

    async def _run(self, question: Question, after: str | None, settings: str) -> Ran:
        prepared, connection = self.prepared(question, PAGE, after)
        # Numbers are kept beyond the end of a transaction until they are passed on.
        await connection.execute("SELECT pg_stat_force_next_flush()")
        async with connection.transaction(readonly=True):
            if settings:
                await connection.execute(settings)
            told = await connection.fetchval(EXPLAIN + prepared.plan.sql, *prepared.values)
            read = await connection.fetch(READ)
        return Ran(orjson.loads(orjson.dumps(told))[0]["Plan"], {name: rows for name, rows in read if rows})


@pytest.fixture(scope="module")
async def crowded(server: Addresses, template: Addresses) -> AsyncIterator[tuple[Addresses, Owner]]:
    """A database with many people's rows, and somebody who has many in every table."""
    place = server.with_database(f"quintet_crowded_{os.getpid()}")
    await clone(server, template.database, place.database)
    await seed(place.url("owner"), AMOUNTS, Report(Console(file=StringIO())))
    async with connected(place.url("worker")) as connection:
        maker = await RowMaker.ready(connection)
        owner, stranger = await maker.owner_of_everything(), await maker.owner_of_everything()
    async with connected(place.base) as connection:
        await copy_rows(connection, owner, stranger)
        # Whether all rows are known to be visible makes other plans cheaper: not left to when autovacuum comes.
        await connection.execute("VACUUM (ANALYZE)")
    yield place, owner
    await drop(server, place.database)


@pytest.fixture(scope="module")
async def asker(crowded: tuple[Addresses, Owner]) -> AsyncIterator[Asker]:
    place, owner = crowded
    schema = build()._schema
    lane, documents = CompiledLane(schema, Database({})), DocumentCache(schema, introspection=True)
    async with connected(place.url("app")) as app, connected(place.url("admin")) as admin:
        for connection in (app, admin):
            await register_codecs(connection)
        yield Asker(lane, documents, {Trust.APP: app, Trust.ADMIN: admin}, owner)


@pytest.mark.parametrize("name", QUESTIONS)
async def test_the_answer_comes_from_an_index(asker: Asker, name: str) -> None:
    exemption = EXEMPTIONS.get(name)
    assert await asker.faults_of(QUESTIONS[name], MOST_ROWS if exemption is None else exemption.most) == []


@pytest.mark.parametrize("name", EXEMPTIONS)
async def test_an_exemption_is_still_needed(asker: Asker, name: str) -> None:
    assert await asker.faults_of(QUESTIONS[name], MOST_ROWS) != []


@pytest.mark.parametrize("area", ["Near", "InBox", "InPolygon", "Along"])
async def test_the_places_of_an_area_are_read_from_their_index_alone(asker: Asker, area: str) -> None:
    asked = QUESTIONS[f"roadtrip.publicDiscoveries{area}"]
    everything = "poiName categoryId locationPublic { latitude longitude } validationStatus createdAt"
    shown = replace(asked, name=f"{asked.name}, all of it", text=asked.text.replace("nodeId", f"nodeId {everything}"))
    read = (await asker.run(shown, None)).read
    assert read["ix_discoveries_location_public_id"] > PAGE
    assert "discoveries" not in read


async def test_a_missing_index_is_seen(crowded: tuple[Addresses, Owner], asker: Asker) -> None:
    async with connected(crowded[0].base) as connection:
        index = "liveconvo.ix_sessions_user_id_created_at"
        definition = await connection.fetchval("SELECT pg_get_indexdef($1::text::regclass)", index)
        await connection.execute(f"DROP INDEX {index}")
        faults = await replace(asker, known={}).faults_of(QUESTIONS["liveconvo.sessions"], MOST_ROWS)
        await connection.execute(definition)
    assert faults != []
    assert await asker.faults_of(QUESTIONS["liveconvo.sessions"], MOST_ROWS) == []


async def test_a_named_query_whose_arguments_are_unknown_says_what_to_add(asker: Asker) -> None:
    argument = Argument("colour", bytes, "Which colour.", lambda sent: sent)
    query = replace(QUERIES[0], arguments=(argument,))
    with pytest.raises(AssertionError, match=r"has no value: add 'colour' or .* to SAMPLES"):
        sample(query, argument)(asker.owner)
