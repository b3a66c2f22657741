"""Loading one product in one transaction: either all of it is there afterwards, or everything is as it was."""

from collections.abc import Awaitable, Callable

import asyncpg

from gateway.scale.amounts import Amounts, ScaleError
from gateway.scale.chunks import Chunks, Making, chunks
from gateway.scale.connection import Connection
from gateway.scale.definitions import Definition, definitions, remove
from gateway.scale.people import domain
from gateway.scale.presence import Presence, presence
from gateway.scale.product import Product
from gateway.scale.progress import Report

SETTINGS = {
    # Nothing is known yet of the rows that were loaded, and row by row ten million are looked up for minutes.
    "enable_nestloop": "off",
    "lock_timeout": "3s",
    "maintenance_work_mem": "512MB",
    "max_parallel_maintenance_workers": "1",
    "synchronous_commit": "off",
    "work_mem": "64MB",
}
"""Of this transaction alone. Rows that a crash of the server takes away can be generated once more."""


Prepare = Callable[[Connection, Amounts], Awaitable[Product]]
"""Says what is to be loaded for a product."""


async def load(connection: Connection, prepare: Prepare, amounts: Amounts, making: Making, report: Report) -> bool:
    """Load a product as the owner of its tables; False where it is there already.

    Raises ScaleError where there are generated rows of other numbers, and where the tables are in use.
    """
    async with connection.transaction():
        for setting, value in SETTINGS.items():
            await connection.execute("SELECT set_config($1, $2, true)", setting, value)
        product = await prepare(connection, amounts)
        await _lock(connection, product)
        there = await presence(connection, product)
        if there is Presence.OTHERS:
            raise ScaleError(
                f"{product.schema} holds generated data of other numbers: ask for those again, "
                "give another --random-seed, or begin with an empty database."
            )
        if there is Presence.NONE:
            with chunks(product, making) as made:
                await _write(connection, product, domain(amounts.random_seed), made, report)
    return there is Presence.NONE


async def _lock(connection: Connection, product: Product) -> None:
    tables = ", ".join(product.tables)
    try:
        await connection.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
    except asyncpg.LockNotAvailableError as error:
        raise ScaleError(f"Somebody uses tables of {product.schema}: stop the gateway, and try again.") from error


async def _write(connection: Connection, product: Product, addresses: str, made: Chunks, report: Report) -> None:
    taken = await definitions(connection, product)
    await remove(connection, taken)
    for number, source in enumerate(product.sources):
        schema, _, table = source.table.partition(".")
        with report.rows(source.table, source.rows) as counted:
            data = made.of(number, source, counted)
            await connection.copy_to_table(table, schema_name=schema, columns=source.columns, source=data)
    if product.sums:
        with report.step(f"sums of {product.schema}"):
            for statement in product.sums:
                await connection.execute(statement, addresses)
    await _give_back(connection, product, taken, report)
    with report.step(f"statistics of {product.schema}"):
        await connection.execute(f"ANALYZE {', '.join((*product.tables, *product.derived))}")
        for statement in product.last:
            await connection.execute(statement)


async def _give_back(connection: Connection, product: Product, taken: list[Definition], report: Report) -> None:
    with report.step(f"{len(taken)} keys, indexes and triggers of {product.schema}"):
        for place, definition in enumerate(taken, 1):
            with report.step(f"({place} of {len(taken)}) {definition.title}", worth_a_line=1.0):
                await connection.execute(definition.restoration)
