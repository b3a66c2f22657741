"""The compiler's cases: a folder each, with a query, the statement that it becomes and the answer, side by side."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).with_name("cases")


@dataclass(frozen=True)
class Case:
    """One folder: `query.graphql`, perhaps `variables.json`, and what is expected of them."""

    folder: Path

    @property
    def query(self) -> str:
        """The document."""
        return (self.folder / "query.graphql").read_text()

    @property
    def variables(self) -> dict[str, Any]:
        """The variables; none where there is no file."""
        file = self.folder / "variables.json"
        found: dict[str, Any] = orjson.loads(file.read_bytes()) if file.exists() else {}
        return found

    @property
    def statement(self) -> str:
        """The statement, then where its parameters' values come from."""
        return (self.folder / "statement.sql").read_text()

    @property
    def answer(self) -> Any:
        """The data of the answer."""
        return orjson.loads((self.folder / "answer.json").read_bytes())

    def write(self, statement: str, answer: Any) -> None:
        """Take down a statement and an answer as what is expected."""
        (self.folder / "statement.sql").write_text(statement)
        (self.folder / "answer.json").write_bytes(orjson.dumps(answer, option=orjson.OPT_INDENT_2) + b"\n")


def cases() -> list[Case]:
    """Every case, in order."""
    return [Case(folder) for folder in sorted(FOLDER.iterdir()) if folder.is_dir()]


def told(sql: str, binds: list[str]) -> str:
    """A statement with the sources of its parameters, as it is kept."""
    lines = "\n".join(line.rstrip() for line in sql.splitlines())
    return lines + "\n\n" + "".join(f"-- ${number}: {name}\n" for number, name in enumerate(binds, 1))
