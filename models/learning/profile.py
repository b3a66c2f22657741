"""The learning platform's mastery profiles: how well a learner knows each concept."""

import datetime as dt
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from models import columns as col
from models.access import READ, Access, Owned
from models.base import TableFacts, table
from models.learning.base import LearningModel


class LearningProfile(LearningModel, table=True):
    __tablename__ = "learning_profiles"
    __table_args__ = table(
        UniqueConstraint("user_id", "subject", "concept", postgresql_nulls_not_distinct=True),
        Index("idx_learning_profiles_user_subject", "user_id", "subject"),
        facts=TableFacts(
            description="How well a learner knows one concept, and how regularly they practise it.",
            access=Access(rows=Owned("user_id"), commands=READ),
            singular="learning_profile",
            order=("subject", "concept"),
            # Every interaction changes a row and no indexed column: room on the page keeps such updates cheap.
            storage=(("fillfactor", "80"), ("autovacuum_vacuum_scale_factor", "0.05")),
        ),
    )

    id: UUID = col.key()
    user_id: UUID | None = col.reference("users.id", "Whose profile it is.", on_delete="NO ACTION", nullable=True)
    subject: str = col.text("Subject the concept belongs to.", length=100, nullable=False)
    concept: str = col.text("Concept that is learned.", length=200, nullable=False)
    mastery_score: float | None = col.double("How well it is known, from 0 to 1.", default=0.0, between=(0, 1))
    last_interaction: dt.datetime | None = col.timestamp("When it was last practised.", default_now=True, naive=True)
    total_interactions: int | None = col.integer("How often it was practised.", default=0, between=(0, None))
    streak_days: int | None = col.integer("Days in a row on which it was practised.", default=0, between=(0, None))
