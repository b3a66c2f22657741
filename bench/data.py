"""The generated data: people, their conversations, what was said and advised; the same at every run."""

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

import asyncpg

TRANSCRIPTS_PER_SESSION = 50
GUIDANCE_PER_SESSION = 10
SESSIONS_PER_USER = 20
EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
STATUSES = ("completed", "completed", "archived", "active")
SPEAKERS = ("user", "other", "system")
KINDS = ("ask", "clarify", "avoid", "suggest", "warn")
PHRASES = (
    "Thank you for making the time today.",
    "Could you walk me through how your team does this at the moment?",
    "We looked at three suppliers before the summer and none of them could deliver.",
    "That is a fair point, and I would like to come back to it in a minute.",
    "The budget was approved, but the start depends on the people we can free.",
    "Let me repeat what I understood so that nothing gets lost.",
)
HINTS = (
    "Ask who else takes part in the decision.",
    "The number was mentioned twice and differs: clarify which one holds.",
    "Do not promise a date yet.",
    "Suggest a second meeting with the technical lead.",
)
Record = tuple[object, ...]


class Size:
    """How much data: everything follows from the number of transcripts."""

    def __init__(self, transcripts: int) -> None:
        self.transcripts = transcripts
        self.sessions = max(SESSIONS_PER_USER, transcripts // TRANSCRIPTS_PER_SESSION)
        self.users = self.sessions // SESSIONS_PER_USER
        self.guidance = self.sessions * GUIDANCE_PER_SESSION

    @property
    def user_ids(self) -> list[UUID]:
        """The keys of all people."""
        return [_key("user", number) for number in range(self.users)]


def _key(kind: str, number: int) -> UUID:
    return UUID(int=random.Random(f"{kind} {number}").getrandbits(128), version=4)


def users(size: Size) -> Iterator[Record]:
    """People: id, email, google_id, full_name, created_at."""
    for number, key in enumerate(size.user_ids):
        yield key, f"person{number}@example.com", f"google-{number}", f"Person {number}", EPOCH


def sessions(size: Size) -> Iterator[Record]:
    """Conversations, each person's spread over time: id, user_id, title, status, started, ended, created_at."""
    owners = size.user_ids
    for number in range(size.sessions):
        at = EPOCH + dt.timedelta(minutes=number)
        status = STATUSES[number % len(STATUSES)]
        ended = None if status == "active" else at + dt.timedelta(minutes=10)
        yield _key("session", number), owners[number % len(owners)], f"Call {number}", status, at, ended, at


def transcripts(size: Size) -> Iterator[Record]:
    """What was said: id, session_id, content, speaker, start, end, is_final."""
    for number in range(size.sessions):
        session = _key("session", number)
        for place in range(TRANSCRIPTS_PER_SESSION):
            start = Decimal(place * 4)
            content = PHRASES[(number + place) % len(PHRASES)]
            key = _key("transcript", number * TRANSCRIPTS_PER_SESSION + place)
            yield key, session, content, SPEAKERS[place % 3], start, start + Decimal("3.5"), True


def guidance(size: Size) -> Iterator[Record]:
    """What was advised: id, session_id, content, guidance_type, priority, triggered_at_seconds."""
    for number in range(size.sessions):
        session = _key("session", number)
        for place in range(GUIDANCE_PER_SESSION):
            key = _key("guidance", number * GUIDANCE_PER_SESSION + place)
            content = HINTS[(number + place) % len(HINTS)]
            yield key, session, content, KINDS[place % 5], place % 3 + 1, Decimal(place * 20)


TABLES = (
    ("users", ("id", "email", "google_id", "full_name", "created_at"), users),
    (
        "sessions",
        ("id", "user_id", "title", "status", "recording_started_at", "recording_ended_at", "created_at"),
        sessions,
    ),
    (
        "transcripts",
        ("id", "session_id", "content", "speaker", "start_time_seconds", "end_time_seconds", "is_final"),
        transcripts,
    ),
    (
        "guidance",
        ("id", "session_id", "content", "guidance_type", "priority", "triggered_at_seconds"),
        guidance,
    ),
)


async def fill(connection: "asyncpg.Connection[asyncpg.Record]", size: Size) -> None:
    """Write the data, past triggers, as superuser; then gather statistics for the planner."""
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        for table, columns, records in TABLES:
            await connection.copy_records_to_table(
                table, schema_name="liveconvo", columns=columns, records=records(size), timeout=600
            )
    await connection.execute("VACUUM ANALYZE")
