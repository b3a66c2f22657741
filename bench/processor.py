"""How long processes have used the processor, by the kernel's books: a busy machine disturbs this least."""

from collections.abc import Iterator, Mapping
from pathlib import Path

PROCESSES = Path("/proc")
NANOSECONDS = 1e9


def used(process: int) -> float:
    """Seconds that the threads of a process have used; 0 where the kernel keeps no such books."""
    found = (_text(thread / "schedstat") for thread in (PROCESSES / str(process)).glob("task/*"))
    return sum(int(text.split()[0]) for text in found if text) / NANOSECONDS


def used_by_family(process: int) -> dict[int, float]:
    """Seconds that a process and each of its children have used."""
    return {member: used(member) for member in (process, *_children(process))}


def since(before: Mapping[int, float], after: Mapping[int, float]) -> float:
    """Seconds that a family used in between; what members used that are gone is not known."""
    return sum(seconds - before.get(member, 0.0) for member, seconds in after.items())


def _children(process: int) -> Iterator[int]:
    for folder in PROCESSES.glob("[0-9]*"):
        # The name of a program is in parentheses and may hold anything; the parent is the second word after it.
        after_name = _text(folder / "stat").rpartition(")")[2].split()
        if len(after_name) > 1 and int(after_name[1]) == process:
            yield int(folder.name)


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def postmaster(data: Path) -> int:
    """The process of the PostgreSQL server whose data are in a folder."""
    return int((data / "postmaster.pid").read_text().split()[0])
