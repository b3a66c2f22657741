"""The examples of a page: who asks what, with which variables, and what comes back."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from graphql import DocumentNode, OperationDefinitionNode, parse

from gateway.settings import PROJECT

ANYTHING: Final = "…"
_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ASKER: Final = re.compile(r"# as (\w+)\n")


@dataclass
class Example:
    """One document of a page."""

    line: int
    asker: str
    text: str
    variables: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] | None = None

    @property
    def document(self) -> DocumentNode:
        """What is asked."""
        return parse(self.text)

    @property
    def name(self) -> str:
        """The name of its operation."""
        (operation,) = self.document.definitions
        assert isinstance(operation, OperationDefinitionNode)
        assert operation.name, f"The document in line {self.line} has no name."
        return operation.name.value


def examples_of(page: Path, usual_asker: str) -> list[Example]:
    """The examples of a page in their order; `usual_asker` asks where nobody else is named."""
    found: list[Example] = []
    for line, language, text in _blocks(page.read_text()):
        if language == "graphql":
            asker = _ASKER.match(text)
            found.append(Example(line, asker[1] if asker else usual_asker, text))
        elif language == "json":
            _complete(found[-1], json.loads(text), line)
    return found


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    for block in _BLOCK.finditer(text):
        yield text.count("\n", 0, block.start()) + 1, block[1], block[2]


def _complete(example: Example, told: dict[str, Any], line: int) -> None:
    """JSON after a document is its answer where it has `data` or `errors`, and its variables otherwise."""
    assert example.answer is None, f"Nothing comes after the answer, but line {line} does."
    if told.keys() & {"data", "errors"}:
        example.answer = told
    else:
        assert not example.variables, f"The variables in line {line} are the second ones."
        example.variables = told


class Values:
    """The values of earlier answers that a page has names for, such as `$trip`."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def filled(self, told: Any) -> Any:
        """The same with values in place of names; KeyError for a name that no answer had."""
        if isinstance(told, dict):
            return {key: self.filled(value) for key, value in told.items()}
        if isinstance(told, list):
            return [self.filled(value) for value in told]
        return self._known[told] if isinstance(told, str) and told.startswith("$") else told

    def compared(self, told: Any, came: Any) -> Any:
        """What came as the page would tell it: equal to `told` where it fits; names that are new get their value."""
        if told == ANYTHING:
            return ANYTHING if came is not None else None
        if isinstance(told, str) and told.startswith("$"):
            return told if came is not None and self._known.setdefault(told, came) == came else came
        if isinstance(told, dict) and isinstance(came, dict):
            return {key: self.compared(told.get(key), value) for key, value in came.items()}
        if isinstance(told, list) and isinstance(came, list):
            pairs = zip(told, came, strict=False)
            return [*(self.compared(*pair) for pair in pairs), *came[len(told) :]]
        return came


def answered(came: dict[str, Any]) -> dict[str, Any]:
    """What a page tells of an answer: its data, or nothing but the codes of its errors."""
    if "errors" not in came:
        return came
    codes = (error["extensions"]["code"] for error in came["errors"])
    return {"errors": [{"extensions": {"code": code}} for code in codes]}


ROADTRIP_PAGE: Final = PROJECT / "docs" / "products" / "roadtrip.md"
ROADTRIP: Final = examples_of(ROADTRIP_PAGE, "nadia")
