"""Mutations on distilled reviews, episodes and plays."""

from decimal import Decimal
from uuid import UUID

import strawberry

from gql.derivation.scalars import JSON
from gql.inputs import extra, input_for, values_of
from gql.roadtrip.script import check_conversation, check_summary
from gql.writes import write
from models.roadtrip import PodcastEpisode, PodcastPlay, ReviewDistillation
from repositories.database import WriteTransaction
from repositories.roadtrip.podcast import (
    PodcastEpisodeRepository,
    PodcastPlayRepository,
    ReviewDistillationRepository,
)
from repositories.row import Row

MODEL = "gemma-3n-v1"


@input_for(ReviewDistillation, "What the AI made of the reviews of a place.")
class RoadtripAddReviewDistillationInput:
    """What `roadtripAddReviewDistillation` takes."""

    discovery_id: UUID
    source_reviews: JSON
    source_platforms: list[str]
    distilled_script: JSON = extra('The script of six seconds: an object with a "line".')
    podcast_script: JSON | None = extra(
        'The conversation of two: an object with "turns", each with a "role" and a "text".',
        default=strawberry.UNSET,
    )
    estimated_reading_time_seconds: Decimal | None
    processed_by_model: str = extra("Model that distilled. At most 50 characters.", default=MODEL)


@input_for(PodcastEpisode, "An episode to add.")
class RoadtripAddPodcastEpisodeInput:
    """What `roadtripAddPodcastEpisode` takes."""

    discovery_id: UUID
    review_distillation_id: UUID | None
    title: str
    script: JSON = extra('The conversation of two: an object with "turns", each with a "role" and a "text".')
    duration_seconds: int
    audio_url: str | None
    voice_actors: JSON | None


@input_for(PodcastEpisode, "An episode that is ready to be heard.")
class RoadtripPublishPodcastEpisodeInput:
    """What `roadtripPublishPodcastEpisode` takes."""

    episode_id: UUID = extra("The episode.")
    audio_url: str = extra("Where the spoken episode can be heard: an https address.")


@strawberry.input(description="One episode.")
class RoadtripPodcastEpisodeInput:
    """What the mutation takes that only needs to know which episode."""

    episode_id: UUID = strawberry.field(description="The episode.")


@input_for(PodcastPlay, "One play of an episode.")
class RoadtripRecordPodcastPlayInput:
    """What `roadtripRecordPodcastPlay` takes."""

    episode_id: UUID
    event_id: UUID
    completion: Decimal


@write(ReviewDistillation)
async def roadtrip_add_review_distillation(
    transaction: WriteTransaction, input: RoadtripAddReviewDistillationInput
) -> Row:
    """For staff: keep what the AI distilled from the reviews of a place."""
    values = values_of(input)
    check_summary("distilledScript", values["distilled_script"])
    check_conversation("podcastScript", values.get("podcast_script"))
    return await ReviewDistillationRepository(transaction).add_distillation(values)


@write(PodcastEpisode)
async def roadtrip_add_podcast_episode(transaction: WriteTransaction, input: RoadtripAddPodcastEpisodeInput) -> Row:
    """For staff: add an episode about a place, made from a distillation of its reviews or not."""
    values = values_of(input)
    check_conversation("script", values["script"])
    return await PodcastEpisodeRepository(transaction).add_episode(values)


@write(PodcastEpisode)
async def roadtrip_publish_podcast_episode(
    transaction: WriteTransaction, input: RoadtripPublishPodcastEpisodeInput
) -> Row:
    """For staff: let an episode be heard."""
    audio_url = str(values_of(input)["audio_url"])
    return await PodcastEpisodeRepository(transaction).publish(input.episode_id, audio_url)


@write(PodcastEpisode)
async def roadtrip_archive_podcast_episode(transaction: WriteTransaction, input: RoadtripPodcastEpisodeInput) -> Row:
    """For staff: put an episode away."""
    return await PodcastEpisodeRepository(transaction).archive(input.episode_id)


@write(PodcastPlay)
async def roadtrip_record_podcast_play(transaction: WriteTransaction, input: RoadtripRecordPodcastPlayInput) -> Row:
    """Tell that a published episode is played, and how far. One eventId counts as one play, however often it is told.

    Told again, the play keeps the largest part that was heard.
    """
    completion = values_of(input)["completion"]
    assert isinstance(completion, Decimal)
    return await PodcastPlayRepository(transaction).record(input.episode_id, input.event_id, completion)


MUTATIONS = (
    roadtrip_add_review_distillation,
    roadtrip_add_podcast_episode,
    roadtrip_publish_podcast_episode,
    roadtrip_archive_podcast_episode,
    roadtrip_record_podcast_play,
)
