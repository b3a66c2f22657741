"""Templates: one's own, other people's public ones, the system's."""

from collections.abc import Mapping

from models.liveconvo import Template
from repositories.repository import Repository, table_of
from repositories.row import Row


class TemplateRepository(Repository):
    """What can happen to a template."""

    table = table_of(Template)

    async def create(self, values: Mapping[str, object]) -> Row:
        """Make a template of one's own."""
        return await self.insert({**values, "user_id": self.account()})
