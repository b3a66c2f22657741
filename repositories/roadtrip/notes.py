"""What a process notes of the operations that it answers, written down every second."""

import asyncio

from repositories.database import Database
from repositories.roadtrip.hits import Hits
from repositories.roadtrip.reads import ReadLog


class Notes:
    """Which people's data was read, and which kept answers were used."""

    def __init__(self, database: Database) -> None:
        self.reads = ReadLog(database)
        self.hits = Hits(database)

    def open(self) -> None:
        """Write them down every second."""
        self.reads.open()
        self.hits.open()

    async def close(self) -> None:
        """Write down what is left."""
        await asyncio.gather(self.reads.close(), self.hits.close())
