"""People for tests, their generations and subscriptions, and what is said as one of them."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.models.opened import Connection

JANUARY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
COUNT = "SELECT generations_count_current_month FROM repurpose.users WHERE id = $1"
ASK = (
    "INSERT INTO repurpose.generations (user_id, input_content, selected_platforms, selected_tone)"
    " VALUES ($1, 'A text.', '{email}', 'authority') RETURNING id"
)
MINE = ("users", "generations", "generations_archive", "usage_logs", "usage_logs_daily", "subscriptions")
UPSERT = (
    "INSERT INTO repurpose.subscriptions (user_id, stripe_subscription_id, stripe_customer_id, stripe_price_id, tier,"
    " status, current_period_start, current_period_end, amount_cents, interval, last_event_at)"
    " VALUES ($1, $2, $3, 'price', $4, $5, $6, $6::timestamptz + interval '1 month', 2900, 'month', $7)"
    " ON CONFLICT (stripe_subscription_id) DO UPDATE SET tier = excluded.tier, status = excluded.status,"
    " current_period_start = excluded.current_period_start, current_period_end = excluded.current_period_end,"
    " last_event_at = excluded.last_event_at"
)


@dataclass(frozen=True)
class Writer:
    """Somebody with an account."""

    id: UUID
    clerk: str


class Writers:
    """Makes people and their rows, as a job."""

    def __init__(self, worker: Connection) -> None:
        self._worker = worker

    async def writer(self, tier: str = "free") -> Writer:
        """A person whom no other test knows."""
        clerk = f"user_{uuid4().hex}"
        made = await self._worker.fetchval(
            "INSERT INTO repurpose.users (clerk_user_id, email, subscription_tier) VALUES ($1, $2, $3) RETURNING id",
            clerk,
            f"{clerk}@example.com",
            tier,
        )
        return Writer(made, clerk)

    async def generation(
        self, writer: Writer, status: str = "pending", *, text: str = "A text.", days_ago: float = 0
    ) -> UUID:
        """A generation for TikTok and Twitter, asked for some days ago."""
        made: UUID = await self._worker.fetchval(
            "INSERT INTO repurpose.generations (user_id, input_content, selected_platforms, selected_tone, status,"
            " error_message, output_tiktok, created_at)"
            " VALUES ($1, $2, ARRAY['tiktok', 'twitter'], 'authority', $3::text,"
            " CASE WHEN $3::text = 'failed' THEN 'no answer' END,"
            " CASE WHEN $3::text = 'partial' THEN '{\"cta\": \"Follow\"}'::jsonb END,"
            " now() - make_interval(secs => $4::double precision * 86400)) RETURNING id",
            writer.id,
            text,
            status,
            float(days_ago),
        )
        return made

    async def become(self, generation: UUID, status: str) -> None:
        """The generation's next status."""
        await self._worker.execute(
            "UPDATE repurpose.generations SET status = $2::text,"
            " error_message = CASE WHEN $2::text = 'failed' THEN 'no answer' ELSE error_message END,"
            " output_tiktok = CASE WHEN $2::text = 'partial' THEN '{\"cta\": \"Follow\"}'::jsonb"
            " ELSE output_tiktok END WHERE id = $1",
            generation,
            status,
        )

    async def used(self, writer: Writer, count: int, *, reset: str = "1 day") -> None:
        """So many generations are counted, and the count is reset after this time."""
        await self._worker.execute(
            "UPDATE repurpose.users SET generations_count_current_month = $2,"
            " usage_reset_at = now() + $3::text::interval WHERE id = $1",
            writer.id,
            count,
            reset,
        )

    async def may_generate(self, writer: Writer) -> bool:
        """What check_user_quota() says."""
        answer: bool = await self._worker.fetchval("SELECT repurpose.check_user_quota($1)", writer.id)
        return answer

    async def subscribe(
        self, writer: Writer, stripe: str, tier: str, status: str, *, start: dt.datetime = JANUARY, event: int = 0
    ) -> str:
        """What Stripe says of a subscription, `event` hours into the year; returns the database's answer."""
        answer: str = await self._worker.execute(
            UPSERT,
            writer.id,
            stripe,
            f"customer {writer.clerk}",
            tier,
            status,
            start,
            JANUARY + dt.timedelta(hours=event),
        )
        return answer


@asynccontextmanager
async def signed_in(connection: Connection, writer: Writer) -> AsyncIterator[Connection]:
    """The rest of a transaction belongs to a person."""
    async with connection.transaction():
        await connection.execute("SELECT repurpose.sign_in($1)", writer.clerk)
        yield connection


async def refused_state(connection: Connection, statement: str, *arguments: object) -> str:
    """The SQLSTATE with which a statement is refused."""
    with pytest.raises(asyncpg.PostgresError) as refused:
        await connection.execute(statement, *arguments)
    return str(refused.value.sqlstate)
