"""The words in which a server is asked, and whether its answers can be true."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLSchema, parse, validate

from bench.questions import document, variables
from bench.roadtrip.askers import Ask
from bench.roadtrip.topics import Topic
from bench.sides import Request

OURS, THEIRS = "quintet", "postgraphile"


class ImplausibleError(Exception):
    """An answer that cannot be true."""


def request(dialect: str, topic: Topic, ask: Ask) -> Request:
    """Headers and body; PostGraphile is asked without a token."""
    shape = topic.question.shape
    headers = {"authorization": f"Bearer {ask.token}"} if dialect == OURS else {}
    known = {**ask.values, "userId": str(ask.person)}
    sent = {name: known[name] for name in sorted(variables(dialect, shape))}
    return headers, json.dumps({"query": document(dialect, shape), "variables": sent})


def missing(schema: GraphQLSchema, topic: Topic) -> str:
    """What the schema does not know of a question; empty where it knows it all."""
    errors = validate(schema, parse(document(OURS, topic.question.shape)))
    return errors[0].message.partition(" Did you mean")[0] if errors else ""


def check(topic: Topic, ask: Ask, answer: bytes) -> bool:
    """Whether there is something in an answer; ImplausibleError where it has errors or says what was not asked."""
    read = json.loads(answer)
    if "errors" in read:
        raise ImplausibleError(f"{topic.question.name}: {read['errors'][0]}"[:300])
    _fits(ask.values, read["data"])
    return _is_full(read["data"])


def _is_full(data: Any) -> bool:
    """Whether there is something in its lists, or, where it has none, anything at all."""
    lists = list(_lists(data))
    return any(lists) if lists else any(value is not None for value in _leaves(data))


def _lists(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _lists(part)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _leaves(part)
    else:
        yield value


def _fits(asked: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    """Places lie where they were looked for, in their order."""
    for edges in (part for part in _lists(data) if part and isinstance(part[0], dict) and "node" in part[0]):
        most = asked.get("radius") or asked.get("corridor")
        if most and any(edge["distanceMeters"] > most for edge in edges):
            raise ImplausibleError(f"a place is farther away than {most} m")
        for measure in {"alongMeters", "distanceMeters"} & edges[0].keys():
            order = [edge[measure] for edge in edges]
            if order != sorted(order) and (measure == "alongMeters" or "radius" in asked):
                raise ImplausibleError(f"places are not in the order of {measure}")
