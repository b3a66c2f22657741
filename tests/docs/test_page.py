"""A page cannot say what is not so: what came is told otherwise wherever it is something else."""

from pathlib import Path
from typing import Any

import pytest

from tests.docs.page import Values, examples_of

PAGE = """
```graphql
# as wren
query Ask($id: ID) { node(nodeId: $id) { nodeId } }
```

```json
{"id": "$row"}
```

```json
{"data": {"node": null}}
```
"""


def test_a_document_has_its_asker_its_variables_and_its_answer(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    (example,) = examples_of(page, "nadia")
    assert (example.name, example.asker, example.line) == ("Ask", "wren", 2)
    assert (example.variables, example.answer) == ({"id": "$row"}, {"data": {"node": None}})


def test_nothing_comes_after_an_answer(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE + "\n```json\n{}\n```\n")
    with pytest.raises(AssertionError, match="Nothing comes after the answer, but line 15 does"):
        examples_of(page, "nadia")


@pytest.mark.parametrize(
    ("told", "came"),
    [
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"a": 1, "b": None}),
        ({"a": 1, "b": None}, {"a": 1}),
        ({"a": "…"}, {"a": None}),
        ({"a": "$new"}, {"a": None}),
        ({"a": "$old"}, {"a": "another"}),
        ([1], [1, 2]),
        ([1, 2], [1]),
        ([], {}),
        ("1", 1),
    ],
)
def test_another_answer_is_not_what_was_told(told: Any, came: Any) -> None:
    values = Values()
    values.compared("$old", "the first")
    assert values.compared(told, came) != told


def test_a_name_has_the_value_that_it_got_first() -> None:
    values = Values()
    told = [{"id": "$row", "at": "…"}, {"id": "$row", "at": "…"}]
    assert values.compared(told, [{"id": 7, "at": 1}, {"id": 7, "at": 2}]) == told
    assert values.filled({"ids": ["$row"], "text": "row"}) == {"ids": [7], "text": "row"}


def test_a_name_that_no_answer_had_is_refused() -> None:
    with pytest.raises(KeyError, match="row"):
        Values().filled({"id": "$row"})
