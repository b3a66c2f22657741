"""The size of a document: its levels, fields, aliases, directives, and the rows it asks for."""

from typing import Any

import pytest
from graphql import parse

from gql.limits import Size, measure

ROWS = [
    ("{ liveconvo { sessions { totalCount } } }", {}, 1),
    ("{ liveconvo { sessions { nodes { id } } } }", {}, 20),
    ("{ liveconvo { sessions(first: 7) { nodes { id } edges { node { id } } } } }", {}, 7),
    ("{ liveconvo { sessions(last: 7) { nodes { id } } } }", {}, 7),
    ("{ liveconvo { sessions(first: 100000) { nodes { id } } } }", {}, 100),
    (
        "{ liveconvo { sessions(first: 10) { nodes { user { id } transcripts(first: 5) { nodes { id } } } } } }",
        {},
        70,
    ),
    (
        "{ liveconvo { sessions(first: 10) { ...P } } } fragment P on LiveconvoSessionConnection { nodes { id } }",
        {},
        10,
    ),
    ("query($n: Int) { liveconvo { sessions(first: $n) { nodes { id } } } }", {"n": 50}, 50),
    ("query($n: Int) { liveconvo { sessions(first: $n) { nodes { id } } } }", {}, 20),
    ("query($n: Int) { liveconvo { sessions(first: $n) { nodes { id } } } }", {"n": None}, 20),
    ("query($n: Int = 60) { liveconvo { sessions(first: $n) { nodes { id } } } }", {}, 60),
    ("query($n: Int = 60) { liveconvo { sessions(first: $n) { nodes { id } } } }", {"n": 3}, 3),
    ("query($n: Int) { liveconvo { sessions(first: $n) { nodes { id } } } }", {"n": 100.0}, 100),
    ("{ liveconvo { sessions(first: 30) { pageInfo { endCursor } } } }", {}, 30),
    ("query($n: [ID!]!) { nodes(nodeIds: $n) { nodeId } }", {"n": ["x"]}, 100),
    (
        "query($n: [ID!]!) { nodes(nodeIds: $n) { ... on LiveconvoSession { transcripts { nodes { id } } } } }",
        {"n": ["x"]},
        100 * 21,
    ),
]


@pytest.mark.parametrize(("query", "variables", "rows"), ROWS)
def test_the_rows_asked_for_are_counted(query: str, variables: dict[str, Any], rows: int) -> None:
    document = parse(query)
    namespace = 1 if "liveconvo" in query else 0
    assert measure(document, document.definitions[0], variables).rows == rows + namespace  # type: ignore[arg-type]


SIZES = [
    ("{ __typename }", Size(1, 1, 0, 0, 0)),
    ("{ a: __typename b: __typename }", Size(1, 2, 2, 0, 0)),
    ("query @a @b { __typename @c }", Size(1, 1, 0, 3, 0)),
    ("{ x { y { z } } x { y } }", Size(3, 5, 0, 0, 3)),
    ("{ ...A ...A } fragment A on Query { x { y } }", Size(2, 4, 0, 0, 2)),
    ("{ ... @a { x } ...A @b } fragment A on Query { y @c }", Size(1, 2, 0, 3, 0)),
    ("{ ...Missing }", Size(0, 0, 0, 0, 0)),
    ("{ __schema { types { fields { name } } } }", Size(3, 4, 0, 0, 0)),
]


@pytest.mark.parametrize(("query", "size"), SIZES)
def test_a_size_counts_what_is_written_out(query: str, size: Size) -> None:
    document = parse(query)
    assert measure(document, document.definitions[0], {}) == size  # type: ignore[arg-type]
