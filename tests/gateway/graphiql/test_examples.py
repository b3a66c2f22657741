"""The example operations: files in order, named after their operations, filled with the server's values."""

import json
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, parse

from gateway.graphiql import Example, examples, layout


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(layout, "EXAMPLES", tmp_path)
    return tmp_path


def test_the_tabs_read_watch_append_and_read_everything() -> None:
    operations = {each.title: parse(each.query).definitions[0] for each in examples()}
    kinds = {
        title: operation.operation.value
        for title, operation in operations.items()
        if isinstance(operation, OperationDefinitionNode)
    }
    assert list(kinds.items()) == [
        ("ReadConversations", "query"),
        ("WatchConversation", "subscription"),
        ("AppendTranscript", "mutation"),
        ("ReadEverything", "query"),
    ]


def test_every_placeholder_is_filled_by_the_demo_session() -> None:
    filled = [each.variables for each in examples({"demoSessionId": "7c1f"}) if each.variables]
    assert [json.loads(variables)["sessionId"] for variables in filled[:1]] == ["7c1f"]
    assert "{{" not in "".join(filled)


def test_values_are_put_into_json_as_text(folder: Path) -> None:
    (folder / "1.graphql").write_text("# A note.\nquery Find($title: String!) { find(title: $title) }\n")
    (folder / "1.variables.json").write_text('{"title": "{{title}}", "other": "{{other}}"}')
    (example,) = examples({"title": 'a "quoted" \\ one'})
    assert example.title == "Find"
    assert json.loads(example.variables or "") == {"title": 'a "quoted" \\ one', "other": "{{other}}"}


def test_an_example_may_have_no_variables(folder: Path) -> None:
    (folder / "1.graphql").write_text("query Read { viewer }\n")
    assert examples() == (Example("Read", "query Read { viewer }\n"),)


def test_an_operation_without_a_name_is_refused(folder: Path) -> None:
    (folder / "1.graphql").write_text("{ viewer }\n")
    with pytest.raises(ValueError, match=r"1\.graphql needs a name"):
        examples()
