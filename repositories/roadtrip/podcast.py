"""Podcasts: reviews distilled, episodes made of them, published and played."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from models.roadtrip import PodcastEpisode, PodcastPlay, PublicPodcastEpisode, ReviewDistillation
from models.roadtrip.enums import EpisodeStatus
from repositories.errors import ConflictError
from repositories.repository import Repository, table_of
from repositories.roadtrip.content import StaffRepository, bound
from repositories.row import Row


class ReviewDistillationRepository(StaffRepository):
    """What can happen to a distillation."""

    table = table_of(ReviewDistillation)

    async def add_distillation(self, values: Mapping[str, object]) -> Row:
        """Keep what the AI made of a place's reviews."""
        return await self.add(
            "add_review_distillation",
            values,
            "discovery_id",
            "source_reviews",
            "source_platforms",
            "distilled_script",
            "podcast_script",
            "estimated_reading_time_seconds",
            "processed_by_model",
        )


class PodcastEpisodeRepository(StaffRepository):
    """What can happen to an episode."""

    table = table_of(PodcastEpisode)

    async def add_episode(self, values: Mapping[str, object]) -> Row:
        """Add an episode about a place."""
        return await self.add(
            "add_podcast_episode",
            values,
            "discovery_id",
            "review_distillation_id",
            "title",
            "script",
            "duration_seconds",
            "audio_url",
            "voice_actors",
        )

    async def publish(self, key: UUID, audio_url: str) -> Row:
        """Let it be heard."""
        return await self._become(key, EpisodeStatus.PUBLISHED, audio_url)

    async def archive(self, key: UUID) -> Row:
        """Put it away."""
        return await self._become(key, EpisodeStatus.ARCHIVED, None)

    async def _become(self, key: UUID, status: EpisodeStatus, audio_url: str | None) -> Row:
        return await self.move(
            "move_podcast_episode", key, bound(status.value, sa.Text()), bound(audio_url, sa.Text())
        )


class PodcastPlayRepository(Repository):
    """What can happen to a play."""

    table = table_of(PodcastPlay)

    async def record(self, episode: UUID, event: UUID, completion: Decimal) -> Row:
        """Count a play once, however often it is told; a listener never gets less far than before."""
        await self._check_is_heard(episode)
        columns = self.table.c
        values = {
            "user_id": self.account(),
            "episode_id": episode,
            "event_id": event,
            "completion": completion,
        }
        told = insert(self.table).values(values)
        told = told.on_conflict_do_update(
            index_elements=[columns.user_id, columns.event_id],
            set_={"completion": sa.func.greatest(columns.completion, told.excluded.completion)},
            where=columns.episode_id == told.excluded.episode_id,
        )
        row = await self._written(told)
        if row is None:
            raise ConflictError("The eventId is of another episode.")
        return row

    async def _check_is_heard(self, episode: UUID) -> None:
        """Everybody hears what is published about shared places, and discoverers what is published about theirs."""
        heard = table_of(PublicPodcastEpisode)
        if await self.transaction.fetch_value(sa.select(heard.c.id).where(heard.c.id == episode)) is not None:
            return
        own = await PodcastEpisodeRepository(self.transaction).get(episode)
        if own["status"] != EpisodeStatus.PUBLISHED.value:
            raise ConflictError(f"The episode is {own['status']}; a play needs a published one.")
