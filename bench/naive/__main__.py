"""Serves the plain version: `python -m bench.naive PORT POOL_SIZE`, the database named in BENCH_DATABASE_URL."""

import os
import sys

from sqlalchemy.ext.asyncio import create_async_engine

from bench.naive.application import application
from bench.serving import serve


def main() -> None:
    """Serve until a signal comes."""
    url = os.environ["BENCH_DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(url, pool_size=int(sys.argv[2]), max_overflow=0)
    serve(application(engine), int(sys.argv[1]))


if __name__ == "__main__":
    main()
