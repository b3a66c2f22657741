"""Roadtrip's podcasts: reviews distilled into six seconds, and episodes spoken from them."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text

from models import columns as col
from models.access import READ, WRITE, Access, AllOf, AnyOf, Owned, Through, Where
from models.base import TableFacts, Trigger, View, table
from models.roadtrip.base import RoadtripModel
from models.roadtrip.enums import EpisodeStatus, LegalBasis

HEARD_BY_ALL = Where(
    "EXISTS (SELECT FROM roadtrip.public_podcast_episodes AS e WHERE e.id = podcast_plays.episode_id)"
)
VOICES_DEFAULT = '[{"role": "host", "voice": "warm"}, {"role": "guest", "voice": "lively"}]'


class ReviewDistillation(RoadtripModel, table=True):
    __tablename__ = "review_distillations"
    __table_args__ = table(
        Index("ix_review_distillations_discovery_id_created_at", "discovery_id", "created_at", "id"),
        CheckConstraint(
            "cardinality(source_platforms) > 0 AND array_position(source_platforms, NULL) IS NULL",
            name="source_platforms_form",
        ),
        CheckConstraint("jsonb_typeof(distilled_script) = 'object'", name="distilled_script_object"),
        CheckConstraint("jsonb_typeof(podcast_script) = 'object'", name="podcast_script_object"),
        facts=TableFacts(
            description="The reviews of a place, distilled into a script of six seconds.",
            access=Access(rows=Through("discovery_id"), commands=READ),
            singular="review_distillation",
            order=("-created_at",),
            audit=LegalBasis.CONTRACT,
        ),
    )

    id: UUID = col.key()
    discovery_id: UUID = col.reference("discoveries.id", "Place that was reviewed.", on_delete="CASCADE")
    source_reviews: list[Any] = col.json("Array of the original reviews.", nullable=False, array=True)
    source_platforms: list[str] = col.text_array(
        "Where the reviews are from, such as google, yelp, tripadvisor.", nullable=False
    )
    distilled_script: dict[str, Any] = col.json("The script of six seconds.", nullable=False)
    podcast_script: dict[str, Any] | None = col.json("The script of a conversation of two.")
    estimated_reading_time_seconds: Decimal | None = col.decimal(
        4, 2, "Seconds it takes to read the script aloud.", between=(0, None)
    )
    processed_by_model: str = col.text("Model that distilled.", length=50, nullable=False, default="gemma-3n-v1")
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)


class PodcastEpisode(RoadtripModel, table=True):
    __tablename__ = "podcast_episodes"
    __table_args__ = table(
        Index("ix_podcast_episodes_discovery_id_created_at", "discovery_id", "created_at", "id"),
        Index("ix_podcast_episodes_review_distillation_id", "review_distillation_id"),
        Index("ix_podcast_episodes_created_at", "created_at", "id", postgresql_where=text("status = 'published'")),
        CheckConstraint("jsonb_typeof(script) = 'object'", name="script_object"),
        facts=TableFacts(
            description="An episode: a conversation of two about a place.",
            access=Access(rows=Through("discovery_id"), commands=READ),
            singular="podcast_episode",
            order=("-created_at",),
            audit=LegalBasis.CONTRACT,
            storage=(("fillfactor", "85"), ("autovacuum_vacuum_scale_factor", "0.05")),
        ),
    )

    id: UUID = col.key()
    discovery_id: UUID = col.reference("discoveries.id", "Place it is about.", on_delete="CASCADE")
    title: str = col.text("Title of the episode.", length=255, nullable=False)
    script: dict[str, Any] = col.json("The whole conversation.", nullable=False)
    duration_seconds: int = col.integer("Length in seconds.", nullable=False, between=(0, None))
    audio_url: str | None = col.text("Where the spoken episode can be heard.")
    voice_actors: list[Any] = col.json(
        "Array of the voices: the role of each, and which voice speaks it.",
        nullable=False,
        array=True,
        default=VOICES_DEFAULT,
    )
    play_count: int = col.integer("How often it was played.", nullable=False, default=0, between=(0, None))
    completion_rate: Decimal | None = col.decimal(
        4, 3, "Part of the episode that listeners hear on average, 0 to 1.", between=(0, 1)
    )
    completion_total: Decimal = col.decimal(
        14, 3, "Sum of the parts that were heard, of all plays.", nullable=False, default=0, hidden=True
    )
    status: EpisodeStatus = col.choice(
        EpisodeStatus,
        "Whether it can be heard.",
        length=20,
        nullable=False,
        default=EpisodeStatus.GENERATED,
        transitions={
            EpisodeStatus.GENERATED: [EpisodeStatus.PUBLISHED, EpisodeStatus.ARCHIVED],
            EpisodeStatus.PUBLISHED: [EpisodeStatus.ARCHIVED],
        },
    )
    review_distillation_id: UUID | None = col.reference(
        "review_distillations.id", "Distillation it was made from.", on_delete="SET NULL", nullable=True
    )
    created_at: dt.datetime = col.timestamp("When the row was made.", nullable=False, default_now=True)


class PublicPodcastEpisode(RoadtripModel, table=True):
    __tablename__ = "public_podcast_episodes"
    __table_args__ = table(
        facts=TableFacts(
            description="What everybody may know and hear of an episode that is published, about a shared discovery.",
            access=Access(rows=Where("true"), commands=READ),
            singular="public_podcast_episode",
            order=("-created_at",),
            view=View.PLAIN,
        ),
    )

    id: UUID = col.key()
    discovery_id: UUID = col.reference(
        "public_discoveries.id", "Place it is about.", on_delete="CASCADE", inverse="podcast_episodes"
    )
    title: str = col.text("Title of the episode.", length=255, nullable=False)
    duration_seconds: int = col.integer("Length in seconds.", nullable=False)
    audio_url: str | None = col.text("Where the spoken episode can be heard.")
    created_at: dt.datetime = col.timestamp("When the episode was made.", nullable=False)


class PodcastPlay(RoadtripModel, table=True):
    """The document counts plays and has no place for them: without one, a play that is told twice counts twice."""

    __tablename__ = "podcast_plays"
    __table_args__ = table(
        UniqueConstraint("user_id", "event_id"),
        Index("ix_podcast_plays_episode_id", "episode_id"),
        Index("ix_podcast_plays_user_id_created_at", "user_id", "created_at", "id"),
        facts=TableFacts(
            description="Somebody played an episode, once.",
            access=Access(
                rows=AllOf((Owned("user_id"), AnyOf((Through("episode_id"), HEARD_BY_ALL)))),
                commands=WRITE,
                readable=Owned("user_id"),
                insertable=("user_id", "episode_id", "event_id", "completion"),
                changeable=("completion",),
            ),
            singular="podcast_play",
            order=("-created_at",),
            audit=LegalBasis.CONTRACT,
            triggers=(Trigger("count_play", "AFTER INSERT OR UPDATE OF completion", "roadtrip.count_play()"),),
        ),
    )

    id: UUID = col.key()
    user_id: UUID = col.reference("users.id", "Who played it.", on_delete="CASCADE")
    episode_id: UUID = col.reference("podcast_episodes.id", "Episode that was played.", on_delete="CASCADE")
    event_id: UUID = col.identifier("The player's own identifier of this play.", nullable=False)
    completion: Decimal = col.decimal(
        4, 3, "Part of the episode that was heard, 0 to 1.", nullable=False, default=0, between=(0, 1)
    )
    created_at: dt.datetime = col.timestamp("When the play was first told.", nullable=False, default_now=True)
