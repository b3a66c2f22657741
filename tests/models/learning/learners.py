"""Learners for tests, and what is said as one of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

from tests.models.opened import Connection

HASH = "a" * 64
OTHER_HASH = "b" * 64
PAYMOB = "SELECT learning.apply_paymob_event($1, $2, $3, $4, 'premium', 'monthly', $5, $6, $7)"
READ_SUBSCRIPTION = (
    "SELECT status, amount_egp, next_billing_date FROM learning.subscriptions WHERE paymob_subscription_id = $1"
)
OWNED = ("guardian_consents", "learning_profiles", "usage_logs", "usage_logs_archive", "subscriptions")


class Learners:
    """Makes learners and their rows, as a job."""

    def __init__(self, worker: Connection) -> None:
        self._worker = worker

    async def learner(self, status: str = "active") -> UUID:
        """A learner whom no other test knows."""
        made: UUID = await self._worker.fetchval(
            "INSERT INTO learning.users (email, status) VALUES ($1, $2) RETURNING id",
            f"{uuid4()}@example.com",
            status,
        )
        return made

    async def consent(self, learner: UUID, kind: str = "learning", *, given: bool = True, text: str = HASH) -> UUID:
        """A consent to a legal text, given or withdrawn."""
        made: UUID = await self._worker.fetchval(
            "SELECT learning.record_consent($1, $2, $3, 'guardian@example.com', $4, '192.0.2.7')",
            learner,
            kind,
            given,
            text,
        )
        return made

    async def use(self, learner: UUID | None, *, days_ago: int = 0, cost: str = "0.000001") -> UUID:
        """A use of a service some days ago."""
        made: UUID = await self._worker.fetchval(
            "INSERT INTO learning.usage_logs (user_id, session_id, service_name, tokens_used, speech_seconds,"
            " timestamp, cost_usd, metadata) VALUES ($1, gen_random_uuid(), 'tutor', 10, 3,"
            " timezone('utc', now()) - make_interval(days => $2), $3::text::numeric, '{\"page\": 1}') RETURNING id",
            learner,
            days_ago,
            cost,
        )
        return made

    async def subscription(self, learner: UUID, paymob: str | None) -> UUID:
        """A monthly subscription."""
        made: UUID = await self._worker.fetchval(
            "INSERT INTO learning.subscriptions (user_id, plan_name, billing_cycle, amount_egp,"
            " paymob_subscription_id) VALUES ($1, 'premium', 'monthly', 199.99, $2) RETURNING id",
            learner,
            paymob,
        )
        return made


@asynccontextmanager
async def signed_in(connection: Connection, learner: UUID) -> AsyncIterator[Connection]:
    """The rest of a transaction belongs to a learner."""
    async with connection.transaction():
        await connection.execute("SELECT learning.sign_in($1)", learner)
        yield connection


async def fill(worker: Connection, learners: Learners) -> object:
    """A learner with a row in every table."""
    learner = await learners.learner()
    await learners.consent(learner)
    await worker.execute("SELECT learning.record_interaction($1, 'algebra', 'groups')", learner)
    await learners.use(learner, days_ago=2000)
    await worker.execute("SELECT learning.archive_usage_logs('1999 days')")
    await learners.use(learner)
    await learners.subscription(learner, None)
    return learner
