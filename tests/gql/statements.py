"""Counting the statements that a request runs."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from repositories.database import Database, ReadTransaction
from repositories.gathered import GATEWAY
from repositories.identity import Identity


class Statements(list[Any]):
    """The statements that were run, in order."""


@contextlib.contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Statements]:
    """All statements that operations run meanwhile, beside the opening and the commit of each transaction.

    What the gateway writes by itself is left out: it notes every second who has read Roadtrip's data.
    """
    found = Statements()
    fetch, answers = ReadTransaction.fetch, Database.answers

    async def recording(self: ReadTransaction, statement: Any, *options: Any) -> list[Any]:
        if getattr(self, "identity", None) is not GATEWAY:
            found.append(statement)
        return await fetch(self, statement, *options)

    async def answering(self: Database, identity: Identity, sql: str, values: Sequence[object]) -> list[Any]:
        found.append(sql)
        return await answers(self, identity, sql, values)

    with monkeypatch.context() as patched:
        patched.setattr(ReadTransaction, "fetch", recording)
        patched.setattr(Database, "answers", answering)
        yield found
