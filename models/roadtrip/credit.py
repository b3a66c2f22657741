"""Roadtrip's credits: a balance for each person, and the ledger that explains it."""

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint

from models import columns as col
from models.access import CHANGE, READ, Access, Owned
from models.base import TableFacts, Trigger, second_key, table
from models.roadtrip.base import RoadtripModel
from models.roadtrip.enums import LegalBasis, TransactionType


class UserCredits(RoadtripModel, table=True):
    __tablename__ = "user_credits"
    __table_args__ = table(
        facts=TableFacts(
            description="A person's credits; one credit is one roadtrip.",
            access=Access(rows=Owned("user_id"), commands=CHANGE, changeable=("auto_conversion_enabled",)),
            singular="user_credits",
            audit=LegalBasis.CONTRACT,
            storage=(
                ("fillfactor", "70"),
                ("autovacuum_vacuum_scale_factor", "0.02"),
                ("autovacuum_vacuum_threshold", "500"),
            ),
            triggers=(
                Trigger("guard_balance", "BEFORE UPDATE", "roadtrip.guard_balance()"),
                Trigger("open_ledger", "AFTER INSERT", "roadtrip.open_ledger()"),
            ),
        ),
    )

    user_id: UUID = col.key_reference("users.id", "Whose credits they are.", on_delete="CASCADE")
    balance: int = col.integer("Credits there are now.", nullable=False, default=7, between=(0, None))
    total_earned: int = col.integer("Credits ever earned.", nullable=False, default=0, between=(0, None))
    total_used: int = col.integer("Credits ever used.", nullable=False, default=0, between=(0, None))
    conversion_rate_cents: int = col.integer(
        "Revenue that becomes one credit, in cents.", nullable=False, default=50, between=(1, None)
    )
    auto_conversion_enabled: bool = col.boolean(
        "Whether revenue becomes credits by itself.", nullable=False, default=True
    )
    kept_share_cents: int = col.bigint(
        "What discoveries had earned that were eligible when they were deleted.",
        nullable=False,
        default=0,
        hidden=True,
    )
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)


class CreditTransaction(RoadtripModel, table=True):
    __tablename__ = "credit_transactions"
    __table_args__ = table(
        UniqueConstraint("user_id", "number"),
        second_key("fk_credit_transactions_user_credits", "user_id", "user_credits.user_id", on_delete="CASCADE"),
        CheckConstraint("balance_after = balance_before + amount", name="adds_up"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint(
            "(transaction_type IN ('earned', 'promotional')) = (amount > 0)", name="amount_fits_transaction_type"
        ),
        facts=TableFacts(
            description="One change of a person's credits, with the balance before and after.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="credit_transaction",
            order=("-number",),
            audit=LegalBasis.LEGAL_OBLIGATION,
            append_only=True,
            triggers=(
                Trigger("number_transaction", "BEFORE INSERT", "roadtrip.number_transaction()"),
                Trigger("post_transaction", "AFTER INSERT", "roadtrip.post_transaction()"),
                Trigger("guard_ledger", "BEFORE UPDATE OR DELETE", "roadtrip.guard_ledger()"),
                Trigger("guard_ledger_whole", "BEFORE TRUNCATE", "roadtrip.guard_ledger()", each="STATEMENT"),
            ),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Whose credits changed.", on_delete="CASCADE")
    transaction_type: TransactionType = col.choice(TransactionType, "Why they changed.", length=50, nullable=False)
    amount: int = col.integer("Credits added, or taken where negative.", nullable=False)
    source: str = col.text(
        "What it came from, such as video_revenue, referral, roadtrip_usage.", length=100, nullable=False
    )
    description: str = col.text("The same in words.", nullable=False)
    balance_before: int = col.integer("Balance before it.", nullable=False, between=(0, None))
    balance_after: int = col.integer("Balance after it.", nullable=False, between=(0, None))
    number: int = col.integer("Number in the person's ledger: 1, 2, 3…", nullable=False, between=(1, None))
    created_at: dt.datetime = col.timestamp("When it happened.", nullable=False, default_now=True)
