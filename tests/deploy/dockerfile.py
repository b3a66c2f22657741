"""Reads a Dockerfile: its instructions in order, continued lines joined, comments left out."""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Instruction:
    """One instruction and its argument."""

    name: str
    argument: str


def stages(file: Path) -> list[list[Instruction]]:
    """The instructions of each stage; the first of each is its FROM."""
    found: list[list[Instruction]] = []
    for instruction in _instructions(file.read_text()):
        if instruction.name == "FROM":
            found.append([])
        found[-1].append(instruction)
    return found


def _instructions(text: str) -> list[Instruction]:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    parts = (line.partition(" ") for line in joined.splitlines() if line.strip())
    return [Instruction(name, argument.strip()) for name, _, argument in parts]


def arguments(stage: list[Instruction], name: str) -> list[str]:
    """The arguments of all instructions of one kind."""
    return [instruction.argument for instruction in stage if instruction.name == name]
