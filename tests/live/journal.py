"""Journals: what subscribers received, and the verdict on it; knows nothing of how it was received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Entry:
    """One event: its number and the row that changed."""

    seq: int
    entity_id: UUID


@dataclass
class Journal:
    """All that one subscriber received, in the order of arrival."""

    name: str
    topic: str
    entries: list[Entry] = field(default_factory=list)
    resyncs: list[int] = field(default_factory=list)
    reconnections: int = 0

    @property
    def last(self) -> int:
        """The number of the last event received."""
        return self.entries[-1].seq if self.entries else 0


def violations(journals: Sequence[Journal], log: Mapping[str, Sequence[Entry]]) -> list[str]:
    """Everything that is wrong: a log with a gap, an event lost, repeated, out of order or of something else."""
    found = [
        f"the log of {topic} is not numbered 1 to {len(entries)}"
        for topic, entries in log.items()
        if [entry.seq for entry in entries] != list(range(1, len(entries) + 1))
    ]
    for journal in journals:
        found += [f"{journal.name} was told to start anew at {seq}" for seq in journal.resyncs]
        found += _differences(journal, log[journal.topic])
    return found


def _differences(journal: Journal, wanted: Sequence[Entry]) -> list[str]:
    received = [entry.seq for entry in journal.entries]
    missing = sorted({entry.seq for entry in wanted} - set(received))
    repeated = sorted({seq for seq in received if received.count(seq) > 1})
    found = []
    if missing:
        found.append(f"{journal.name} missed {missing}")
    if repeated:
        found.append(f"{journal.name} got {repeated} more than once")
    if received != sorted(received):
        found.append(f"{journal.name} got events out of order")
    if not found and journal.entries != list(wanted):
        found.append(f"{journal.name} got events that are not those of the log")
    return found
