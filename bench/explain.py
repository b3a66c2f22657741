"""What PostgreSQL does for a question: the compiled statement and how it is run: `python -m bench.explain big`."""

from collections.abc import Sequence

import asyncpg
import uvloop

from bench import asking
from bench.people import Person
from bench.questions import Question
from gateway.addresses import Addresses
from gateway.preparation import connected
from gql.plan.lane import Asked
from gql.requests import Lane

PLANS = ("force_custom_plan", "force_generic_plan")


async def _run(place: Addresses, question: Question, people: Sequence[Person]) -> None:
    person = people[0]
    async with asking.engine(place) as engine:
        request = await asking.request(engine, question, person, Lane.COMPILED)
        document, operation = engine.prepare(request)
        variables = engine.compiled.coerced(operation, request.variables)
        prepared = engine.compiled.prepare(Asked(document, operation, variables, asking.identity(person)))
    print(prepared.sql, *prepared.values, sep="\n")
    async with connected(place.url("app")) as connection:
        for plan in PLANS:
            print(f"\n{plan}:")
            print("\n".join(await _explained(connection, plan, prepared.sql, prepared.values)))


async def _explained(
    connection: "asyncpg.Connection[asyncpg.Record]", plan: str, sql: str, values: Sequence[object]
) -> list[str]:
    await connection.execute(f"SET plan_cache_mode = {plan}")
    statement = f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {sql}"
    for _ in range(3):
        rows = await connection.fetch(statement, *values)
    return [row[0] for row in rows]


def main() -> None:
    """Explain one question."""
    given = asking.parser("explain", __doc__).parse_args()
    with asking.place(given.transcripts) as (place, people):
        uvloop.run(_run(place, asking.named(given.question), people))


if __name__ == "__main__":
    main()
