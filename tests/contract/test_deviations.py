"""Every deviation that the contract permits is written down, with its reason, in the document of deviations."""

import re

import pytest

from gateway.settings import PROJECT
from tests.contract import decisions, deviations
from tests.contract.decisions import OPEN_LISTS
from tests.contract.deviations import ADDED_TABLES, SET_NULL_INSTEAD_OF_NO_ACTION, Names

LISTED = {name: value for module in (deviations, decisions) for name, value in vars(module).items() if name.isupper()}


def written_down() -> dict[str, str]:
    """By obligation: the lines of the document that are about it."""
    lines: dict[str, str] = {}
    for line in (PROJECT / "docs" / "deviations.md").read_text().splitlines():
        cell = line.split("|")[1] if line.startswith("|") else ""
        for letters, first, last in re.findall(r"([A-Z]+)-(\d+)(?: to [A-Z]+-(\d+))?", cell):
            for number in range(int(first), int(last or first) + 1):
                obligation = f"{letters}-{number:02}"
                lines[obligation] = f"{lines.get(obligation, '')}{line}\n"
    return lines


@pytest.mark.parametrize("name", LISTED)
def test_every_obligation_in_the_list_is_written_down(name: str) -> None:
    assert [obligation for obligation in LISTED[name] if obligation not in written_down()] == []


@pytest.mark.parametrize(
    "names", [ADDED_TABLES, OPEN_LISTS, SET_NULL_INSTEAD_OF_NO_ACTION], ids=("tables", "lists", "rules")
)
def test_what_is_listed_is_written_down_by_its_own_name(names: Names) -> None:
    written = written_down()
    pairs = [(obligation, name.rpartition(".")[2]) for obligation, those in names.items() for name in sorted(those)]
    assert [pair for pair in pairs if pair[1] not in written.get(pair[0], "")] == []
