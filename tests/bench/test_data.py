"""The generated data is whole, of the size that was asked for, and the same at every run."""

import hashlib

from bench.data import TABLES, Size, fill
from gateway.addresses import Addresses
from gateway.preparation import connected

ORPHANS = """
SELECT (SELECT count(*) FROM liveconvo.sessions s WHERE NOT EXISTS (
           SELECT FROM liveconvo.users u WHERE u.id = s.user_id)) AS sessions,
       (SELECT count(*) FROM liveconvo.transcripts t WHERE NOT EXISTS (
           SELECT FROM liveconvo.sessions s WHERE s.id = t.session_id)) AS transcripts,
       (SELECT count(*) FROM liveconvo.guidance g WHERE NOT EXISTS (
           SELECT FROM liveconvo.sessions s WHERE s.id = g.session_id)) AS guidance
"""


def test_everything_follows_from_the_number_of_transcripts() -> None:
    size = Size(200_000)
    assert (size.users, size.sessions, size.transcripts, size.guidance) == (200, 4_000, 200_000, 40_000)


def test_two_runs_generate_the_same() -> None:
    digests = {
        hashlib.sha256(repr([list(records(Size(1_000))) for _, _, records in TABLES]).encode()).hexdigest()
        for _ in range(2)
    }
    assert len(digests) == 1


async def test_the_data_fits_the_tables_and_itself(fresh_place: Addresses) -> None:
    size = Size(2_000)
    async with connected(fresh_place.base) as connection:
        await fill(connection, size)
        counts = {
            table: await connection.fetchval(f"SELECT count(*) FROM liveconvo.{table}") for table, _, _ in TABLES
        }
        orphans = dict(await connection.fetchrow(ORPHANS) or {})
        events = await connection.fetchval("SELECT count(*) FROM quintet.events")
    assert counts == {"users": 2, "sessions": 40, "transcripts": 2_000, "guidance": 400}
    assert orphans == {"sessions": 0, "transcripts": 0, "guidance": 0}
    assert events == 0
