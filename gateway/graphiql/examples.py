"""The operations which a first visitor finds in the page's tabs: the files of `examples/`, in order."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.graphiql import layout

PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
OPERATION_NAME = re.compile(r"^(?:query|mutation|subscription)\s+(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One operation; its name becomes the title of its tab."""

    title: str
    query: str
    variables: str | None = None


def examples(values: Mapping[str, str] | None = None) -> tuple[Example, ...]:
    """The examples, with `{{name}}` in their variables replaced by the value of that name.

    A placeholder without a value stays as it is: the visitor sees what to fill in.
    """
    return tuple(_read(path, values or {}) for path in sorted(layout.EXAMPLES.glob("*.graphql")))


def _read(path: Path, values: Mapping[str, str]) -> Example:
    query = path.read_text()
    name = OPERATION_NAME.search(query)
    if name is None:
        raise ValueError(f"The operation in {path.name} needs a name: it is the title of its tab.")
    variables = path.with_suffix(".variables.json")
    return Example(name[1], query, _fill(variables.read_text(), values) if variables.exists() else None)


def _fill(variables: str, values: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        name = match[1]
        return json.dumps(values[name])[1:-1] if name in values else match[0]

    return PLACEHOLDER.sub(value, variables)
