"""Mutations on the lists that staff keeps: milestones, categories and platforms."""

from gql.inputs import input_for, values_of
from gql.writes import write
from models.roadtrip import PoiCategory, ReferralMilestone, SocialPlatform
from models.roadtrip.enums import MilestoneMetric
from repositories.database import WriteTransaction
from repositories.roadtrip.reference import CategoryRepository, MilestoneRepository, PlatformRepository
from repositories.row import Row


@input_for(ReferralMilestone, "A milestone; its name says which.")
class RoadtripSetMilestoneInput:
    """What `roadtripSetMilestone` takes."""

    name: str
    metric: MilestoneMetric
    threshold: int
    is_active: bool | None


@input_for(PoiCategory, "A category of places.")
class RoadtripSetCategoryInput:
    """What `roadtripSetCategory` takes."""

    name: str


@input_for(SocialPlatform, "A platform that videos are published on.")
class RoadtripSetPlatformInput:
    """What `roadtripSetPlatform` takes."""

    name: str


@write(ReferralMilestone)
async def roadtrip_set_milestone(transaction: WriteTransaction, input: RoadtripSetMilestoneInput) -> Row:
    """For staff: add the milestone of this name, or change it.

    A new one is active unless told otherwise. Whoever has reached it already is prompted at their next step.
    """
    return await MilestoneRepository(transaction).set(values_of(input))


@write(PoiCategory)
async def roadtrip_set_category(transaction: WriteTransaction, input: RoadtripSetCategoryInput) -> Row:
    """For staff: have a category of this name; the one that there is, or else a new one."""
    return await CategoryRepository(transaction).set(values_of(input))


@write(SocialPlatform)
async def roadtrip_set_platform(transaction: WriteTransaction, input: RoadtripSetPlatformInput) -> Row:
    """For staff: have a platform of this name; the one that there is, or else a new one."""
    return await PlatformRepository(transaction).set(values_of(input))


MUTATIONS = (roadtrip_set_milestone, roadtrip_set_category, roadtrip_set_platform)
