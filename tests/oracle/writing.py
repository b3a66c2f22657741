"""Writing values into operations: as literals, as variables, as variables inside literals."""

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    get_nullable_type,
    is_list_type,
)

LEFT_OUT: Final = object()
"""The value of a variable that is declared and not sent."""

MOST_ITEMS = 50
"""Longer lists are variables: a document has not room for many of them."""

NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


@dataclass(frozen=True)
class Variable:
    """A variable: how it is declared, and what is sent for it."""

    name: str
    kind: str
    default: str | None
    value: Any

    @property
    def declaration(self) -> str:
        """`$v1: Int = 3`."""
        return f"${self.name}: {self.kind}" + ("" if self.default is None else f" = {self.default}")


class Writer:
    """Writes the values of one operation."""

    def __init__(self, draw: random.Random, likelihood: float) -> None:
        self._draw = draw
        self._likelihood = likelihood
        self.variables: dict[str, Variable] = {}

    def write(self, kind: GraphQLInputType, value: Any) -> str:
        """A value where a value of this type is expected."""
        if value is LEFT_OUT or not _is_literal(value) or self._draw.random() < self._likelihood:
            return self._variable(kind, value)
        return self._literal(kind, value, self.write)

    def used_in(self, text: str) -> list[Variable]:
        """The variables that a text names."""
        names = set(re.findall(r"\$([_0-9A-Za-z]+)", text))
        return [variable for name, variable in self.variables.items() if name in names]

    def _variable(self, kind: GraphQLInputType, value: Any) -> str:
        for known in self.variables.values():
            if known.kind in (str(kind), f"{kind}!") and known.value == value and self._draw.random() < 0.5:
                return f"${known.name}"
        name = f"v{len(self.variables) + 1}"
        self.variables[name] = self._declared(name, kind, value)
        return f"${name}"

    def _declared(self, name: str, kind: GraphQLInputType, value: Any) -> Variable:
        required = isinstance(kind, GraphQLNonNull)
        nullable = get_nullable_type(kind)
        if value is LEFT_OUT or value is None:
            # Where a value has to be there, null is sent all the same, to be refused.
            return Variable(name, str(kind) if value is None else str(nullable), None, value)
        chance = self._draw.random()
        if chance < 0.15 and _is_literal(value):
            # The default is what counts: nothing is sent.
            return Variable(name, str(nullable), self._plain(kind, value), LEFT_OUT)
        if chance < 0.25 and _is_literal(value):
            return Variable(name, str(nullable), self._plain(kind, value), value)
        return Variable(name, f"{nullable}!" if required or chance < 0.5 else str(nullable), None, value)

    def _plain(self, kind: GraphQLInputType, value: Any) -> str:
        return self._literal(kind, value, self._plain)

    def _literal(self, kind: GraphQLInputType, value: Any, write: Any) -> str:
        inner: Any = get_nullable_type(kind)
        if value is None:
            return "null"
        if is_list_type(inner):
            items = value if isinstance(value, list) else [value]
            if len(items) == 1 and items[0] is not None and self._draw.random() < 0.1:
                # One value stands for a list of one.
                return str(self._literal(inner.of_type, items[0], write))
            return "[" + ", ".join(write(inner.of_type, item) for item in items) + "]"
        if isinstance(inner, GraphQLInputObjectType):
            put = self._only(write) if inner.is_one_of else write
            members = (f"{name}: {put(inner.fields[name].type, part)}" for name, part in value.items())
            return "{" + ", ".join(members) + "}"
        return str(value) if isinstance(inner, GraphQLEnumType) else self.scalar(value)

    def _only(self, write: Any) -> Any:
        """Writes the one member of an object: a variable there is never null, nor has it a default."""

        def written(kind: GraphQLInputType, value: Any) -> str:
            if write != self.write or self._draw.random() >= self._likelihood:
                return str(self._literal(kind, value, write))
            name = f"v{len(self.variables) + 1}"
            self.variables[name] = Variable(name, f"{kind}!", None, value)
            return f"${name}"

        return written

    def scalar(self, value: Any) -> str:
        """A value of a scalar, JSON among them."""
        match value:
            case str():
                return self._text(value)
            case dict():
                return "{" + ", ".join(f"{name}: {self.scalar(part)}" for name, part in value.items()) + "}"
            case list():
                return "[" + ", ".join(map(self.scalar, value)) + "]"
        return json.dumps(value)

    def _text(self, value: str) -> str:
        if re.fullmatch(r"[a-z0-9 🙂é]+", value) and self._draw.random() < 0.1:
            return f'"""{value}"""'
        return json.dumps(value, ensure_ascii=self._draw.random() < 0.5)


def _is_literal(value: Any) -> bool:
    """Whether a value can be written into a document: names of members are names there."""
    match value:
        case dict():
            return all(NAME.fullmatch(name) and _is_literal(part) for name, part in value.items())
        case list():
            return len(value) <= MOST_ITEMS and all(map(_is_literal, value))
    return True


def sent(variables: Mapping[str, Variable]) -> dict[str, Any]:
    """The values that are sent."""
    return {name: variable.value for name, variable in variables.items() if variable.value is not LEFT_OUT}
