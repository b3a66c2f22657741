"""What a process notes of the operations that it answers, written down every second.

A graceful stop writes down what is left, and a killed process loses at most what it noted within a second.
"""

from repositories.database import Database
from repositories.periodic import Periodic
from repositories.roadtrip.hits import Hits
from repositories.roadtrip.reads import ReadLog

PERIOD_SECONDS = 1.0


class Notes:
    """Which people's data was read, and which kept answers were used."""

    def __init__(self, database: Database) -> None:
        self.reads = ReadLog(database)
        self.hits = Hits(database)
        self._writing = Periodic(self._write, PERIOD_SECONDS)

    def open(self) -> None:
        """Write them down every second."""
        self._writing.open()

    async def close(self) -> None:
        """Write down what is left."""
        await self._writing.close()
        await self._write()

    async def _write(self) -> None:
        """One after the other: staff has few connections."""
        await self.reads.write()
        await self.hits.write()
