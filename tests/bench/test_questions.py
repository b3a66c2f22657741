"""The benchmark's questions: each has its words for every server, and ours fit the schema."""

from pathlib import Path

import pytest
from graphql import parse, validate

from bench.questions import FOLDER, QUESTIONS, document
from gql.schema import build

OURS = sorted((FOLDER / "quintet").glob("*.graphql"))


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_a_question_fits_our_schema(file: Path) -> None:
    assert validate(build()._schema, parse(file.read_text())) == []


def test_every_question_has_words_for_every_server() -> None:
    shapes = {question.shape for question in QUESTIONS}
    for dialect in ("quintet", "naive", "postgraphile"):
        assert all(document(dialect, shape) for shape in shapes)
