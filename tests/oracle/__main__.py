"""`python -m tests.oracle --operations 20000 --seed 5`: the oracle at length, with progress."""

import argparse
import asyncio
import gc
import os
import sys
import time

from gateway import migration, postgres
from gateway.addresses import Addresses
from gateway.postgres import Console
from gateway.preparation import prepare
from gateway.settings import PROJECT
from tests.databases import drop
from tests.oracle.compare import Oracle
from tests.oracle.place import oracle_in
from tests.oracle.smaller import smaller

INSTANCE = "test"
EVERY_SECONDS = 10


def main() -> int:
    """Run the oracle; 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("--operations", type=int, default=20_000, help="how many operations")
    parser.add_argument("--seed", type=int, default=1, help="other seeds, other data and operations")
    parser.add_argument("--minutes", type=float, default=600, help="stop after so many minutes")
    asked = parser.parse_args()
    console = Console()
    server = postgres.ensure(PROJECT, INSTANCE, progress=console)
    addresses = Addresses(server.url("postgres"), server.role_secret)
    return asyncio.run(_run(addresses, asked.operations, asked.seed, asked.minutes * 60))


async def _run(server: Addresses, operations: int, seed: int, seconds: float) -> int:
    place = server.with_database(f"quintet_oracle_{os.getpid()}")
    try:
        await prepare(place)
        await asyncio.to_thread(migration.upgrade, place)
        async with oracle_in(place, seed) as oracle:
            # What the schema is made of need not be looked through again and again.
            gc.freeze()
            await _watched(oracle, operations, seconds)
            return await _told(oracle)
    finally:
        await drop(server, place.database)


async def _watched(oracle: Oracle, operations: int, seconds: float) -> None:
    begun = told = time.monotonic()
    while oracle.goes_on(operations) and time.monotonic() < begun + seconds:
        await oracle.run()
        if time.monotonic() > told + EVERY_SECONDS:
            told = time.monotonic()
            tally = oracle.tally
            print(
                f"{told - begun:6.0f} s {tally.operations:7,} operations, {tally.compiled:7,} answers compiled,"
                f" {len(tally.coverage.missing):5,} not used yet, {len(tally.differences)} differences",
                flush=True,
            )


async def _told(oracle: Oracle) -> int:
    tally = oracle.tally
    print(tally)
    complaints = [*tally.complaints()]
    print(*complaints, sep="\n")
    if tally.smallest is not None:
        print("The smallest difference, as it was found:", tally.smallest, sep="\n")
        print("The same made smaller:", await smaller(oracle.lanes, tally.smallest), sep="\n")
    return int(bool(complaints or tally.differences))


if __name__ == "__main__":
    sys.exit(main())
