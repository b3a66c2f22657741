"""Templates: made, changed and deleted by their owners only."""

from uuid import uuid4

import pytest

from repositories.errors import BadInputError, ForbiddenError, NotFoundError
from repositories.liveconvo.template import TemplateRepository
from tests.contract.rows import MOMENT
from tests.repositories.liveconvo.acting import TEMPLATES, Desk

MISSING = "There is no template with this id."


async def test_a_new_template_belongs_to_whoever_made_it(desk: Desk) -> None:
    async with desk.doing(TemplateRepository) as templates:
        row = await templates.create({"name": "Sales", "guidance_prompts": [{"say": "hello"}]})
    stored = await desk.stored(TEMPLATES, row["id"])
    facts = ("user_id", "name", "guidance_prompts", "is_system_template", "is_public", "usage_count")
    assert [stored[name] for name in facts] == [desk.account, "Sales", [{"say": "hello"}], False, False, 0]


async def test_a_template_is_changed_and_deleted_by_its_owner(desk: Desk) -> None:
    row = await desk.add(TEMPLATES)
    async with desk.doing(TemplateRepository) as templates:
        await templates.update(row["id"], {"name": "Renamed"})
    async with desk.doing(TemplateRepository) as templates:
        await templates.delete_softly(row["id"])
    stored = await desk.stored(TEMPLATES, row["id"])
    assert (stored["name"], stored["deleted_at"] is None) == ("Renamed", False)
    async with desk.refused(TemplateRepository, NotFoundError, MISSING) as templates:
        await templates.update(row["id"], {"name": "Renamed again"})


@pytest.mark.parametrize("kind", ["private", "public", "system", "unknown"])
async def test_a_template_of_somebody_else_is_neither_changed_nor_deleted(
    desk: Desk, stranger: Desk, kind: str
) -> None:
    values = {"user_id": None, "is_system_template": True} if kind == "system" else {"is_public": kind == "public"}
    row = await stranger.add(TEMPLATES, **values)
    key = uuid4() if kind == "unknown" else row["id"]
    async with desk.refused(TemplateRepository, NotFoundError, MISSING) as templates:
        await templates.update(key, {"name": "Mine"})
    async with desk.refused(TemplateRepository, NotFoundError, MISSING) as templates:
        await templates.delete_softly(key)


@pytest.mark.parametrize("kind", ["public", "system"])
async def test_a_shared_template_is_read_until_it_is_deleted(desk: Desk, stranger: Desk, kind: str) -> None:
    values = {"user_id": None, "is_system_template": True} if kind == "system" else {"is_public": True}
    row = await stranger.add(TEMPLATES, **values)
    async with desk.doing(TemplateRepository) as templates:
        assert (await templates.get(row["id"]))["name"] == row["name"]
    gone = await stranger.add(TEMPLATES, **values, deleted_at=MOMENT)
    async with desk.refused(TemplateRepository, NotFoundError, MISSING) as templates:
        await templates.get(gone["id"])


async def test_nobody_makes_a_template_for_the_system(desk: Desk) -> None:
    row = await desk.add(TEMPLATES)
    system = {"is_system_template": True, "user_id": None}
    async with desk.refused(TemplateRepository, ForbiddenError, "This is not permitted.") as templates:
        await templates.update(row["id"], system)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": None}, "A required value is missing."),
        ({"name": "x" * 256}, "A text is too long."),
        ({"conversation_type": "chat"}, "conversationType is not one of the permitted values."),
        ({"guidance_prompts": {"say": "hello"}}, "guidancePrompts must be an array."),
    ],
)
async def test_a_template_that_is_not_acceptable_is_refused(
    desk: Desk, values: dict[str, object], message: str
) -> None:
    async with desk.refused(TemplateRepository, BadInputError, message) as templates:
        await templates.create({"name": "Sales", **values})
