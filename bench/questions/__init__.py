"""What every server is asked: the same questions, each in the words of the server that is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from graphql import OperationDefinitionNode, parse

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Question:
    """A read: `shape` names the documents that ask it, `values` are variables that do not depend on who asks."""

    name: str
    title: str
    shape: str
    values: Mapping[str, int] = field(default_factory=dict, hash=False)


def _nested(name: str, sessions: int, transcripts: int, guidance: int) -> Question:
    title = f"{sessions} sessions × ({transcripts} transcripts + {guidance} guidance)"
    return Question(name, title, "nested", {"sessions": sessions, "transcripts": transcripts, "guidance": guidance})


BIG = _nested("big", 20, 50, 10)
SMALL = _nested("small", 2, 5, 2)
ONE = Question("one", "one session by its key", "one")
LIST = Question("list", "a list of 20 sessions", "list")
PAGE = Question("page", "20 final transcripts, the latest first, from the middle of a long session", "page")
COUNT = Question("count", "totalCount of sessions, and of transcripts and guidance of 10 of them", "count")
DEEP = Question("deep", "campaigns, components, AI generations; roadtrips, discoveries, categories", "deep")
QUESTIONS = (BIG, SMALL, ONE, LIST, PAGE, COUNT, DEEP)


@cache
def document(dialect: str, shape: str) -> str:
    """The words of a question, without the spaces that are there for readers."""
    return " ".join((FOLDER / dialect / f"{shape}.graphql").read_text().split())


@cache
def variables(dialect: str, shape: str) -> frozenset[str]:
    """The names of the variables that a document declares."""
    (operation,) = parse(document(dialect, shape)).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return frozenset(definition.variable.name.value for definition in operation.variable_definitions or ())
