"""What the documents say is what the code does: settings, limits, codes, queries, links."""

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from graphql import parse, validate
from pydantic_core import PydanticUndefined

from bench.roadtrip import report
from gateway.settings import PROJECT, Settings
from gql.http import STATUS
from gql.schema import build
from repositories import errors

README = (PROJECT / "README.md").read_text()
DOCUMENTS = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", PROJECT / "CHANGELOG.md"]
DOCUMENTS += sorted((PROJECT / "docs").rglob("*.md"))


# What the recipes of CONTRIBUTING.md make up.
EXAMPLES = re.compile(r"0042|/note\.py$")


def _section(title: str) -> str:
    return README.partition(f"## {title}\n")[2].partition("\n## ")[0]


def _rows(title: str) -> list[list[str]]:
    lines = [line for line in _section(title).splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines[2:]]


def _setting(name: str) -> str:
    alias = Settings.model_fields[name].validation_alias
    return alias if isinstance(alias, str) else f"QUINTET_{name.upper()}"


def _default(name: str) -> str:
    default: Any = Settings.model_fields[name].default
    assert default is not PydanticUndefined
    if default is None:
        return ""
    return json.dumps(default) if isinstance(default, tuple) else str(default)


def test_the_table_of_settings_has_every_setting_with_its_default() -> None:
    assert [row[:2] for row in _rows("Settings")] == [
        [_setting(name), _default(name)] for name in Settings.model_fields
    ]


@pytest.mark.parametrize(("limit", "place"), [row[1:] for row in _rows("Limits")])
def test_a_limit_is_the_one_in_the_code(limit: str, place: str) -> None:
    module, _, constant = place.rpartition(".")
    assert float(limit.replace(",", "")) == getattr(importlib.import_module(module), constant)


def test_every_limit_on_documents_is_in_the_table() -> None:
    limits = importlib.import_module("gql.limits")
    constants = {f"gql.limits.{name}" for name in vars(limits) if name.startswith("MAX_")}
    left_out = constants - {row[2] for row in _rows("Limits")}
    elsewhere = {"gql.limits.MAX_GROUPS"}
    assert left_out == {*elsewhere, "gql.limits.MAX_INTROSPECTION_DEPTH"}


def test_the_table_of_errors_has_every_code() -> None:
    classes = [errors.QuintetError, *errors.QuintetError.__subclasses__()]
    assert {row[0] for row in _rows("Errors")} == {
        kind.code for kind in classes if kind.__module__ == errors.__name__
    }


@pytest.mark.parametrize(("code", "status"), [(row[0], row[2]) for row in _rows("Errors")])
def test_a_code_has_the_status_that_the_table_says(code: str, status: str) -> None:
    before_it_ran = {"BAD_INPUT": 400, "QUERY_TOO_COMPLEX": 400, "PERSISTED_QUERY_NOT_FOUND": 400}
    assert int(status) == {**STATUS, **before_it_ran}.get(code, 200)


@pytest.mark.parametrize("document", re.findall(r"```graphql\n(.*?)```", README, re.DOTALL))
def test_the_documents_of_the_readme_fit_the_schema(document: str) -> None:
    assert validate(build()._schema, parse(document)) == []


def test_the_readme_shows_the_answer_of_its_query_as_json() -> None:
    shown = json.loads(re.findall(r"```json\n(.*?)```", README, re.DOTALL)[0])
    (session,) = shown["data"]["liveconvo"]["sessions"]["nodes"]
    assert [len(piece["guidance"]["nodes"]) for piece in session["transcripts"]["nodes"]] == [1, 1]


def test_the_readme_has_the_measured_ratios() -> None:
    questions = json.loads((PROJECT / "docs" / "benchmarks" / "figures.json").read_text())["questions"]
    sides = ("postgraphile", "postgraphile_secured", "handwritten", "naive")
    measured = [
        [found["asked"], *(str(found["clients"]["8"]["ratios"][f"compiled / {side}"]["median"]) for side in sides)]
        for found in questions.values()
    ]
    assert _rows("How fast") == measured


def test_the_readme_has_the_measured_times_of_roadtrip_and_none_that_were_not_measured() -> None:
    measured = PROJECT / "docs" / "benchmarks" / "roadtrip.json"
    kept = json.loads(measured.read_text())["questions"] if measured.exists() else {}
    assert _rows("Roadtrip's goals") == report.rows(kept)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", document.read_text())
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_files_that_a_document_names_are_there(document: Path) -> None:
    named = re.findall(
        r"`((?:models|repositories|gql|gateway|migrations|tests|bench|deploy|docs)/[\w./-]+\.\w+)`",
        document.read_text(),
    )
    assert [name for name in named if not EXAMPLES.search(name) and not (PROJECT / name).exists()] == []


def test_every_verb_that_the_documents_name_is_in_the_makefile() -> None:
    verbs = set(re.findall(r"^([a-z]+):.*##", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    named = {verb for path in DOCUMENTS for verb in re.findall(r"`make ([a-z]+)", path.read_text())}
    assert named - verbs == set()
