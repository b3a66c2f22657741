"""What staff asks as it is written down: names, numbers and identifiers stay, other texts do not."""

from typing import Any

import pytest
from graphql import parse

from gql.node_id import encode
from gql.purpose import purpose_of

KEY = "3f2c8a52-6f0e-4c3e-9d43-0c2b6a1d7e10"
ARTICLE = '"""\n  Dear Ada,\n  bye\n"""'
NODE = encode("LearningUser", KEY)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ('"ada@example.com"', '"…"'),
        ('""', '"…"'),
        (ARTICLE, '"…"'),
        (f'"{KEY}"', f'"{KEY}"'),
        (f'"{NODE}"', f'"{NODE}"'),
        ('"3f2c8a52-6f0e-4c3e-9d43"', '"…"'),
        ('{ a: "x", b: { c: ["y", 1, true, null, RED] } }', '{ a: "…", b: { c: ["…", 1, true, null, RED] } }'),
        ('["x", ["y"]]', '["…", ["…"]]'),
        ("$v", "$v"),
        ("12.50", "12.50"),
    ],
)
def test_texts_in_a_document_are_left_out_but_identifiers_are_not(value: str, kept: str) -> None:
    document = parse(f"query Q {{ a(b: {value}) @d(e: {value}) {{ c }} }} # of Ada")
    purpose = purpose_of(document, "Q", {})
    assert purpose.document == f"query Q {{\n  a(b: {kept}) @d(e: {kept}) {{\n    c\n  }}\n}}"
    assert purpose.operation == "Q"


def test_defaults_of_variables_and_fragments_are_written_down_without_texts() -> None:
    document = parse('query($v: String = "Ada", $f: F = { g: "x" }) { ...A } fragment A on Query { a(b: "y") }')
    assert purpose_of(document, None, {}).document == (
        'query ($v: String = "…", $f: F = { g: "…" }) {\n  ...A\n}\n\nfragment A on Query {\n  a(b: "…")\n}'
    )


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        ({}, {}),
        ({"a": "Ada", "b": KEY, "c": NODE}, {"a": "…", "b": KEY, "c": NODE}),
        ({"a": 1, "b": 1.5, "c": True, "d": None}, {"a": 1, "b": 1.5, "c": True, "d": None}),
        (
            {"f": {"email": {"contains": "ada", "in": ["x", KEY]}}},
            {"f": {"email": {"contains": "…", "in": ["…", KEY]}}},
        ),
        ({"or": [{"and": [{"x": {"eq": "Ada"}}]}]}, {"or": [{"and": [{"x": {"eq": "…"}}]}]}),
        ({"j": {"contains": [[{"deep": ["Ada"]}]]}}, {"j": {"contains": [[{"deep": ["…"]}]]}}),
        ({"j": {"contains": {"ada@example.com": 1}}}, {"j": {"contains": {"…": 1}}}),
        ({"not a name": "x"}, {"…": "…"}),
    ],
)
def test_texts_in_variables_are_left_out_alike(sent: dict[str, Any], written: dict[str, Any]) -> None:
    assert purpose_of(parse("{ a }"), None, sent).variables == written
