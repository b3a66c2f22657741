"""The lists that staff keeps: milestones of referrals, categories of places, platforms of videos."""

from collections.abc import Mapping

from models.roadtrip import PoiCategory, ReferralMilestone, SocialPlatform
from repositories.repository import table_of
from repositories.roadtrip.content import StaffRepository
from repositories.row import Row


class MilestoneRepository(StaffRepository):
    """What can happen to a milestone."""

    table = table_of(ReferralMilestone)

    async def set(self, values: Mapping[str, object]) -> Row:
        """Add the milestone of this name, or change it; the same again changes nothing."""
        return await self.add("set_milestone", values, "name", "metric", "threshold", "is_active")


class CategoryRepository(StaffRepository):
    """What can happen to a category."""

    table = table_of(PoiCategory)

    async def set(self, values: Mapping[str, object]) -> Row:
        """The category of this name, added where there is none."""
        return await self.add("set_category", values, "name")


class PlatformRepository(StaffRepository):
    """What can happen to a platform."""

    table = table_of(SocialPlatform)

    async def set(self, values: Mapping[str, object]) -> Row:
        """The platform of this name, added where there is none."""
        return await self.add("set_platform", values, "name")
