"""Counting the statements that a request runs."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from repositories.database import ReadTransaction


class Statements(list[Any]):
    """The statements that were run, in order."""


@contextlib.contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Statements]:
    """All statements that transactions run meanwhile, beside the opening and the commit of each."""
    found = Statements()
    fetch = ReadTransaction.fetch

    async def recording(self: ReadTransaction, statement: Any, *options: Any) -> list[Any]:
        found.append(statement)
        return await fetch(self, statement, *options)

    with monkeypatch.context() as patched:
        patched.setattr(ReadTransaction, "fetch", recording)
        yield found
