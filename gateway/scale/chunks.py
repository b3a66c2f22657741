"""Making COPY data in processes beside the one that loads it: a few chunks ahead, in order, in bounded memory."""

import asyncio
import multiprocessing
import os
import signal
from bisect import bisect_left
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from gateway.scale.product import Product, Source

ROWS_IN_A_CHUNK = 20_000
AHEAD = 2
"""Chunks that wait beyond those being made: the loader never waits for a process, nor a process for long."""

Counted = Callable[[int], None]
_made_here: list[Product] = []


@dataclass(frozen=True)
class Making:
    """How data is made: in how many processes, and how many rows at a time.

    A product with fewer rows than `rows_worth_processes` is made in a thread of this process.
    """

    processes: int = max((os.cpu_count() or 1) - 1, 1)
    rows_in_a_chunk: int = ROWS_IN_A_CHUNK
    rows_worth_processes: int = 200_000


class Chunks:
    """Makes the lines of one product's tables."""

    def __init__(self, executor: Executor, making: Making) -> None:
        self._executor = executor
        self._making = making

    async def of(self, number: int, source: Source, counted: Counted) -> AsyncIterator[bytes]:
        """The data of a table, the `number`th of its product; tells `counted` about rows as they go."""
        loop = asyncio.get_running_loop()
        waiting: deque[asyncio.Future[tuple[bytes, int]]] = deque()
        for units in self._spans(source):
            waiting.append(loop.run_in_executor(self._executor, _make, number, units))
            if len(waiting) >= self._making.processes + AHEAD:
                data, rows = await waiting.popleft()
                yield data
                counted(rows)
        while waiting:
            data, rows = await waiting.popleft()
            yield data
            counted(rows)

    def _spans(self, source: Source) -> Iterator[range]:
        begin = 0
        while begin < source.units:
            full = source.rows_before(begin) + self._making.rows_in_a_chunk
            end = bisect_left(range(source.units), full, lo=begin + 1, key=source.rows_before)
            yield range(begin, end)
            begin = end


@contextmanager
def chunks(product: Product, making: Making) -> Iterator[Chunks]:
    """Processes that know the product's plan; they end here, whatever happens."""
    executor: Executor
    if making.processes and sum(source.rows for source in product.sources) >= making.rows_worth_processes:
        context = multiprocessing.get_context("spawn")
        executor = ProcessPoolExecutor(making.processes, context, _begin_process, (product,))
    else:
        executor = ThreadPoolExecutor(1, initializer=_begin, initargs=(product,))
    try:
        yield Chunks(executor, making)
    finally:
        executor.shutdown(cancel_futures=True)


def _begin_process(product: Product) -> None:
    # Ctrl-C reaches all processes of a terminal; the one that loads says when the others end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _begin(product)


def _begin(product: Product) -> None:
    _made_here[:] = [product]


def _make(number: int, units: range) -> tuple[bytes, int]:
    (product,) = _made_here
    lines = list(product.sources[number].lines(product.plan, units))
    return "".join(lines).encode(), len(lines)
