"""Serves the endpoints: `python -m bench.handwritten PORT POOL_SIZE`, database and secret in the environment."""

import gc
import os
import sys

from bench.handwritten.application import application
from bench.serving import serve


def main() -> None:
    """Serve until a signal comes."""
    app = application(os.environ["BENCH_DATABASE_URL"], int(sys.argv[2]), os.environ["BENCH_TOKEN_SECRET"])
    gc.collect()
    gc.freeze()  # as Quintet does
    serve(app, int(sys.argv[1]))


if __name__ == "__main__":
    main()
