"""How long processes have used the processor, by the kernel's books: a busy machine disturbs this least."""

import os
from collections.abc import Iterator
from pathlib import Path

PROCESSES = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
# Places in /proc/<pid>/stat after the name in parentheses: parent; time of its own, then of children that ended.
PARENT, OWN, ENDED = 1, slice(11, 13), slice(13, 15)


def used(process: int) -> float:
    """Seconds that a process has used; 0 where the kernel keeps no such books."""
    found = _stat(PROCESSES / str(process))
    return 0.0 if found is None else sum(map(int, found[OWN])) / TICKS


def used_by_family(process: int) -> float:
    """Seconds that a process and its children have used, those that ended included."""
    own = _stat(PROCESSES / str(process))
    if own is None:
        return 0.0
    ticks = sum(map(int, [*own[OWN], *own[ENDED]]))
    return (ticks + sum(sum(map(int, child[OWN])) for child in _children(process))) / TICKS


def _children(process: int) -> Iterator[list[str]]:
    for folder in PROCESSES.iterdir():
        if folder.name.isdigit() and (found := _stat(folder)) is not None and int(found[PARENT]) == process:
            yield found


def _stat(folder: Path) -> list[str] | None:
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def postmaster(data: Path) -> int:
    """The process of the PostgreSQL server whose data are in a folder."""
    return int((data / "postmaster.pid").read_text().split()[0])
